-- Begin an attempt at a run; attempts at the same run that never ended were killed.

update loads set outcome = 'interrupted' where load_id = $load_id and outcome = 'running';

insert into loads by name

select
    $load_id                           as load_id,
    coalesce(max(attempt), 0) + 1      as attempt,
    $inputs                            as inputs,
    $coder_version                     as coder_version,
    $codebook_version                  as codebook_version,
    $schema_version                    as schema_version,
    $started_at::timestamp             as started_at,
    'running'                          as outcome

from loads

where load_id = $load_id

returning attempt;

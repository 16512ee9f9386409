-- What the gate measured: one row per expectation, over all batches of all runs up to their first
-- success. Later attempts at the same input bring nothing.
with first_done as (

    select load_id, min(attempt) as attempt

    from loads

    where outcome = 'done'

    group by load_id

)

select
    suite,
    expectation,
    column_name                                             as "column",
    severity,
    max(threshold)                                          as threshold,
    max(observed)                                           as highest,
    count(distinct load_id) filter (where not success)      as n_runs_failed,
    bool_and(success)                                       as success

from quality_results

where exists (

    select 1

    from first_done

    where
        first_done.load_id = quality_results.load_id
        and quality_results.attempt <= first_done.attempt

)

group by all

order by all;

-- CAMEO roles in use: one row per role of three letters.
select
    role,
    count(*) filter (where side = 'source')    as n_source,
    count(*) filter (where side = 'target')    as n_target

from (

    select 'source' as side, unnest(regexp_extract_all(source_agent, '.{3}')) as role from events
    union all
    select 'target', unnest(regexp_extract_all(target_agent, '.{3}')) from events

)

group by role

order by role;

-- Changes by CAMEO root: one row per root with any event in either release.
-- n_then + n_added - n_removed + n_into - n_out_of = n_now.
with counted as (

    select cameo_root as root, 'now' as what from events
    union all
    select cameo_root, 'then' from then_events
    union all
    select cameo_code[:2], 'added' from changes where change = 'added'
    union all
    select previous_cameo_code[:2], 'removed' from changes where change = 'removed'
    union all
    select cameo_code[:2], 'into' from changes
    where change = 'recoded' and cameo_code[:2] <> previous_cameo_code[:2]
    union all
    select previous_cameo_code[:2], 'out of' from changes
    where change = 'recoded' and cameo_code[:2] <> previous_cameo_code[:2]
    union all
    select cameo_code[:2], 'within' from changes
    where change = 'recoded' and cameo_code[:2] = previous_cameo_code[:2]

)

select
    counted.root,
    any_value(cameo_codes.name)                 as name,
    count(*) filter (where what = 'then')       as n_then,
    count(*) filter (where what = 'added')      as n_added,
    count(*) filter (where what = 'removed')    as n_removed,
    count(*) filter (where what = 'into')       as n_into,
    count(*) filter (where what = 'out of')     as n_out_of,
    count(*) filter (where what = 'within')     as n_within,
    count(*) filter (where what = 'now')        as n_now

from counted

left join cameo_codes on cameo_codes.code = counted.root

group by counted.root

order by counted.root;

-- Changes by reason: one row per reason that applies to any.
select
    reason,
    count(*) filter (where change = 'added')      as n_added,
    count(*) filter (where change = 'removed')    as n_removed,
    count(*) filter (where change = 'recoded')    as n_recoded

from changes

group by reason;

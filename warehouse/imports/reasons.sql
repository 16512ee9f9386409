-- Why records of a file were set aside: one row per reason, the commonest first.
select
    reason,
    count(*)                                               as n,
    arg_min(origin || ':' || line, line)                   as example,
    arg_min(detail, line)                                  as detail

from imports_set_aside

where load_id = $load_id

group by reason

order by n desc, reason;

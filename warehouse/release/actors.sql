-- Actor codes in use and the events they stand in: one row per code.
select
    code,
    kind,
    name,
    (select count(*) from events where source = code)    as n_source,
    (select count(*) from events where target = code)    as n_target

from actor_codes

order by code;

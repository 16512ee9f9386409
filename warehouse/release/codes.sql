-- CAMEO codes with their values: one row per code, values as a map by table.
select
    code,
    name,
    quad_class,
    plover_event,
    plover_mode,
    (select count(*) from events where events.cameo_code = cameo_codes.code)    as n_events

from cameo_codes

order by code;

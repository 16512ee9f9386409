-- Keep what resolve.sql made of a file. Wants: import_judged, import_faults, $dataset, $origin,
-- $load_id, $codebook_version, $n_tabs_dropped, $n_not_utf8.

insert into imported_events by name

select
    $dataset                                               as dataset,
    record_id,
    event_date,
    'day'                                                  as date_precision,
    source,
    source_agent,
    target,
    target_agent,
    cameo_code,
    code_basis,
    cameo_root,
    quad_class,
    quad_given,
    plover_event,
    plover_mode,
    contexts,
    goldstein_tables.goldstein,
    goldstein_given,
    n_mentions,
    n_articles,
    n_outlets,
    place_name,
    place_country,
    place_lat,
    place_lon,
    place_geonames_id,
    place_precision,
    $origin                                                as origin,
    line,
    $load_id                                               as load_id

from import_judged

left join goldstein_tables
    on goldstein_tables.table_name = 'gdelt' and goldstein_tables.code = import_judged.cameo_code

where reason is null

order by line;

insert into imports_set_aside by name

select
    $dataset as dataset, $origin as origin, line, record_id, reason, detail, $load_id as load_id

from (

    select line, record_id, reason, detail from import_judged where reason <> 'doubled'

    union all by name

    select line, record_id, reason, detail from import_faults

)

order by line;

insert into imports by name

select
    $load_id                                               as load_id,
    $dataset                                               as dataset,
    $origin                                                as origin,
    count(*) + (select count(*) from import_faults)        as n_read,
    count(*) filter (where reason is null)                 as n_loaded,
    count(*) filter (where reason = 'doubled')             as n_doubled,
    count(*) filter (where reason <> 'doubled') + (select count(*) from import_faults)
                                                           as n_set_aside,
    count(*) filter (where reason is null and code_basis = 'zero_restored')
                                                           as n_zeros_restored,
    count(*) filter (where reason is null and is_turned)
                                                           as n_dates_turned,
    $n_tabs_dropped                                        as n_tabs_dropped,
    $n_not_utf8                                            as n_not_utf8,
    min(event_date) filter (where reason is null)          as first_day,
    max(event_date) filter (where reason is null)          as last_day,
    $codebook_version                                      as codebook_version

from import_judged;

drop table import_judged;

drop table if exists import_parties;

drop table if exists import_agents;

drop table import_codes;

drop table import_rows;

drop table import_staged;

drop table import_faults;

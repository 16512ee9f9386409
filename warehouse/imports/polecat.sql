-- POLECAT in the columns that resolve.sql wants (formats.md section 6). Wants: import_cells.
-- Of several actors in one cell ("USA; GBR") the first counts. Types have no CAMEO code:
-- plover_types.csv gives the general code of a root, one way.
insert into import_rows by name

select
    line,
    event_id                                                 as record_id,
    event_date                                               as date_text,
    [
        trim(split_part(actor_country, ';', 1)),
        'name ' || upper(trim(split_part(actor_name, ';', 1)))
    ]                                                        as source_codes,
    actor_name                                               as source_name,
    coalesce(primary_actor_sector, actor_sectors)            as source_sectors,
    [
        trim(split_part(recipient_country, ';', 1)),
        'name ' || upper(trim(split_part(recipient_name, ';', 1)))
    ]                                                        as target_codes,
    recipient_name                                           as target_name,
    coalesce(primary_recipient_sector, recipient_sectors)    as target_sectors,
    upper(event_type)                                        as plover_event,
    lower(event_mode)                                        as plover_mode,
    lower(quad_code)                                         as quad_given,
    intensity                                                as goldstein_text,
    list_sort(list_distinct(string_split(lower(contexts), '; ')))    as contexts,
    '1'                                                      as mentions_text,
    '1'                                                      as articles_text,
    case when source is not null then '1' end                as outlets_text,
    placename                                                as place_name,
    country                                                  as place_country_text,
    latitude                                                 as place_lat_text,
    longitude                                                as place_lon_text,
    geonames_id                                              as place_geonames_text,
    lower(feature_type)                                      as place_precision

from import_cells;

-- ICEWS coded events in the columns that resolve.sql wants (formats.md section 3).
-- Wants: import_cells. Countries are English names; sectors are words (sectors.csv).
insert into import_rows by name

select
    line,
    event_id                                                 as record_id,
    event_date                                               as date_text,
    ['name ' || upper(source_country), 'name ' || upper(source_name)]    as source_codes,
    source_name,
    source_sectors,
    ['name ' || upper(target_country), 'name ' || upper(target_name)]    as target_codes,
    target_name,
    target_sectors,
    cameo_code                                               as code_text,
    intensity                                                as goldstein_text,
    '1'                                                      as mentions_text,
    '1'                                                      as articles_text,
    case when publisher is not null then '1' end             as outlets_text,
    coalesce(city, province, country)                        as place_name,
    'name ' || upper(country)                                as place_country_text,
    latitude                                                 as place_lat_text,
    longitude                                                as place_lon_text,
    case
        when city is not null then 'city'
        when province is not null then 'region'
        when country is not null then 'country'
    end                                                      as place_precision

from import_cells;

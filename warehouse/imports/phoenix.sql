-- Phoenix in the columns that resolve.sql wants (formats.md section 4). Wants: import_cells.
-- A party is one chain of blocks of three letters: the longest beginning that is an actor counts.
insert into import_rows by name

select
    line,
    eventid                                                  as record_id,
    date                                                     as date_text,
    [
        sourceactorfull[:12], sourceactorfull[:9], sourceactorfull[:6], sourceactorfull[:3]
    ]                                                        as source_codes,
    regexp_extract_all(sourceactorfull[4:], '.{3}')          as source_roles,
    regexp_extract_all(sourceactorfull[4:], '.{3}')          as source_marks,
    [
        targetactorfull[:12], targetactorfull[:9], targetactorfull[:6], targetactorfull[:3]
    ]                                                        as target_codes,
    regexp_extract_all(targetactorfull[4:], '.{3}')          as target_roles,
    regexp_extract_all(targetactorfull[4:], '.{3}')          as target_marks,
    eventcode                                                as code_text,
    eventrootcode                                            as root_text,
    pentaclass                                               as quad_given,
    goldsteinscore                                           as goldstein_text,
    len(string_split(sentenceid, ';'))::varchar              as mentions_text,
    len(list_distinct(string_split(urls, ';')))::varchar     as articles_text,
    len(list_distinct(string_split(newssources, ';')))::varchar    as outlets_text,
    locationname                                             as place_name,
    countrycode                                              as place_country_text,
    lat                                                      as place_lat_text,
    lon                                                      as place_lon_text,
    case when locationname is not null then 'city' end       as place_precision

from import_cells;

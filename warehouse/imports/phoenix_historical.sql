-- The Cline Center's Historical Phoenix in the columns that resolve.sql wants (formats.md
-- section 5). Wants: import_cells.
insert into import_rows by name

select
    line,
    eid                                                      as record_id,
    story_date                                               as date_text,
    [source[:12], source[:9], source[:6], source[:3]]        as source_codes,
    regexp_extract_all(source[4:], '.{3}')                   as source_roles,
    regexp_extract_all(source[4:], '.{3}')                   as source_marks,
    [target[:12], target[:9], target[:6], target[:3]]        as target_codes,
    regexp_extract_all(target[4:], '.{3}')                   as target_roles,
    regexp_extract_all(target[4:], '.{3}')                   as target_marks,
    code                                                     as code_text,
    root_code                                                as root_text,
    quad_class                                               as quad_given,
    goldstein                                                as goldstein_text,
    '1'                                                      as mentions_text,
    '1'                                                      as articles_text,
    placename                                                as place_name,
    'name ' || upper(countryname)                            as place_country_text,
    lat                                                      as place_lat_text,
    lon                                                      as place_lon_text

from import_cells;

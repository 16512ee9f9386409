-- GDELT 1.0 and 2.0 in the columns that resolve.sql wants (formats.md sections 1 and 2).
-- Wants: import_cells. A party is its country, else the longest beginning of its code that is
-- an organisation, else its known group, else what its name is the name of. Kinds that are no role
-- (NGO, MNC, UIS, SET, INT) are marks, so that such an actor is not taken for its state. Places are
-- FIPS 10-4, parties CAMEO.
insert into import_rows by name

select
    line,
    globaleventid                                            as record_id,
    sqldate                                                  as date_text,
    [
        actor1countrycode,
        actor1code[:12],
        actor1code[:9],
        actor1code[:6],
        'group ' || actor1knowngroupcode
    ]                                                        as source_codes,
    actor1name                                               as source_name,
    [actor1type1code, actor1type2code, actor1type3code]      as source_roles,
    [
        actor1type1code, actor1type2code, actor1type3code,
        actor1knowngroupcode, actor1ethniccode, actor1religion1code, actor1religion2code
    ]                                                        as source_marks,
    [
        actor2countrycode,
        actor2code[:12],
        actor2code[:9],
        actor2code[:6],
        'group ' || actor2knowngroupcode
    ]                                                        as target_codes,
    actor2name                                               as target_name,
    [actor2type1code, actor2type2code, actor2type3code]      as target_roles,
    [
        actor2type1code, actor2type2code, actor2type3code,
        actor2knowngroupcode, actor2ethniccode, actor2religion1code, actor2religion2code
    ]                                                        as target_marks,
    eventcode                                                as code_text,
    eventrootcode                                            as root_text,
    quadclass                                                as quad_given,
    goldsteinscale                                           as goldstein_text,
    nummentions                                              as mentions_text,
    numarticles                                              as articles_text,
    numsources                                               as outlets_text,
    actiongeo_fullname                                       as place_name,
    'fips ' || actiongeo_countrycode                         as place_country_text,
    actiongeo_lat                                            as place_lat_text,
    actiongeo_long                                           as place_lon_text,
    case actiongeo_type
        when '1' then 'country'
        when '2' then 'region'
        when '3' then 'city'
        when '4' then 'city'
        when '5' then 'region'
    end                                                      as place_precision

from import_cells;

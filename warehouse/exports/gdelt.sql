-- GDELT 2.0 events, 61 columns; GDELT 1.0 is a part of them. One row per event.
-- Source: GDELT Event Codebook 2.0.
--
-- NumMentions    tellings (sentences)
-- NumArticles    articles that tell of the event or repeat the story of one that does
-- NumSources     distinct outlets of these; empty where no outlet is known
--                All three as of the export, not of the first quarter of an hour.
-- DATEADDED      start of the first run that brought a telling, UTC
-- SOURCEURL      of the earliest article
-- *Geo_Type 0    no place; actors are not located, only acts
--
-- Empty because it is not known: AvgTone; the FIPS code of Palestine without coordinates; ethnic and
-- religious codes but those of the chain of an organisation; ADM1 and ADM2 codes; FeatureID
-- (GeoNames ids are no GNS ids); the coordinates of countries.

create or replace temp view gdelt_added as

select tellings.event_id, min(loads.started_at) as added_at

from tellings

join loads using (load_id)

group by tellings.event_id;

create or replace temp view gdelt_events as

select
    event.number                                                        as GLOBALEVENTID,
    strftime(known_day, '%Y%m%d')                                       as SQLDATE,
    known_year || known_month                                           as MonthYear,
    known_year                                                          as Year,
    printf(
        '%.4f', year(known_day) + ((month(known_day) - 1) * 30 + day(known_day)) / 365
    )                                                                   as FractionDate,
    source.gdelt_code                                                   as Actor1Code,
    upper(source.name)                                                  as Actor1Name,
    source.gdelt_country                                                as Actor1CountryCode,
    source.gdelt_group                                                  as Actor1KnownGroupCode,
    source.gdelt_ethnic                                                 as Actor1EthnicCode,
    source.gdelt_religion                                               as Actor1Religion1Code,
    null                                                                as Actor1Religion2Code,
    source.gdelt_types[1]                                               as Actor1Type1Code,
    source.gdelt_types[2]                                               as Actor1Type2Code,
    source.gdelt_types[3]                                               as Actor1Type3Code,
    target.gdelt_code                                                   as Actor2Code,
    upper(target.name)                                                  as Actor2Name,
    target.gdelt_country                                                as Actor2CountryCode,
    target.gdelt_group                                                  as Actor2KnownGroupCode,
    target.gdelt_ethnic                                                 as Actor2EthnicCode,
    target.gdelt_religion                                               as Actor2Religion1Code,
    null                                                                as Actor2Religion2Code,
    target.gdelt_types[1]                                               as Actor2Type1Code,
    target.gdelt_types[2]                                               as Actor2Type2Code,
    target.gdelt_types[3]                                               as Actor2Type3Code,
    (event.event_id in (select event_id from lead_events))::int         as IsRootEvent,
    event.cameo_code                                                    as EventCode,
    left(event.cameo_code, 3)                                           as EventBaseCode,
    event.cameo_root                                                    as EventRootCode,
    event.quad_class                                                    as QuadClass,
    worth.goldstein                                                     as GoldsteinScale,
    event.n_mentions                                                    as NumMentions,
    nullif(event.n_outlets, 0)                                          as NumSources,
    event.n_articles                                                    as NumArticles,
    null                                                                as AvgTone,
    0                                                                   as Actor1Geo_Type,
    null                                                                as Actor1Geo_FullName,
    null                                                                as Actor1Geo_CountryCode,
    null                                                                as Actor1Geo_ADM1Code,
    null                                                                as Actor1Geo_ADM2Code,
    null                                                                as Actor1Geo_Lat,
    null                                                                as Actor1Geo_Long,
    null                                                                as Actor1Geo_FeatureID,
    0                                                                   as Actor2Geo_Type,
    null                                                                as Actor2Geo_FullName,
    null                                                                as Actor2Geo_CountryCode,
    null                                                                as Actor2Geo_ADM1Code,
    null                                                                as Actor2Geo_ADM2Code,
    null                                                                as Actor2Geo_Lat,
    null                                                                as Actor2Geo_Long,
    null                                                                as Actor2Geo_FeatureID,
    case
        when place_name is null then 0
        when place_precision = 'country' then 1
        when place_precision = 'region' and place_country = 'USA' then 2
        when place_precision = 'region' then 5
        when place_country = 'USA' then 3
        else 4
    end                                                                 as ActionGeo_Type,
    clean(concat_ws(
        ', ', place_name, case when place_precision <> 'country' then place.name end
    ))                                                                  as ActionGeo_FullName,
    -- FIPS 10-4 has no Palestine: Gaza lies west of 34.7 degrees, the West Bank east
    case
        when place_country is distinct from 'PSE' then place.fips
        when place_lon < 34.7 then 'GZ'
        when place_lon >= 34.7 then 'WE'
    end                                                                 as ActionGeo_CountryCode,
    null                                                                as ActionGeo_ADM1Code,
    null                                                                as ActionGeo_ADM2Code,
    place_lat                                                           as ActionGeo_Lat,
    place_lon                                                           as ActionGeo_Long,
    null                                                                as ActionGeo_FeatureID,
    strftime(gdelt_added.added_at, '%Y%m%d%H%M%S')                      as DATEADDED,
    clean(articles.url)                                                 as SOURCEURL

from exported_events as event

join exported_actors as source
    on source.actor = event.source and source.agent is not distinct from event.source_agent

join exported_actors as target
    on target.actor = event.target and target.agent is not distinct from event.target_agent

left join goldstein_tables as worth
    on worth.code = event.cameo_code and worth.table_name = 'gdelt'

left join countries as place on place.iso3 = event.place_country

left join articles on articles.article_id = event.first_article_id

left join gdelt_added on gdelt_added.event_id = event.event_id

order by event.event_date, event.event_id;

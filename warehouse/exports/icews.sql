-- ICEWS coded events: 20 columns, tab, header, nothing quoted, empty where not known.
-- One row per event. Source: Dataverse doi:10.7910/DVN/28075.
--
-- Names are of countries and organisations; one with roles is written as ICEWS writes an actor it
-- has no name for: Police (India). Sectors and names: sectors.csv, countries.csv. Event Text is the
-- codebook's name of the code. Story ID is the number of the article of the telling that stands for
-- the event, Sentence Number its sentence from 1.
-- Empty because it is not known: District; the coordinates of countries.

select
    event.number                                                        as "Event ID",
    known_day                                                           as "Event Date",
    source.icews_name                                                   as "Source Name",
    array_to_string(source.icews_sectors, ',')                          as "Source Sectors",
    source.icews_country                                                as "Source Country",
    clean(action.name)                                                  as "Event Text",
    event.cameo_code                                                    as "CAMEO Code",
    worth.goldstein                                                     as "Intensity",
    target.icews_name                                                   as "Target Name",
    array_to_string(target.icews_sectors, ',')                          as "Target Sectors",
    target.icews_country                                                as "Target Country",
    stable_number(telling.article_id)                                   as "Story ID",
    telling.sentence_index + 1                                          as "Sentence Number",
    clean(telling.outlet)                                               as "Publisher",
    case when place_precision = 'city' then clean(place_name) end       as "City",
    null                                                                as "District",
    case when place_precision = 'region' then clean(place_name) end     as "Province",
    clean(coalesce(spelling.icews, place.name))                         as "Country",
    place_lat                                                           as "Latitude",
    place_lon                                                           as "Longitude"

from exported_events as event

join exported_actors as source
    on source.actor = event.source and source.agent is not distinct from event.source_agent

join exported_actors as target
    on target.actor = event.target and target.agent is not distinct from event.target_agent

left join exported_tellings as telling on telling.event_id = event.event_id

left join cameo_codes as action on action.code = event.cameo_code

left join goldstein_tables as worth
    on worth.code = event.cameo_code and worth.table_name = 'icews'

left join countries as place on place.iso3 = event.place_country

left join export_countries as spelling on spelling.iso3 = event.place_country

order by event.event_date, event.event_id;

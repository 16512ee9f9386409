-- POLECAT: 40 columns, tab, header, None where not known, several values joined by "; ".
-- One row per event. Source: Dataverse doi:10.7910/DVN/AJGVIT.
--
-- Type, mode and intensity are PLOVER's; the quad code goes by the type (classes.csv): SANCTION is
-- material conflict, REQUEST verbal conflict. COW numbers are those in force on the event's day.
-- Sectors are PLOVER's codes (sectors.csv): MED is health there, JRN the media. Version is the
-- coder's.
-- None because it is not known: titles, Wikipedia ids, District, Raw Placename, Feature Type; the
-- people, organisations and places of the story; the country of an organisation; the coordinates
-- of countries.

with member as (

    select iso3, number, from_day, to_day from country_numbers where system = 'cow'

),

-- one value a type and mode, whatever the code: an appeal (02) is a REQUEST as a demand (10) is
plover as (

    select plover_event, plover_mode, min(goldstein) as goldstein

    from cameo_codes

    join goldstein_tables using (code)

    where table_name = 'plover'

    group by plover_event, plover_mode

)

select
    event.event_id                                                      as "Event ID",
    known_day                                                           as "Event Date",
    event.plover_event                                                  as "Event Type",
    lower(event.plover_mode)                                            as "Event Mode",
    worth.goldstein                                                     as "Intensity",
    quad.class                                                          as "Quad Code",
    clean(array_to_string(event.contexts, '; '))                        as "Contexts",
    source.name                                                         as "Actor Name",
    source.iso3                                                         as "Actor Country",
    source_member.number                                                as "Actor COW",
    source.polecat_sectors[1]                                           as "Primary Actor Sector",
    array_to_string(source.polecat_sectors, '; ')                       as "Actor Sectors",
    null                                                                as "Actor Title",
    clean(telling.source_text)                                          as "Actor Name Raw",
    null                                                                as "Wikipedia Actor ID",
    target.name                                                         as "Recipient Name",
    target.iso3                                                         as "Recipient Country",
    target_member.number                                                as "Recipient COW",
    target.polecat_sectors[1]                                       as "Primary Recipient Sector",
    array_to_string(target.polecat_sectors, '; ')                       as "Recipient Sectors",
    null                                                                as "Recipient Title",
    clean(telling.target_text)                                          as "Recipient Name Raw",
    null                                                                as "Wikipedia Recipient ID",
    clean(place_name)                                                   as "Placename",
    case when place_precision = 'city' then clean(place_name) end       as "City",
    null                                                                as "District",
    case when place_precision = 'region' then clean(place_name) end     as "Province",
    place_country                                                       as "Country",
    place_lat                                                           as "Latitude",
    place_lon                                                           as "Longitude",
    place_geonames_id                                                   as "GeoNames ID",
    null                                                                as "Raw Placename",
    null                                                                as "Feature Type",
    clean(telling.outlet)                                               as "Source",
    telling.published_on                                                as "Publication Date",
    null                                                                as "Story People",
    null                                                                as "Story Organizations",
    null                                                                as "Story Locations",
    telling.language                                                    as "Language",
    event.coder_version                                                 as "Version"

from exported_events as event

join exported_actors as source
    on source.actor = event.source and source.agent is not distinct from event.source_agent

join exported_actors as target
    on target.actor = event.target and target.agent is not distinct from event.target_agent

left join exported_tellings as telling on telling.event_id = event.event_id

left join export_classes as quad on quad.layout = 'polecat' and quad.key = event.plover_event

left join plover as worth
    on worth.plover_event = event.plover_event
    and worth.plover_mode is not distinct from event.plover_mode

-- at most one number of a state is in force on a day
left join member as source_member
    on source_member.iso3 = event.source
    and event.event_date >= coalesce(source_member.from_day, '-infinity'::date)
    and event.event_date <= coalesce(source_member.to_day, 'infinity'::date)

left join member as target_member
    on target_member.iso3 = event.target
    and event.event_date >= coalesce(target_member.from_day, '-infinity'::date)
    and event.event_date <= coalesce(target_member.to_day, 'infinity'::date)

order by event.event_date, event.event_id;

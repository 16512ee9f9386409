-- One's own events and those of other data sets (`bilateral import-events`), side by side.

-- All of them, told apart by `dataset`; the columns that both have. Data sets tell of the same acts:
-- choose one, never add them up.
create or replace view all_events as

select
    'bilateral'    as dataset,
    event_id,
    event_date,
    date_precision,
    source,
    source_agent,
    target,
    target_agent,
    cameo_code,
    cameo_root,
    quad_class,
    plover_event,
    plover_mode,
    contexts,
    goldstein,
    n_mentions,
    n_articles,
    n_outlets,
    place_name,
    place_country,
    place_lat,
    place_lon,
    place_geonames_id,
    place_precision

from events

union all by name

select
    dataset,
    dataset || ':' || record_id || ':' || event_date    as event_id,
    event_date,
    date_precision,
    source,
    source_agent,
    target,
    target_agent,
    cameo_code,
    cameo_root,
    quad_class,
    plover_event,
    plover_mode,
    contexts,
    goldstein,
    n_mentions,
    n_articles,
    n_outlets,
    place_name,
    place_country,
    place_lat,
    place_lon,
    place_geonames_id,
    place_precision

from imported_events;

-- Each data set as a view that a series can be made of:
--     from dyad('CHN', 'KHM', 'month', events_from := 'imported_icews');
-- The coder version is the one that series take where none is asked, so that they take these too.
-- What a file does not count is one mention, one article and no outlet.
-- A series is zero where one's own articles were read and the data set has nothing, held or not:
-- `bilateral compare` leaves out the months of which nothing, or a part of the days only, is held.

create or replace macro imported_as(given) as table

select
    * exclude (dataset)
        replace (
            coalesce(n_mentions, 1) as n_mentions,
            coalesce(n_articles, 1) as n_articles,
            coalesce(n_outlets, 0) as n_outlets
        ),
    current_coder()    as coder_version,
    1                  as weight

from all_events

where dataset = given;

create or replace view imported_gdelt1 as from imported_as('gdelt1');

create or replace view imported_gdelt2 as from imported_as('gdelt2');

create or replace view imported_icews as from imported_as('icews');

create or replace view imported_phoenix as from imported_as('phoenix');

create or replace view imported_polecat as from imported_as('polecat');

-- GDELT 2.0, and before it began (2015-02-19) GDELT 1.0, which tells of the same acts once more.
-- Where no GDELT 2.0 is held: all of GDELT 1.0.
create or replace view imported_gdelt as

from imported_gdelt2

union all by name

from imported_gdelt1

where event_date < date '2015-02-19'
    or not exists (select 1 from imported_events where dataset = 'gdelt2');

-- What the previous release held, from its Parquet files.
create or replace temp table then_articles as

select article_id, withdrawn_on, coder_version

from read_parquet($articles);

-- All columns of `events`, in its order: retold.sql compares whole rows.
create or replace temp table then_events as

select
    event_id,
    event_date,
    date_precision,
    date_basis,
    source,
    source_agent,
    target,
    target_agent,
    cameo_code,
    cameo_root,
    quad_class,
    plover_event,
    plover_mode,
    goldstein,
    mode,
    confidence,
    group_id,
    n_dyads,
    n_mentions,
    n_articles,
    n_outlets,
    first_article_id,
    place_name,
    place_country,
    place_lat,
    place_lon,
    place_geonames_id,
    place_precision,
    place_basis,
    coder_version,
    contexts

from read_parquet($events);

create or replace temp table then_tellings as

select mention_id, event_id, article_id, sentence_start, source, target

from read_parquet($mentions)

where dropped_because is null and mode in ('actual', 'intent');

-- The span of days that it had read of each outlet.
create or replace temp table then_reading as

select outlet, min(day) as first_day, max(day) as last_day

from read_parquet($coverage)

group by outlet;

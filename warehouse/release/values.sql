-- Values in use in columns of few values: one row per table, column and value.
with held as (

    select 'events' as "table", 'mode' as "column", mode as value from events
    union all
    select 'events', 'date_precision', date_precision from events
    union all
    select 'events', 'plover_event', plover_event from events
    union all
    select 'events', 'plover_mode', plover_mode from events
    union all
    select 'events', 'contexts', unnest(contexts) from events
    union all
    select 'events', 'place_precision', place_precision from events
    union all
    select 'mentions', 'mode', mode from mentions
    union all
    select 'mentions', 'dropped_because', dropped_because from mentions
    union all
    select 'articles', 'published_basis', published_basis from articles
    union all
    select 'articles', 'language', language from articles
    union all
    select 'articles', 'duplicate_kind', duplicate_kind from articles

)

select "table", "column", value, count(*) as n

from held

where value is not null

group by all

order by all;

-- The common questions of a reader in a DuckDB shell.

-- An actor's relations: relations('CHN'). One row per partner, all time or between two days, both
-- directions added up; most events first.
create or replace macro relations(
    a, coder := null, actors := 'all', first_day := null, last_day := null
) as table

with dealt as (

    select
        case source when a then target else source end    as partner,
        source = a                                        as sent,
        *

    from events

    where (source = a or target = a)
        and coder_version = coalesce(coder, current_coder())
        and is_in_scope(actor_class(source, source_agent, target, target_agent), actors)
        and coalesce(event_date >= first_day::date, true)
        and coalesce(event_date <= last_day::date, true)

)

select
    partner,
    coalesce(countries.name, partner)                     as name,
    count(*)                                              as n_events,
    count(*) filter (where sent)                          as n_sent,
    count(*) filter (where not sent)                      as n_received,
    count(*) filter (where quad_class = 1)                as n_vc,
    count(*) filter (where quad_class = 2)                as n_mc,
    count(*) filter (where quad_class = 3)                as n_vx,
    count(*) filter (where quad_class = 4)                as n_mx,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)               as net,
    avg(goldstein)                                        as goldstein_mean,
    min(event_date)                                       as first_event,
    max(event_date)                                       as last_event

from dealt

left join countries on countries.iso3 = dealt.partner

group by partner, countries.name

order by n_events desc, partner;

-- The events of two actors, in either direction, with the words behind each:
-- events_between('CHN', 'KHM', '2024-12-01', '2024-12-31'). NULL leaves a side of the span open.
-- One row per event; the sentence is of the surest telling with the event's code.
create or replace macro events_between(a, b, first_day := null, last_day := null) as table

select
    events.event_id,
    events.event_date,
    events.date_precision,
    events.source,
    events.target,
    events.cameo_code,
    cameo_codes.name                                      as action,
    events.quad_class,
    events.goldstein,
    events.confidence,
    events.n_articles,
    told.sentence,
    told.outlet,
    told.url

from events

left join cameo_codes on cameo_codes.code = events.cameo_code

left join lateral (

    select tellings.sentence, articles.outlet, articles.url

    from tellings

    join articles using (article_id)

    where tellings.event_id = events.event_id

    order by
        tellings.cameo_code = events.cameo_code desc,
        tellings.confidence desc,
        articles.published_on,
        tellings.article_id,
        tellings.sentence_index,
        tellings.mention_id

    limit 1

) as told on true

where ((source = a and target = b) or (source = b and target = a))
    and coalesce(event_date >= first_day::date, true)
    and coalesce(event_date <= last_day::date, true)

order by event_date, events.source, events.cameo_code, events.event_id;

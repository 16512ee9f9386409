-- The series of a directed dyad by whose press tells of it: that of the source's country, of the
-- target's, of others (foreign), or outlets that the codebook does not know (unknown).
-- One row per dyad, period and press; an event told by two presses counts in both. Zero where that
-- press was read and told nothing; NULL where none of its articles was read, and as in dyad_filled.

create or replace macro dyad_by_press(a, b, freq, coder := null, actors := 'all') as table

with outlet as (

    select
        article_id,
        case country when a then 'source' when b then 'target' end    as own_press,
        case
            when country is null then 'unknown'
            when own_press is null then 'foreign'
            else own_press
        end                                                           as press

    from article_outlets

),

-- a story that an outlet repeats word for word is told by that outlet too
told as (

    select distinct tellings.event_id, outlet.press

    from tellings

    join events using (event_id)

    join articles
        on tellings.article_id in (articles.article_id, articles.duplicate_of)
        and articles.withdrawn_on is null

    join outlet on outlet.article_id = articles.article_id

    where events.source = a
        and events.target = b
        and events.coder_version = coalesce(coder, current_coder())
        and is_in_scope(actor_class(
                events.source, events.source_agent, events.target, events.target_agent
            ), actors)
        and coarseness(events.date_precision) <= coarseness(freq)

),

counted as (

    select
        told.press,
        date_trunc(freq, events.event_date)::date        as period_start,
        count(*)                                         as n_events,
        count(*) filter (where quad_class = 1)           as n_vc,
        count(*) filter (where quad_class = 2)           as n_mc,
        count(*) filter (where quad_class = 3)           as n_vx,
        count(*) filter (where quad_class = 4)           as n_mx,
        sum(goldstein)                                   as goldstein_sum,
        count(goldstein)                                 as n_valued

    from told

    join events using (event_id)

    group by all

),

reading as (

    select
        outlet.press,
        date_trunc(freq, articles.published_on)::date    as period_start,
        count(*)                                         as n_articles_read

    from articles

    join outlet using (article_id)

    where articles.withdrawn_on is null
        and articles.coder_version = coalesce(coder, current_coder())

    group by all

)

select
    filled.source,
    filled.target,
    filled.source_cow,
    filled.target_cow,
    filled.source_gw,
    filled.target_gw,
    press.press,
    filled.period_start,
    filled.period_end,
    filled.actor_scope,
    filled.coder_version,
    filled.in_scope,
    filled.both_existed,
    filled.is_partial,
    filled.is_provisional,
    coalesce(reading.n_articles_read, 0)                 as n_articles_read,
    case when known then coalesce(counted.n_events, 0) end                     as n_events,
    case when known then coalesce(counted.n_vc, 0) end                         as n_vc,
    case when known then coalesce(counted.n_mc, 0) end                         as n_mc,
    case when known then coalesce(counted.n_vx, 0) end                         as n_vx,
    case when known then coalesce(counted.n_mx, 0) end                         as n_mx,
    case when known then coalesce(counted.goldstein_sum, 0)::decimal(18, 1) end    as goldstein_sum,
    counted.goldstein_sum / nullif(counted.n_valued, 0)                        as goldstein_mean,
    net_cooperation(counted.n_vc, counted.n_mc, counted.n_vx, counted.n_mx)    as net

from (select unnest(['source', 'target', 'foreign', 'unknown']) as press) as press

cross join dyad_filled(a, b, freq, coder := coder, actors := actors) as filled

left join reading
    on reading.press = press.press and reading.period_start = filled.period_start

left join counted
    on counted.press = press.press and counted.period_start = filled.period_start

cross join lateral (

    select
        filled.n_events is not null
        and (reading.n_articles_read > 0 or coalesce(counted.n_events > 0, false)) as known

) as judged

order by filled.period_start, press.press;

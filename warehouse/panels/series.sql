-- The series of dyads with shares and scores; arguments and NULLs as in dyad_filled.
-- One row per dyad and period. Counts have the type of the events' weight: see dyad and
-- weighted_dyad, which are what to ask.

create or replace macro series(
    a, b, freq, coder, actors, events_from, valued_by, numbering, directed
) as table

with total as (

    select side, actor, period_start, sum(n_events) as n_events

    from totals_asked(freq, events_from)

    where is_in_scope(actor_class, actors)
        and coder_version = coalesce(coder, current_coder())

    group by side, actor, period_start

),

-- of an undirected dyad, events in which the actor is either source or target
party as (

    select
        total.actor,
        total.period_start,
        sum(n_events) filter (where side = 'source' or not directed)    as n_as_source,
        sum(n_events) filter (where side = 'target' or not directed)    as n_as_target

    from total

    where side <> 'all'

    group by total.actor, total.period_start

)

select
    filled.*,
    share(n_vc, filled.n_events)                                     as share_vc,
    share(n_mc, filled.n_events)                                     as share_mc,
    share(n_vx, filled.n_events)                                     as share_vx,
    share(n_mx, filled.n_events)                                     as share_mx,
    all_dyads.n_events                                               as n_events_all,
    as_source.n_as_source                                            as n_events_source,
    as_target.n_as_target                                            as n_events_target,
    share(filled.n_events, all_dyads.n_events)                       as share_all,
    share(filled.n_events, as_source.n_as_source)                    as share_source,
    share(filled.n_events, as_target.n_as_target)                    as share_target,
    1000 * share(filled.n_events, filled.n_articles_read)            as per_1000_articles,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)                          as net,
    net_material(n_mc, n_mx)                                         as net_material,
    log_ratio(n_vc, n_mc, n_vx, n_mx)                                as log_ratio,
    share(goldstein_sum, n_valued)                                   as goldstein_mean,
    share(n_names_unknown, n_names_known + n_names_unknown)          as share_names_unknown,
    date_diff(
        'month',
        max(filled.period_start) filter (where n_mx > 0) over (
            partition by filled.source, filled.target order by filled.period_start
        ),
        filled.period_start
    )                                                                as months_since_mx

from dyad_filled(
    a,
    b,
    freq,
    coder := coder,
    actors := actors,
    events_from := events_from,
    valued_by := valued_by,
    numbering := numbering,
    directed := directed
) as filled

left join total as all_dyads
    on all_dyads.side = 'all' and all_dyads.period_start = filled.period_start

left join party as as_source
    on as_source.actor = filled.source and as_source.period_start = filled.period_start

left join party as as_target
    on as_target.actor = filled.target and as_target.period_start = filled.period_start;

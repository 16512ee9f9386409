-- The two series of a comparison: one row per side (own, other) and period of which it knows.
-- Own: in which articles were read. Other: in which the data set holds any event, of any dyad; a
-- period of which it holds nothing is not read as peace.
-- is_whole: the days read (imported: of $datasets), from the first to the last of all, cover it.

with reading as (

    select min(day) as first_day, max(day) as last_day

    from coverage

    where coder_version = coalesce($coder::varchar, current_coder())

),

imported as (

    select min(first_day) as first_day, max(last_day) as last_day

    from imports

    where list_contains($datasets, dataset)

)

select
    'own'                                                  as side,
    period_start,
    period_start >= first_day and period_end <= last_day    as is_whole,
    n_events::double                                       as n_events,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)::double        as net,
    share(goldstein_sum, n_valued)::double                 as goldstein_mean,
    columns('^n_root_')::double                            as '\0'

from dyad_filled(
    $source,
    $target,
    $freq,
    coder := $coder::varchar,
    actors := $actors,
    directed := $directed
)

cross join reading

where n_events is not null and n_articles_read > 0

union all by name

select
    'other'                                                as side,
    held.period_start,
    held.period_start >= first_day and period_end(held.period_start, $freq) <= last_day
                                                           as is_whole,
    coalesce(cell.n_events, 0)                             as n_events,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)::double        as net,
    share(goldstein_sum, n_valued)::double                 as goldstein_mean,
    coalesce(columns('^n_root_'), 0)                       as '\0'

from (

    select distinct date_trunc($freq, event_date)::date as period_start

    from query_table($events_from)

) as held

cross join imported

left join (

    select period_start, sum(columns('^n_|^goldstein_'))::double as '\0'

    from cells_of($events_from, $freq, $valued_by)

    where is_in_scope(actor_class, $actors)
        and (
            (source = $source and target = $target)
            or (not $directed and source = $target and target = $source)
        )

    group by period_start

) as cell using (period_start)

order by side, period_start;

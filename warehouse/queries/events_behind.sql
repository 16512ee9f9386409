-- The events that made each change of a dyad's mean: one row per event, at most $limit a change.
-- Wants: changes (from_period, before, change).

with pulled as (

    select
        changes.from_period,
        changes.change,
        event.event_id,
        abs(worth.goldstein - changes.before) * event.n_articles     as pull

    from changes

    join events as event
        on event.event_date >= changes.from_period
        and event.event_date < changes.from_period + $periods::bigint * period_step($freq)

    join goldstein_tables as worth
        on worth.code = event.cameo_code
        and worth.table_name = $valued_by
        and sign(worth.goldstein - changes.before) = sign(changes.change)

    where ((event.source = $a and event.target = $b)
            or (not $directed and event.source = $b and event.target = $a))
        and event.coder_version = coalesce($coder::varchar, current_coder())
        and coarseness(event.date_precision) <= coarseness($freq)
        and is_in_scope(
            actor_class(event.source, event.source_agent, event.target, event.target_agent), $actors
        )

    qualify row_number() over (
        partition by changes.from_period order by pull desc, event.event_date, event.event_id
    ) <= $limit

)

select pulled.from_period, pulled.change, event.*

from pulled

join events_between($a, $b) as event using (event_id)

order by pulled.from_period, event.event_date, event.event_id;

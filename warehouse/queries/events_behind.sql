-- The events that made each change of a dyad's mean: one row per event, at most $limit a change.
-- Wants: changes (from_period, before, change).

select
    changes.from_period,
    changes.change,
    event.*

from changes

join events_between($a, $b) as event
    on event.event_date >= changes.from_period
    and event.event_date < changes.from_period + to_months($months)
    and sign(event.goldstein - changes.before) = sign(changes.change)

where not $directed or event.source = $a

qualify row_number() over (
    partition by changes.from_period
    order by
        abs(event.goldstein - changes.before) * event.n_articles desc,
        event.event_date,
        event.event_id
) <= $limit

order by changes.from_period, event.event_date, event.event_id;

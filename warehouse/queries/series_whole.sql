-- A series between two days in which every event weighs one: one row per dyad and period, also without events if $filled.

select *

from whole_series(
    $source::varchar,
    $target::varchar,
    $freq,
    $coder::varchar,
    $actors,
    $events_from,
    $valued_by,
    $numbering::varchar,
    $directed
)

where coalesce(period_end >= $from, true)
    and coalesce(period_start <= $to, true)
    and ($filled or n_events > 0 or n_excluded > 0)

order by source, target, period_start;

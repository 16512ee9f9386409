-- An undirected series between two days: one row per dyad and period, also without events if $filled.

select *

from pair(
    $source::varchar,
    $target::varchar,
    $freq,
    coder := $coder::varchar,
    actors := $actors,
    events_from := $events_from,
    valued_by := $valued_by,
    numbering := $numbering::varchar
)

where coalesce(period_end >= $from, true)
    and coalesce(period_start <= $to, true)
    and ($filled or n_events > 0 or n_excluded > 0)

order by source, target, period_start;

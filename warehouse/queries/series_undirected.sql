-- A undirected series between two days: one row per dyad and period.

select *

from pair($source::varchar, $target::varchar, $freq, coder := $coder::varchar)

where coalesce(period_end >= $from, true) and coalesce(period_start <= $to, true)

order by source, target, period_start;

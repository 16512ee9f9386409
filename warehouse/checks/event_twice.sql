-- Events that stand twice in their table, which has no index.

select event_id, count(*) as n_rows

from events

group by event_id

having count(*) > 1;

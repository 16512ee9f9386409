-- Count the cells of one frequency ($frequency) of the sources from $first to $last, from the events,
-- in the order in which they are read. Ranges of sources keep the groups within the memory.

insert into dyad_cells by name

select $frequency as frequency, *

from cells_of('every_event', $frequency)

where source between $first and $last

order by source, target, period_start, actor_class, coder_version;

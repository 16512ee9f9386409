-- Count the cells of one frequency ($frequency) of the sources from $first to $last, from the events,
-- Ranges of sources keep the groups within the memory, and the cells of a source together, so that
-- a series is read from a few blocks of the table.

insert into dyad_cells by name

select $frequency as frequency, *

from cells_of('every_event', $frequency)

where source between $first and $last;

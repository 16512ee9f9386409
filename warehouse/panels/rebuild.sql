-- Count all cells of one frequency ($frequency) from the events, in the order in which they are read.

delete from dyad_cells where frequency = $frequency;

insert into dyad_cells by name

select $frequency as frequency, *

from cells_of('every_event', $frequency)

order by source, target, period_start, actor_class, coder_version;

delete from actor_cells where frequency = $frequency;

insert into actor_cells by name

select
    frequency,
    side,
    actor,
    period_start,
    actor_class,
    coder_version,
    sum(n_events)    as n_events

from (

    select
        *,
        unnest(['all', 'source', 'target'])    as side,
        unnest(['', source, target])           as actor

    from dyad_cells

    where frequency = $frequency and n_events > 0

)

group by all

order by side, actor, period_start;

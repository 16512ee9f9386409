-- Add to the stored panels what a load changed, and touch no other cell. All counts and sums add up,
-- so a cell is what it was, without the events as they were, with the events as they are.
-- Wants: changed_events (the columns of events; weight is 1 as they are and -1 as they were).

create or replace temp table changed_cells as

from cells_by_frequency('changed_events');

create or replace temp table new_cells as

select frequency, source, target, period_start, actor_class, coder_version, sum(columns('^n_|^goldstein_')) as '\0'

from (

    from dyad_cells

    semi join changed_cells
        using (frequency, source, target, period_start, actor_class, coder_version)

    union all by name

    from changed_cells

)

group by frequency, source, target, period_start, actor_class, coder_version

having sum(n_events) + sum(n_excluded) > 0;

delete from dyad_cells

using changed_cells as changed

where dyad_cells.frequency = changed.frequency
    and dyad_cells.source = changed.source
    and dyad_cells.target = changed.target
    and dyad_cells.period_start = changed.period_start
    and dyad_cells.actor_class = changed.actor_class
    and dyad_cells.coder_version = changed.coder_version;

insert into dyad_cells by name from new_cells;

create or replace temp table changed_totals as

select
    frequency,
    unnest(['all', 'source', 'target'])    as side,
    unnest(['', source, target])           as actor,
    period_start,
    actor_class,
    coder_version,
    n_events

from changed_cells;

create or replace temp table new_totals as

select frequency, side, actor, period_start, actor_class, coder_version, sum(n_events) as n_events

from (

    from actor_cells

    semi join changed_totals
        using (frequency, side, actor, period_start, actor_class, coder_version)

    union all by name

    from changed_totals

)

group by frequency, side, actor, period_start, actor_class, coder_version

having sum(n_events) > 0;

delete from actor_cells

using changed_totals as changed

where actor_cells.frequency = changed.frequency
    and actor_cells.side = changed.side
    and actor_cells.actor = changed.actor
    and actor_cells.period_start = changed.period_start
    and actor_cells.actor_class = changed.actor_class
    and actor_cells.coder_version = changed.coder_version;

insert into actor_cells by name from new_totals;

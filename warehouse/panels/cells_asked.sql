-- The cells that a series is made of, not added up over actor classes and versions: from the
-- stored panel where that has what is asked, counted from the events where it has not.
-- Arguments as in dyad_filled; NULL for a or b means any.

create or replace macro cells_asked(a, b, freq, events_from, valued_by, directed) as table

select
    source,
    target,
    period_start,
    actor_class,
    coder_version,
    columns('^n_|^goldstein_')

from dyad_cells

where events_from = 'every_event'
    and valued_by = 'gdelt'
    and frequency = freq
    and (
        ((a is null or source = a) and (b is null or target = b))
        or (not directed and (a is null or target = a) and (b is null or source = b))
    )

union all by name

select *

from cells_of(events_from, freq, valued_by)

where not (events_from = 'every_event' and valued_by = 'gdelt')
    and (
        ((a is null or source = a) and (b is null or target = b))
        or (not directed and (a is null or target = a) and (b is null or source = b))
    );

-- The coder version of a series for which none is asked: the one that last read an article.
create or replace macro current_coder() as (

    select coalesce(
        (

            select arg_max(coder_version, (started_at, coder_version))

            from loads

            where coder_version in (select coder_version from coverage)

        ),
        (select max(coder_version) from coverage),
        (select max(coder_version) from dyad_cells)
    )

);

-- The events of all dyads, of each source and of each target: the denominators of shares.
create or replace macro totals_asked(freq, events_from) as table

select side, actor, period_start, actor_class, coder_version, n_events

from actor_cells

where events_from = 'every_event' and frequency = freq

union all by name

select
    unnest(['all', 'source', 'target'])    as side,
    unnest(['', source, target])           as actor,
    period_start,
    actor_class,
    coder_version,
    n_events

from cells_of(events_from, freq)

where events_from <> 'every_event';

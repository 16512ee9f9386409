-- Whether a directed dyad is one asked for; NULL for a or b means any.
create or replace macro is_of(source, target, a, b, directed) as
    ((a is null or source = a) and (b is null or target = b))
    or (not directed and (a is null or target = a) and (b is null or source = b));

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
    and is_of(source, target, a, b, directed)

union all by name

select *

from cells_of(events_from, freq, valued_by)

where not (events_from = 'every_event' and valued_by = 'gdelt')
    and is_of(source, target, a, b, directed);

-- The coder version of a series for which none is asked: the one of the last run that loaded an
-- article. 'none' in a warehouse without articles, whose only events are imported.
create or replace macro current_coder() as (

    select coalesce(
        (

            select arg_max(coder_version, (started_at, coder_version))

            from loads

            where n_loaded > 0 and coder_version in (select coder_version from coverage)

        ),
        (select max(coder_version) from coverage),
        'none'
    )

);

-- Whether an actor's code means anything here; NULL, for any, does.
create or replace macro is_known(asked) as (

    select
        asked is null
        or exists (select 1 from countries where iso3 = asked)
        or exists (select 1 from actors where code = asked)
        or exists (select 1 from actor_cells where actor = asked)
        or exists (select 1 from imported_events where source = asked or target = asked)

);

-- Refuse what would give an empty or an all-zero series: true, or an error that says what is wrong.
create or replace macro asked_well(a, b, freq, valued_by) as
    case
        when freq not in ('day', 'week', 'month', 'quarter', 'year')
            then error('no such frequency: ' || freq || '; it is day, week, month, quarter or year')
        when valued_by is null or valued_by not in ('gdelt', 'icews', 'phoenix', 'plover')
            then error('no such table of values: it is gdelt, icews, phoenix or plover')
        when a = b then error('a dyad has two actors: ' || a)
        when not is_known(a)
            then error('no actor has the code ' || a || '; states have ISO 3166 alpha-3 codes: CHN')
        when not is_known(b)
            then error('no actor has the code ' || b || '; states have ISO 3166 alpha-3 codes: CHN')
        else true
    end;

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

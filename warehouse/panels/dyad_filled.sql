-- The series of dyads, zero-filled: counts, and what is needed to judge a zero.
-- One row per dyad and period of length `freq`.
--
-- a, b           source and target; NULL means any, and gives the dyads that have an event.
-- freq           day, week, month, quarter or year.
-- coder          the coder version; NULL: the one that last read an article. Versions never mix.
-- actors         all, gov_any (a government on at least one side) or gov_gov (on both).
-- events_from    every_event, shared_events, one_a_day, lead_events, by_successor (the Soviet Union
--                as Russia), or a view of your own.
-- valued_by      table of Goldstein values: gdelt, icews, phoenix or plover.
-- numbering      cow or gw: all ordered pairs of its members, each for as long as both were members,
--                instead of the dyads that have an event.
-- directed       false adds up what either side did to the other; source is then the first of the
--                two in the alphabet.
--
-- A cell is NULL, not 0, where silence says nothing: in a period in which no article was read,
-- outside the declared scope, and before or after a state existed. In scope are the dyads both
-- sides of which are declared for a day of the period; a corpus that declares one country is about
-- that country's dealings with everyone. Without a declaration everything is in scope.
-- Existence, scope and reading have to meet: what was read in a month before both existed says
-- nothing. Events of days on which nothing was read (told later) stay, and mark their cell as partial;
-- a dyad's series then begins or ends with them. n_excluded is what it is, also in a cell that is NULL.

create or replace macro dyad_filled(
    a,
    b,
    freq,
    coder := null,
    actors := 'all',
    events_from := 'every_event',
    valued_by := 'gdelt',
    numbering := null,
    directed := true
) as table

with cell as (

    select
        case when directed then source else least(source, target) end       as source,
        case when directed then target else greatest(source, target) end    as target,
        period_start,
        sum(columns('^n_|^goldstein_'))                                     as '\0'

    from cells_asked(a, b, freq, events_from, valued_by, directed)

    where is_in_scope(actor_class, actors)
        and coder_version = coalesce(coder, current_coder())

    group by all

),

-- days on which an event happened and nothing was read
told_later as (

    select distinct
        case when directed then source else least(source, target) end       as source,
        case when directed then target else greatest(source, target) end    as target,
        date_trunc(freq, period_start)::date                                as period_start

    from cells_asked(a, b, 'day', events_from, valued_by, directed)

    anti join (

        select day as period_start

        from coverage

        where coder_version = coalesce(coder, current_coder())

    ) as reading using (period_start)

    where is_in_scope(actor_class, actors)
        and coder_version = coalesce(coder, current_coder())
        and n_events > 0

),

read as (

    from periods_read(freq, coder := coder)

),

calendar as (

    select min(period_start) as first_period, max(period_start) as last_period from read

),

-- the dyads asked for, each from its first to its last period
pair as (

    select
        source,
        target,
        least(min(first_told), any_value(first_period))                     as first_period,
        greatest(max(last_told), any_value(last_period))                    as last_period

    from (

        select source, target, min(period_start) as first_told, max(period_start) as last_told

        from cell

        where numbering is null

        group by source, target

        union all

        select
            case when directed then a else least(a, b) end::varchar         as source,
            case when directed then b else greatest(a, b) end::varchar      as target,
            null                                                            as first_told,
            null                                                            as last_told

        where a is not null and b is not null and numbering is null

    )

    cross join calendar

    group by source, target

),

period as (

    select
        period_start,
        period_end(period_start, freq)                                      as period_end,
        coalesce(read.n_articles_read, 0)                                   as n_articles_read,
        read.n_names_known,
        read.n_names_unknown,
        read.first_day_read,
        read.last_day_read,
        -- also what lies after the last day read
        coalesce(
            read.is_provisional, period_start > (select last_period from calendar), false
        )                                                                   as is_provisional

    from (

        select unnest(generate_series(first_period, last_period, period_step(freq)))::date
                                                                            as period_start

        from (

            select
                least(min(cell.period_start), any_value(calendar.first_period))
                                                                            as first_period,
                greatest(max(cell.period_start), any_value(calendar.last_period))
                                                                            as last_period

            from calendar

            left join cell on true

        )

    )

    left join read using (period_start)

),

member as (

    select iso3, from_day, to_day

    from country_numbers

    where system = case
        when numbering not in ('cow', 'gw')
            then error('no such system of states: ' || numbering || '; it is cow or gw')
        else numbering
    end

),

slot as (

    select pair.source, pair.target, period.*

    from pair

    join period on period.period_start between pair.first_period and pair.last_period

    union

    -- pairs of states on any day on which both were members, in the periods read
    select one.iso3 as source, other.iso3 as target, period.*

    from period

    join calendar on period_start between calendar.first_period and calendar.last_period

    join member as one on greatest(one.from_day, period_start) <= least(one.to_day, period_end)

    join member as other
        on other.iso3 <> one.iso3
        and greatest(one.from_day, other.from_day, period_start)
            <= least(one.to_day, other.to_day, period_end)

    where case
        when directed then (a is null or one.iso3 = a) and (b is null or other.iso3 = b)
        else one.iso3 < other.iso3
            and (a is null or a in (one.iso3, other.iso3))
            and (b is null or b in (one.iso3, other.iso3))
    end

    union

    -- and what later articles told of other periods
    select cell.source, cell.target, period.*

    from cell

    join period using (period_start)

    where cell.source in (select iso3 from member) and cell.target in (select iso3 from member)

),

actor as (

    select distinct unnest([source, target]) as iso3, period_start, period_end from slot

),

-- the states that an actor is: asked by successor, also those before it
line as (

    select distinct iso3, iso3 as state from actor

    union

    select heir as iso3, iso3 as state from successors where events_from = 'by_successor'

),

-- of each actor and period: when it existed, for which days it is declared, its numbers (those in
-- force on the last day of the period on which it was a member)
known_actor as (

    select
        actor.iso3,
        actor.period_start,
        min(coalesce(countries.from_day, '-infinity'::date))                as exists_from,
        max(coalesce(countries.to_day, 'infinity'::date))                   as exists_to,
        count(scope.country) > 0                                            as declared,
        min(coalesce(scope.from_day, '-infinity'::date))                    as declared_from,
        max(coalesce(scope.to_day, 'infinity'::date))                       as declared_to,
        arg_max(numbers.number, coalesce(numbers.from_day, '-infinity'::date))
            filter (where numbers.system = 'cow')                           as cow,
        arg_max(numbers.number, coalesce(numbers.from_day, '-infinity'::date))
            filter (where numbers.system = 'gw')                            as gw

    from actor

    join line on line.iso3 = actor.iso3

    left join countries on countries.iso3 = line.state

    left join scope
        on scope.country = actor.iso3
        and greatest(scope.from_day, actor.period_start) <= least(scope.to_day, actor.period_end)

    left join country_numbers as numbers
        on numbers.iso3 = line.state
        and greatest(numbers.from_day, actor.period_start)
            <= least(numbers.to_day, actor.period_end)

    group by actor.iso3, actor.period_start

),

breadth as (

    select count(distinct country) as n_countries from scope

),

placed as (

    select
        slot.*,
        source_is.cow                                 as source_cow,
        target_is.cow                                 as target_cow,
        source_is.gw                                  as source_gw,
        target_is.gw                                  as target_gw,
        greatest(slot.period_start, source_is.exists_from, target_is.exists_from)
                                                      as both_from,
        least(slot.period_end, source_is.exists_to, target_is.exists_to)
                                                      as both_to,
        -- a corpus about one country is about its dealings with everyone
        case
            when breadth.n_countries = 0 then slot.period_start
            when breadth.n_countries > 1 then greatest(
                slot.period_start, source_is.declared_from, target_is.declared_from
            )
            when source_is.declared then greatest(slot.period_start, source_is.declared_from)
            else greatest(slot.period_start, target_is.declared_from)
        end                                           as scope_from,
        case
            when breadth.n_countries = 0 then slot.period_end
            when breadth.n_countries > 1
                then least(slot.period_end, source_is.declared_to, target_is.declared_to)
            when source_is.declared then least(slot.period_end, source_is.declared_to)
            else least(slot.period_end, target_is.declared_to)
        end                                           as scope_to,
        case
            when breadth.n_countries = 0 then true
            when breadth.n_countries = 1 then source_is.declared or target_is.declared
            else source_is.declared and target_is.declared
        end
        and scope_from <= scope_to                    as in_scope

    from slot

    cross join breadth

    join known_actor as source_is
        on source_is.iso3 = slot.source and source_is.period_start = slot.period_start

    join known_actor as target_is
        on target_is.iso3 = slot.target and target_is.period_start = slot.period_start

),

judged as (

    select
        placed.*,
        both_from <= both_to                          as both_existed,
        told_later.source is not null
        or (placed.n_articles_read = 0 and coalesce(cell.n_events > 0, false))
                                                      as is_partial,
        in_scope
        and (
            coalesce(
                greatest(both_from, scope_from, placed.first_day_read)
                    <= least(both_to, scope_to, placed.last_day_read)
                and placed.n_articles_read > 0,
                false
            )
            or coalesce(cell.n_events > 0, false)
        )                                             as known,
        cell.* exclude (source, target, period_start, n_excluded),
        cell.n_excluded                               as excluded

    from placed

    left join cell using (source, target, period_start)

    left join told_later using (source, target, period_start)

)

select
    source,
    target,
    source_cow,
    target_cow,
    source_gw,
    target_gw,
    period_start,
    period_end,
    actors                                     as actor_scope,
    valued_by                                  as goldstein_table,
    coalesce(coder, current_coder())           as coder_version,
    in_scope,
    both_existed,
    n_articles_read,
    n_names_known,
    n_names_unknown,
    is_partial,
    is_provisional,
    -- the counts and sums of cell
    case when known then coalesce(columns(
        name -> regexp_matches(name, '^(n|goldstein)_')
            and name not in ('n_articles_read', 'n_names_known', 'n_names_unknown')
    ), 0) end,
    case when known then coalesce(excluded, 0) else excluded end    as n_excluded

from judged

where asked_well(a, b, freq, valued_by);

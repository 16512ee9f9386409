-- The series of dyads, zero-filled: counts, and what is needed to judge a zero.
-- One row per dyad and period of length `freq`.
--
-- a, b           source and target; NULL means any, and gives the dyads that have an event.
-- freq           day, week, month, quarter or year.
-- coder          the coder version; NULL: the one that last read an article. Versions never mix.
-- actors         all, gov_any (a government on at least one side) or gov_gov (on both).
-- events_from    every_event, shared_events, one_a_day, lead_events, or a view of your own.
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
-- Events of days on which nothing was read (told later) stay, and mark their cell as partial.

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

period as (

    from periods_read(freq, coder := coder)

    union all

    -- periods outside the calendar read of which later articles told
    select distinct
        period_start,
        period_end(period_start, freq)    as period_end,
        0                                 as n_articles_read,
        null                              as n_names_known,
        null                              as n_names_unknown,
        false                             as provisional

    from cell

    where n_events > 0
        and period_start not in (select period_start from periods_read(freq, coder := coder))

),

member as (

    select iso3, from_day, to_day from country_numbers where system = numbering

),

slot as (

    select pair.source, pair.target, period.*

    from (

        select source, target from cell where numbering is null

        union

        select
            case when directed then a else least(a, b) end::varchar         as source,
            case when directed then b else greatest(a, b) end::varchar      as target

        where a is not null and b is not null and numbering is null

    ) as pair

    cross join period

    union

    select one.iso3 as source, other.iso3 as target, period.*

    from period

    join member as one
        on coalesce(one.from_day <= period.period_end, true)
        and coalesce(one.to_day >= period.period_start, true)

    join member as other
        on other.iso3 <> one.iso3
        and coalesce(other.from_day <= period.period_end, true)
        and coalesce(other.to_day >= period.period_start, true)

    where case
        when directed then (a is null or one.iso3 = a) and (b is null or other.iso3 = b)
        else one.iso3 < other.iso3
            and (a is null or a in (one.iso3, other.iso3))
            and (b is null or b in (one.iso3, other.iso3))
    end

),

declared as (

    select
        slot.source,
        slot.target,
        slot.period_start,
        bool_or(scope.country = slot.source)    as source_declared,
        bool_or(scope.country = slot.target)    as target_declared

    from slot

    join scope
        on scope.country in (slot.source, slot.target)
        and coalesce(scope.from_day <= slot.period_end, true)
        and coalesce(scope.to_day >= slot.period_start, true)

    group by slot.source, slot.target, slot.period_start

),

breadth as (

    select count(distinct country) as n_countries from scope

),

actor as (

    select distinct unnest([source, target]) as iso3, period_start, period_end from slot

),

-- the number in force on the last day of the period on which the state was a member
numbered as (

    select
        actor.iso3,
        actor.period_start,
        arg_max(number, coalesce(from_day, '-infinity'::date)) filter (where system = 'cow')
                                                                        as cow,
        arg_max(number, coalesce(from_day, '-infinity'::date)) filter (where system = 'gw')
                                                                        as gw

    from actor

    join country_numbers as named
        on named.iso3 = actor.iso3
        and coalesce(named.from_day <= actor.period_end, true)
        and coalesce(named.to_day >= actor.period_start, true)

    group by actor.iso3, actor.period_start

),

missing as (

    select actor.iso3, actor.period_start

    from actor

    join countries
        on countries.iso3 = actor.iso3
        and (countries.from_day > actor.period_end or countries.to_day < actor.period_start)

),

judged as (

    select
        slot.*,
        source_number.cow                             as source_cow,
        target_number.cow                             as target_cow,
        source_number.gw                              as source_gw,
        target_number.gw                              as target_gw,
        case breadth.n_countries
            when 0 then true
            when 1 then coalesce(source_declared or target_declared, false)
            else coalesce(source_declared and target_declared, false)
        end                                           as in_scope,
        no_source.iso3 is null and no_target.iso3 is null
                                                      as both_existed,
        told_later.source is not null                 as is_partial,
        in_scope
            and (
                (slot.n_articles_read > 0 and both_existed) or coalesce(cell.n_events > 0, false)
            )                                         as known,
        cell.* exclude (source, target, period_start)

    from slot

    cross join breadth

    left join declared using (source, target, period_start)

    left join cell using (source, target, period_start)

    left join told_later using (source, target, period_start)

    left join numbered as source_number
        on source_number.iso3 = slot.source and source_number.period_start = slot.period_start

    left join numbered as target_number
        on target_number.iso3 = slot.target and target_number.period_start = slot.period_start

    left join missing as no_source
        on no_source.iso3 = slot.source and no_source.period_start = slot.period_start

    left join missing as no_target
        on no_target.iso3 = slot.target and no_target.period_start = slot.period_start

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
    provisional                                as is_provisional,
    -- the counts and sums of cell
    case when known then coalesce(columns(
        name -> regexp_matches(name, '^(n|goldstein)_')
            and name not in ('n_articles_read', 'n_names_known', 'n_names_unknown')
    ), 0) end

from judged;

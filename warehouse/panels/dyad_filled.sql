-- The series of directed dyads, zero-filled over the calendar of the corpus: counts only.
-- One row per dyad and period of length `freq`.
--
-- a, b     source and target; NULL means any, and gives the dyads that have an event.
-- freq     day, week, month, quarter or year.
-- coder    one coder version; NULL adds them all up, and coder_version names them.
--
-- A cell is NULL, not 0, where silence says nothing: in a period in which no article was read,
-- and where the dyad is outside the declared scope. In scope are the dyads both sides of which
-- are declared for a day of the period; a corpus that declares one country is about that
-- country's dealings with everyone. Without a declaration everything is in scope.

create or replace macro dyad_filled(a, b, freq, coder := null) as table

with cell as (

    select
        source,
        target,
        period_start,
        string_agg(coder_version, ', ' order by coder_version)
                                              as coder_version,
        sum(n_events)::bigint                 as n_events,
        sum(n_mentions)::bigint               as n_mentions,
        sum(n_articles)::bigint               as n_articles,
        sum(n_vc)::bigint                     as n_vc,
        sum(n_mc)::bigint                     as n_mc,
        sum(n_vx)::bigint                     as n_vx,
        sum(n_mx)::bigint                     as n_mx,
        sum(n_root_01)::bigint                as n_root_01,
        sum(n_root_02)::bigint                as n_root_02,
        sum(n_root_03)::bigint                as n_root_03,
        sum(n_root_04)::bigint                as n_root_04,
        sum(n_root_05)::bigint                as n_root_05,
        sum(n_root_06)::bigint                as n_root_06,
        sum(n_root_07)::bigint                as n_root_07,
        sum(n_root_08)::bigint                as n_root_08,
        sum(n_root_09)::bigint                as n_root_09,
        sum(n_root_10)::bigint                as n_root_10,
        sum(n_root_11)::bigint                as n_root_11,
        sum(n_root_12)::bigint                as n_root_12,
        sum(n_root_13)::bigint                as n_root_13,
        sum(n_root_14)::bigint                as n_root_14,
        sum(n_root_15)::bigint                as n_root_15,
        sum(n_root_16)::bigint                as n_root_16,
        sum(n_root_17)::bigint                as n_root_17,
        sum(n_root_18)::bigint                as n_root_18,
        sum(n_root_19)::bigint                as n_root_19,
        sum(n_root_20)::bigint                as n_root_20,
        sum(goldstein_sum)::decimal(18, 1)    as goldstein_sum,
        sum(goldstein_pos)::decimal(18, 1)    as goldstein_pos,
        sum(goldstein_neg)::decimal(18, 1)    as goldstein_neg,
        sum(n_valued)::bigint                 as n_valued,
        sum(n_excluded)::bigint               as n_excluded

    from panel_cells

    where frequency = freq
        and (a is null or source = a)
        and (b is null or target = b)
        and (coder is null or coder_version = coder)

    group by source, target, period_start

),

pair as (

    select source, target from cell

    union

    select a::varchar as source, b::varchar as target where a is not null and b is not null

),

slot as (

    select pair.source, pair.target, period.*

    from pair

    cross join periods_read(freq) as period

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

judged as (

    select
        slot.*,
        case breadth.n_countries
            when 0 then true
            when 1 then coalesce(source_declared or target_declared, false)
            else coalesce(source_declared and target_declared, false)
        end                                     as in_scope,
        in_scope and slot.n_articles_read > 0   as known

    from slot

    cross join breadth

    left join declared using (source, target, period_start)

)

select
    source,
    target,
    period_start,
    period_end,
    in_scope,
    n_articles_read,
    n_names_known,
    n_names_unknown,
    case when known then coder_version end                      as coder_version,
    case when known then coalesce(n_events, 0) end              as n_events,
    case when known then coalesce(n_mentions, 0) end            as n_mentions,
    case when known then coalesce(n_articles, 0) end            as n_articles,
    case when known then coalesce(n_vc, 0) end                  as n_vc,
    case when known then coalesce(n_mc, 0) end                  as n_mc,
    case when known then coalesce(n_vx, 0) end                  as n_vx,
    case when known then coalesce(n_mx, 0) end                  as n_mx,
    case when known then coalesce(n_root_01, 0) end             as n_root_01,
    case when known then coalesce(n_root_02, 0) end             as n_root_02,
    case when known then coalesce(n_root_03, 0) end             as n_root_03,
    case when known then coalesce(n_root_04, 0) end             as n_root_04,
    case when known then coalesce(n_root_05, 0) end             as n_root_05,
    case when known then coalesce(n_root_06, 0) end             as n_root_06,
    case when known then coalesce(n_root_07, 0) end             as n_root_07,
    case when known then coalesce(n_root_08, 0) end             as n_root_08,
    case when known then coalesce(n_root_09, 0) end             as n_root_09,
    case when known then coalesce(n_root_10, 0) end             as n_root_10,
    case when known then coalesce(n_root_11, 0) end             as n_root_11,
    case when known then coalesce(n_root_12, 0) end             as n_root_12,
    case when known then coalesce(n_root_13, 0) end             as n_root_13,
    case when known then coalesce(n_root_14, 0) end             as n_root_14,
    case when known then coalesce(n_root_15, 0) end             as n_root_15,
    case when known then coalesce(n_root_16, 0) end             as n_root_16,
    case when known then coalesce(n_root_17, 0) end             as n_root_17,
    case when known then coalesce(n_root_18, 0) end             as n_root_18,
    case when known then coalesce(n_root_19, 0) end             as n_root_19,
    case when known then coalesce(n_root_20, 0) end             as n_root_20,
    case when known then coalesce(goldstein_sum, 0)::decimal(18, 1) end as goldstein_sum,
    case when known then coalesce(goldstein_pos, 0)::decimal(18, 1) end as goldstein_pos,
    case when known then coalesce(goldstein_neg, 0)::decimal(18, 1) end as goldstein_neg,
    case when known then coalesce(n_valued, 0) end              as n_valued,
    case when known then coalesce(n_excluded, 0) end            as n_excluded

from judged

left join cell using (source, target, period_start);

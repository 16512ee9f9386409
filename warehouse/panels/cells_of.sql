-- Count events by directed dyad, period, actor class and coder version: one row per such cell.
-- A change of this file makes every warehouse count its panels anew.
--
-- events_from    name of a relation with the columns of `events` and `weight`.
-- freq           day, week, month, quarter or year.
-- valued_by      a table of Goldstein values by name; NULL takes the events' own, which are gdelt's.
--
-- An event whose day is known less exactly than the period is counted in n_excluded only.
-- Counts are doubles, which add whole numbers up exactly to 9e15 and faster than DuckDB's sums of
-- whole numbers; the values, of one decimal, are added up as tenths for the same reason.

create or replace macro cells_of(events_from, freq, valued_by := null) as table

with placed as (

    select
        event.*,
        10 * case
            when valued_by is null then event.goldstein
            else goldstein_tables.goldstein
        end::double                                                 as tenths,
        date_trunc(freq, event.event_date)::date                    as period,
        actor_class(event.source, event.source_agent, event.target, event.target_agent)
                                                                    as class,
        case
            when coarseness(event.date_precision) <= coarseness(freq) then event.weight::double
            else 0
        end                                                         as counted

    from query_table(events_from) as event

    left join goldstein_tables
        on valued_by is not null
        and goldstein_tables.code = event.cameo_code
        and goldstein_tables.table_name = valued_by

)

select
    source,
    target,
    period                                                          as period_start,
    class                                                           as actor_class,
    coder_version,
    sum(counted)                                                    as n_events,
    sum(counted * n_mentions)                                       as n_mentions,
    sum(counted * n_articles)                                       as n_articles,
    sum(counted * n_outlets)                                        as n_outlets,
    coalesce(sum(counted) filter (where quad_class = 1), 0)         as n_vc,
    coalesce(sum(counted) filter (where quad_class = 2), 0)         as n_mc,
    coalesce(sum(counted) filter (where quad_class = 3), 0)         as n_vx,
    coalesce(sum(counted) filter (where quad_class = 4), 0)         as n_mx,
    coalesce(sum(counted) filter (where cameo_root = '01'), 0)        as n_root_01,
    coalesce(sum(counted) filter (where cameo_root = '02'), 0)        as n_root_02,
    coalesce(sum(counted) filter (where cameo_root = '03'), 0)        as n_root_03,
    coalesce(sum(counted) filter (where cameo_root = '04'), 0)        as n_root_04,
    coalesce(sum(counted) filter (where cameo_root = '05'), 0)        as n_root_05,
    coalesce(sum(counted) filter (where cameo_root = '06'), 0)        as n_root_06,
    coalesce(sum(counted) filter (where cameo_root = '07'), 0)        as n_root_07,
    coalesce(sum(counted) filter (where cameo_root = '08'), 0)        as n_root_08,
    coalesce(sum(counted) filter (where cameo_root = '09'), 0)        as n_root_09,
    coalesce(sum(counted) filter (where cameo_root = '10'), 0)        as n_root_10,
    coalesce(sum(counted) filter (where cameo_root = '11'), 0)        as n_root_11,
    coalesce(sum(counted) filter (where cameo_root = '12'), 0)        as n_root_12,
    coalesce(sum(counted) filter (where cameo_root = '13'), 0)        as n_root_13,
    coalesce(sum(counted) filter (where cameo_root = '14'), 0)        as n_root_14,
    coalesce(sum(counted) filter (where cameo_root = '15'), 0)        as n_root_15,
    coalesce(sum(counted) filter (where cameo_root = '16'), 0)        as n_root_16,
    coalesce(sum(counted) filter (where cameo_root = '17'), 0)        as n_root_17,
    coalesce(sum(counted) filter (where cameo_root = '18'), 0)        as n_root_18,
    coalesce(sum(counted) filter (where cameo_root = '19'), 0)        as n_root_19,
    coalesce(sum(counted) filter (where cameo_root = '20'), 0)        as n_root_20,
    coalesce(sum(counted * tenths), 0) / 10                         as goldstein_sum,
    coalesce(sum(counted * tenths) filter (where tenths > 0), 0) / 10    as goldstein_pos,
    coalesce(sum(counted * tenths) filter (where tenths < 0), 0) / 10    as goldstein_neg,
    coalesce(sum(counted) filter (where tenths is not null), 0)     as n_valued,
    sum(weight - counted)                                           as n_excluded

from placed

group by source, target, period, class, coder_version;

-- The same at every frequency that is stored.
create or replace macro cells_by_frequency(events_from) as table

select 'day' as frequency, * from cells_of(events_from, 'day')

union all by name

select 'week' as frequency, * from cells_of(events_from, 'week')

union all by name

select 'month' as frequency, * from cells_of(events_from, 'month')

union all by name

select 'quarter' as frequency, * from cells_of(events_from, 'quarter')

union all by name

select 'year' as frequency, * from cells_of(events_from, 'year');

-- The stored panels as users read them: by actor scope, where gov_any has gov_gov in it, and all
-- has both. One row per directed dyad, period, actor scope and coder version with any event.
-- Choose one scope and one version; adding rows up over scopes counts events twice and thrice.

create or replace macro stored_panel(freq) as table

-- not materialized: only the columns that are asked for are added up
with counted as not materialized (

    select
        cell.source,
        cell.target,
        cell.period_start,
        period_end(cell.period_start, freq)        as period_end,
        asked.actor_scope,
        cell.coder_version,
        sum(columns('^n_'))::bigint                as '\0',
        sum(columns('^goldstein_'))::decimal(18, 1)    as '\0'

    from dyad_cells as cell

    join (select unnest(['gov_gov', 'gov_any', 'all']) as actor_scope) as asked
        on is_in_scope(cell.actor_class, asked.actor_scope)

    where cell.frequency = freq

    group by cell.source, cell.target, cell.period_start, asked.actor_scope, cell.coder_version

),

-- each number until the next one, so that there is one for the last day of any period
numbers as not materialized (

    select
        iso3,
        system,
        number,
        coalesce(to_day, 'infinity'::date)         as to_day,
        coalesce(from_day, '-infinity'::date)      as from_day,
        coalesce(
            lead(from_day) over (partition by iso3, system order by from_day nulls first) - 1,
            'infinity'::date
        )                                          as last_day

    from country_numbers

)

select
    counted.* exclude (period_end),
    case when source_cow.to_day >= period_start then source_cow.number end    as source_cow,
    case when target_cow.to_day >= period_start then target_cow.number end    as target_cow,
    case when source_gw.to_day >= period_start then source_gw.number end      as source_gw,
    case when target_gw.to_day >= period_start then target_gw.number end      as target_gw

from counted

left join numbers as source_cow
    on source_cow.system = 'cow'
    and source_cow.iso3 = counted.source
    and counted.period_end between source_cow.from_day and source_cow.last_day

left join numbers as target_cow
    on target_cow.system = 'cow'
    and target_cow.iso3 = counted.target
    and counted.period_end between target_cow.from_day and target_cow.last_day

left join numbers as source_gw
    on source_gw.system = 'gw'
    and source_gw.iso3 = counted.source
    and counted.period_end between source_gw.from_day and source_gw.last_day

left join numbers as target_gw
    on target_gw.system = 'gw'
    and target_gw.iso3 = counted.target
    and counted.period_end between target_gw.from_day and target_gw.last_day;

create or replace view dyad_day as from stored_panel('day');

create or replace view dyad_week as from stored_panel('week');

create or replace view dyad_month as from stored_panel('month');

create or replace view dyad_quarter as from stored_panel('quarter');

create or replace view dyad_year as from stored_panel('year');

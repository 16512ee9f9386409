-- Directed dyad-years of a system of states ($numbering: cow or gw), to be joined by number with
-- other data: one row per ordered pair of states that were both members on some day of the year, for
-- the years in which articles were read; of others, the pairs of which events were told later.
-- Makes the temporary table dyad_years, with number_1 acting upon number_2.
--
-- An event counts for the numbers in force on its day: in 1990 COW has both 260 (to 2 October) and
-- 255 (from 3 October), which a number by country and year would not tell apart.
-- Counts are 0 where articles were read and told of nothing, NULL where silence says nothing: see
-- dyad in DATA.md. All events count (actor scope all), of the coder version that read last.

create or replace temp table numbered_events as

-- what cells_of counts by
select
    one.number::varchar         as source,
    other.number::varchar       as target,
    event.source_agent,
    event.target_agent,
    event.event_date,
    event.date_precision,
    event.cameo_code,
    event.cameo_root,
    event.quad_class,
    event.goldstein,
    event.n_mentions,
    event.n_articles,
    event.n_outlets,
    event.coder_version,
    event.weight

from every_event as event

join country_numbers as one
    on one.iso3 = event.source
    and one.system = $numbering
    and event.event_date >= coalesce(one.from_day, '-infinity'::date)
    and event.event_date <= coalesce(one.to_day, 'infinity'::date)

join country_numbers as other
    on other.iso3 = event.target
    and other.system = $numbering
    and event.event_date >= coalesce(other.from_day, '-infinity'::date)
    and event.event_date <= coalesce(other.to_day, 'infinity'::date);

create or replace temp table dyad_years as

with counted as (

    select
        source::integer                         as number_1,
        target::integer                         as number_2,
        year(period_start)                      as year,
        sum(columns('^n_'))::bigint             as '\0',
        sum(columns('^goldstein_'))::decimal(18, 1)
                                                as '\0'

    from cells_of('numbered_events', 'year')

    where coder_version = current_coder()

    group by all

),

series as (

    from dyad_filled(null, null, 'year', numbering := $numbering)

    union all by name

    from dyad_filled(null, null, 'year')

    where is_partial

),

slot as (

    select
        one.number                              as number_1,
        other.number                            as number_2,
        year(period_start)                      as year,
        any_value(coder_version)                as coder_version,
        bool_or(in_scope)                       as in_scope,
        bool_or(is_partial)                     as is_partial,
        bool_or(is_provisional)                 as is_provisional,
        any_value(n_articles_read)              as n_articles_read,
        bool_or(n_events is not null)           as known

    from series

    join country_numbers as one
        on one.iso3 = series.source
        and one.system = $numbering
        and coalesce(one.from_day <= period_end, true)
        and coalesce(one.to_day >= period_start, true)

    join country_numbers as other
        on other.iso3 = series.target
        and other.system = $numbering
        and coalesce(other.from_day <= period_end, true)
        and coalesce(other.to_day >= period_start, true)

    where one.number <> other.number

    group by one.number, other.number, year

)

select
    slot.* exclude (known),
    case when known then coalesce(columns(counted.* exclude (number_1, number_2, year)), 0) end

from slot

left join counted using (number_1, number_2, year);

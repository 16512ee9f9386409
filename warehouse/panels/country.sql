-- By country: what it did to all others and they to it.

-- The series of a country: country('CHN', 'month'); NULL gives every actor that has an event.
-- One row per actor and period with reading or events. Arguments and NULLs as in dyad_filled, but
-- that a corpus whose declared scope does not name the country knows nothing of its silence.
-- The counts are of events in which it is source or target; n_sent and n_received tell them apart.
-- month_id is the number of the month as ViEWS counts (January 1980 is 1); NULL but for months.
create or replace macro country(
    c,
    freq,
    coder := null,
    actors := 'all',
    events_from := 'every_event',
    valued_by := 'gdelt'
) as table

with either_way as (

    select
        unnest([source, target])                              as actor,
        unnest([1, 0])                                        as sent,
        cell.* exclude (source, target)

    from cells_asked(null, null, freq, events_from, valued_by, true) as cell

    where is_in_scope(actor_class, actors)
        and coder_version = coalesce(coder, current_coder())
        and (c is null or source = c or target = c)

),

counted as (

    select
        actor,
        period_start,
        sum(sent * n_events)                                  as n_sent,
        sum((1 - sent) * n_events)                            as n_received,
        sum(columns('^n_|^goldstein_'))                       as '\0'

    from either_way

    where c is null or actor = c

    group by actor, period_start

),

read as (

    from periods_read(freq, coder := coder)

),

calendar as (

    select min(period_start) as first_period, max(period_start) as last_period from read

),

asked as (

    select
        actor,
        least(min(first_told), any_value(first_period))       as first_period,
        greatest(max(last_told), any_value(last_period))      as last_period

    from (

        select actor, min(period_start) as first_told, max(period_start) as last_told

        from counted

        group by actor

        union all

        select c::varchar as actor, null as first_told, null as last_told where c is not null

    )

    cross join calendar

    group by actor

),

slot as (

    select
        asked.actor,
        period.period_start,
        period_end(period.period_start, freq)                 as period_end,
        coalesce(read.n_articles_read, 0)                     as n_articles_read,
        read.first_day_read,
        read.last_day_read,
        coalesce(
            read.is_provisional, period.period_start > (select last_period from calendar), false
        )                                                     as is_provisional

    from asked

    cross join lateral (

        select
            unnest(generate_series(asked.first_period, asked.last_period, period_step(freq)))::date
                                                              as period_start

    ) as period

    left join read on read.period_start = period.period_start

),

-- when it existed, for which days it is declared, its numbers on the period's last day as a member
known_actor as (

    select
        slot.actor,
        slot.period_start,
        any_value(countries.from_day)                         as exists_from,
        any_value(countries.to_day)                           as exists_to,
        count(scope.country) > 0                              as declared,
        min(coalesce(scope.from_day, '-infinity'::date))      as declared_from,
        max(coalesce(scope.to_day, 'infinity'::date))         as declared_to,
        arg_max(numbers.number, coalesce(numbers.from_day, '-infinity'::date))
            filter (where numbers.system = 'cow')             as cow,
        arg_max(numbers.number, coalesce(numbers.from_day, '-infinity'::date))
            filter (where numbers.system = 'gw')              as gw

    from slot

    left join countries on countries.iso3 = slot.actor

    left join scope
        on scope.country = slot.actor
        and greatest(scope.from_day, slot.period_start) <= least(scope.to_day, slot.period_end)

    left join country_numbers as numbers
        on numbers.iso3 = slot.actor
        and greatest(numbers.from_day, slot.period_start)
            <= least(numbers.to_day, slot.period_end)

    group by slot.actor, slot.period_start

),

judged as (

    select
        slot.*,
        known_actor.cow,
        known_actor.gw,
        breadth.n_countries = 0 or known_actor.declared       as in_scope,
        slot.n_articles_read = 0 and coalesce(counted.n_events > 0, false)
                                                              as is_partial,
        in_scope
        and (
            coalesce(
                slot.n_articles_read > 0
                and greatest(slot.first_day_read, exists_from, declared_from)
                    <= least(slot.last_day_read, exists_to, declared_to),
                false
            )
            or coalesce(counted.n_events > 0, false)
        )                                                     as known,
        counted.* exclude (actor, period_start, n_excluded),
        counted.n_excluded                                    as excluded

    from slot

    cross join (select count(*) as n_countries from scope) as breadth

    join known_actor using (actor, period_start)

    left join counted using (actor, period_start)

),

filled as (

    select
        actor,
        cow,
        gw,
        period_start,
        period_end,
        case freq when 'month' then month_id(period_start) end    as month_id,
        actors                                                    as actor_scope,
        valued_by                                                 as goldstein_table,
        coalesce(coder, current_coder())                          as coder_version,
        in_scope,
        is_partial,
        is_provisional,
        n_articles_read,
        case when known then coalesce(columns(
            name -> regexp_matches(name, '^(n|goldstein)_')
                and name <> 'n_articles_read'
        ), 0) end,
        case when known then coalesce(excluded, 0) else excluded end    as n_excluded

    from judged

)

select
    columns('^(actor$|cow|gw|period_|month_id|actor_scope|goldstein_table|coder_|in_|is_)'),
    whole(columns('^n_'))                                         as '\0',
    columns('^goldstein_(sum|pos|neg)')::decimal(18, 1)           as '\0',
    share(goldstein_sum, n_valued)                                as goldstein_mean,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)                       as net,
    net_material(n_mc, n_mx)                                      as net_material,
    log_ratio(n_vc, n_mc, n_vx, n_mx)                             as log_ratio,
    1000 * share(n_events, n_articles_read)                       as per_1000_articles,
    date_diff(
        'month',
        max(period_start) filter (where n_mx > 0) over (partition by actor order by period_start),
        period_start
    )                                                             as months_since_mx

from filled

order by actor, period_start;

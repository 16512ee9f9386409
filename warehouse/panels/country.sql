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

slot as (

    select asked.actor, period.*

    from (select actor from counted union select c::varchar where c is not null) as asked

    cross join periods_read(freq, coder := coder) as period

    union

    select
        actor,
        period_start,
        period_end(period_start, freq)                        as period_end,
        0                                                     as n_articles_read,
        null                                                  as n_names_known,
        null                                                  as n_names_unknown,
        false                                                 as provisional

    from counted

    where period_start not in (select period_start from periods_read(freq, coder := coder))

),

placed as (

    select
        slot.*,
        (select count(*) from scope) = 0
        or exists (

            from scope

            where scope.country = slot.actor
                and coalesce(scope.from_day <= slot.period_end, true)
                and coalesce(scope.to_day >= slot.period_start, true)

        )                                                     as in_scope,
        existed(slot.actor, slot.period_start, slot.period_end)    as actor_existed

    from slot

),

judged as (

    select
        placed.*,
        in_scope
        and (
            (placed.n_articles_read > 0 and actor_existed)
            or coalesce(counted.n_events > 0, false)
        )                                                     as known,
        counted.* exclude (actor, period_start)

    from placed

    left join counted using (actor, period_start)

),

filled as (

    select
        actor,
        period_start,
        period_end,
        case freq when 'month' then month_id(period_start) end    as month_id,
        actors                                                    as actor_scope,
        valued_by                                                 as goldstein_table,
        coalesce(coder, current_coder())                          as coder_version,
        in_scope,
        provisional                                               as is_provisional,
        n_articles_read,
        case when known then coalesce(columns(
            name -> regexp_matches(name, '^(n|goldstein)_')
                and name not in ('n_articles_read', 'n_names_known', 'n_names_unknown')
        ), 0) end

    from judged

)

select
    columns('^(actor$|period_|month_id|actor_scope|goldstein_table|coder_|in_|is_)'),
    columns('^n_')::bigint                                        as '\0',
    columns('^goldstein_(sum|pos|neg)')::decimal(18, 1)           as '\0',
    share(goldstein_sum, n_valued)                                as goldstein_mean,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)                       as net,
    net_material(n_mc, n_mx)                                      as net_material,
    1000 * share(n_events, n_articles_read)                       as per_1000_articles

from filled

order by actor, period_start;

-- The calendar of the corpus as one coder version read it, from the first to the last day on which
-- anything was read. One row per period of length `freq`; n_articles_read is 0 where nothing was.
-- Names are NULL where those of no article were counted. A period that ends less than seven days
-- before the last day read is provisional: later articles may still tell of it.

create or replace macro periods_read(freq, coder := null) as table

with reading as (

    select * from coverage where coder_version = coalesce(coder, current_coder())

),

span as (

    select min(day) as first_day, max(day) as last_day from reading

),

period as (

    select
        unnest(
            generate_series(
                date_trunc(freq, first_day), date_trunc(freq, last_day), period_step(freq)
            )
        )::date as period_start,
        last_day

    from span

),

read as (

    select
        min(day)                       as first_day_read,
        max(day)                       as last_day_read,
        date_trunc(freq, day)::date    as period_start,
        sum(n_articles)::bigint        as n_articles_read,
        sum(n_names_known)::bigint     as n_names_known,
        sum(n_names_unknown)::bigint   as n_names_unknown

    from reading

    group by date_trunc(freq, day)

)

select
    period.period_start,
    period_end(period.period_start, freq)                            as period_end,
    coalesce(read.n_articles_read, 0)::bigint                        as n_articles_read,
    read.n_names_known,
    read.n_names_unknown,
    read.first_day_read,
    read.last_day_read,
    period_end(period.period_start, freq) > period.last_day - 7      as is_provisional

from period

left join read using (period_start);

-- The calendar of the corpus, from the first to the last day on which anything was read.
-- One row per period of length `freq`; n_articles_read is 0 where nothing was read.
-- Names are NULL where those of no article were counted.

create or replace macro periods_read(freq) as table

with span as (

    select min(day) as first_day, max(day) as last_day from coverage

),

period as (

    select
        unnest(
            generate_series(
                date_trunc(freq, first_day), date_trunc(freq, last_day), period_step(freq)
            )
        )::date as period_start

    from span

),

reading as (

    select
        date_trunc(freq, day)::date    as period_start,
        sum(n_articles)::bigint        as n_articles_read,
        sum(n_names_known)::bigint     as n_names_known,
        sum(n_names_unknown)::bigint   as n_names_unknown

    from coverage

    group by date_trunc(freq, day)

)

select
    period.period_start,
    period_end(period.period_start, freq)          as period_end,
    coalesce(reading.n_articles_read, 0)::bigint   as n_articles_read,
    reading.n_names_known,
    reading.n_names_unknown

from period

left join reading using (period_start);

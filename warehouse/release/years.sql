-- What was read and coded by year: one row per year.
select
    year,
    sum(n_articles)::bigint                                                        as n_articles,
    count(distinct outlet)                                                         as n_outlets,
    sum(n_duplicates)::bigint                                                      as n_duplicates,
    (select count(*) from events where extract(year from event_date) = year)       as n_events

from (

    select extract(year from day) as year, outlet, n_articles, n_duplicates from coverage
    union all
    select distinct extract(year from event_date), null, 0, 0 from events

)

group by year

order by year;

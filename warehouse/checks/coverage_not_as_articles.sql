-- Outlets and days whose coverage is not the number of articles held.

with counted as (

    select
        outlet_or_unknown(outlet)    as outlet,
        published_on                 as day,
        count(*)                     as n_articles,
        count(duplicate_of)          as n_duplicates

    from articles

    where withdrawn_on is null

    group by all

)

(select outlet, day, n_articles, n_duplicates from coverage except from counted)

union all

(from counted except select outlet, day, n_articles, n_duplicates from coverage);

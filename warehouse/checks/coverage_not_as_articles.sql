-- Outlets and days whose coverage is not the number of articles held.

with counted as (

    select
        outlet_or_unknown(outlet)    as outlet,
        published_on                 as day,
        coder_version,
        count(*)                     as n_articles,
        count(duplicate_of)          as n_duplicates,
        sum(n_names_known)           as n_names_known,
        sum(n_names_unknown)         as n_names_unknown

    from articles

    where withdrawn_on is null

    group by all

)

(from coverage except from counted)

union all

(from counted except from coverage);

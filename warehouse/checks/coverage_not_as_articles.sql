-- Outlets and days whose coverage is not the number of articles held.

with counted as (

    select
        outlet_or_unknown(article.outlet)    as outlet,
        article.published_on                 as day,
        read_by(article.duplicate_kind, original.coder_version, article.coder_version)
                                             as coder_version,
        count(*)                             as n_articles,
        count(article.duplicate_of)          as n_duplicates,
        sum(article.n_names_known)           as n_names_known,
        sum(article.n_names_unknown)         as n_names_unknown

    from articles as article

    left join articles as original on original.article_id = article.duplicate_of

    where article.withdrawn_on is null

    group by all

)

(from coverage except from counted)

union all

(from counted except from coverage);

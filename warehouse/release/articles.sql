-- The articles of a release in one row; the digest is of their ids, which are of their content.
select
    count(*)                                               as n_articles,
    count(*) filter (where duplicate_of is not null)       as n_duplicates,
    count(*) filter (where withdrawn_on is not null)       as n_withdrawn,
    sha256(string_agg(article_id, ' ' order by article_id))    as ids_sha256,
    min(published_on)                                      as first_day,
    max(published_on)                                      as last_day,
    count(distinct outlet_or_unknown(outlet))              as n_outlets

from articles;

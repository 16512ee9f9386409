-- The coder versions that read articles: one row per version, most articles first.

select
    coder_version,
    sum(n_articles)::bigint                 as n_articles,
    min(day)                                as first_day,
    max(day)                                as last_day,
    coder_version = current_coder()         as asked

from coverage

group by coder_version

order by n_articles desc, coder_version;

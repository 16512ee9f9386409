-- Count again the articles read of the outlets and days that a load touched.
-- Wants: touched_reading (outlet, day).

delete from coverage where (outlet, day) in (select outlet, day from touched_reading);

insert into coverage by name

select
    touched.outlet,
    touched.day,
    read_by(article.duplicate_kind, original.coder_version, article.coder_version)
                                   as coder_version,
    count(*)                       as n_articles,
    count(article.duplicate_of)    as n_duplicates,
    sum(article.n_names_known)     as n_names_known,
    sum(article.n_names_unknown)   as n_names_unknown

from touched_reading as touched

join articles as article
    on outlet_or_unknown(article.outlet) = touched.outlet and article.published_on = touched.day

left join articles as original on original.article_id = article.duplicate_of

where article.withdrawn_on is null

group by all;

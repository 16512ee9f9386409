-- Versions of the coder: one row per version with articles read and events told of.
select
    coder_version,
    n_articles,
    (select count(*) from events where events.coder_version = read.coder_version)    as n_events

from (select coder_version, count(*) as n_articles from articles group by all) as read

order by coder_version;

-- Name what a load may have changed.
-- Wants: new_articles, coded_articles, new_mentions, gone_mentions.
-- Leaves: touched_events (event_id), touched_reading (outlet, day).

create or replace temp table touched_events as

with original as (

    select coalesce(held.duplicate_of, held.article_id) as article_id

    from articles as held

    semi join new_articles using (article_id)

)

select event_id from new_mentions where event_id is not null

union

select event_id from gone_mentions where event_id is not null

union

select event_id from tellings semi join original using (article_id);

-- with what only repeats them, which counts as read by the version that read the story
create or replace temp table touched_reading as

select distinct outlet_or_unknown(outlet) as outlet, published_on as day

from articles

where article_id in (select article_id from coded_articles)
    or duplicate_of in (select article_id from coded_articles);

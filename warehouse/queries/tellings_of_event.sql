-- All tellings of one event, earliest first: one row per mention, with its article.
-- The id of an event that has joined another since gives the tellings of that other.

select
    tellings.*,
    articles.outlet,
    articles.url,
    articles.title,
    articles.published_on

from tellings

join articles using (article_id)

where tellings.event_id = coalesce(
    (select event_id from events where event_id = $event_id),
    (select min(event_id) from tellings where own_event_id = $event_id)
)

order by articles.published_on, tellings.article_id, tellings.sentence_index, tellings.mention_id;

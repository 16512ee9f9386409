-- All tellings of one event, earliest first: one row per mention, with its article.

select
    tellings.*,
    articles.outlet,
    articles.url,
    articles.title,
    articles.published_on

from tellings

join articles using (article_id)

where tellings.event_id = $event_id

order by articles.published_on, tellings.article_id, tellings.sentence_index, tellings.mention_id;

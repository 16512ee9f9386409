-- Events whose first article is not held, or is withdrawn.

select events.event_id

from events

left join articles on articles.article_id = events.first_article_id

where articles.article_id is null or articles.withdrawn_on is not null;

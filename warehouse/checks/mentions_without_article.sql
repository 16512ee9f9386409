-- Mentions whose article is not held, or is withdrawn.

select mention_id

from mentions

left join articles using (article_id)

where articles.article_id is null or articles.withdrawn_on is not null;

-- Let every duplicate name the first of its story, never another duplicate or a withdrawn article.
-- Runs until it changes nothing, since a chain may have come in any order.

update articles

set duplicate_of = nullif(original.duplicate_of, articles.article_id)

from articles as original

where articles.duplicate_of = original.article_id
    and (original.duplicate_of is not null or original.withdrawn_on is not null);

-- Insert the articles of a batch that the warehouse does not hold; those it holds stay as they are.
-- Wants: batch_articles (the frame), $load_id, $coder_version. Leaves: new_articles, one row per inserted article.

create or replace temp table new_articles as

select distinct on (batch.article_id)
    batch.* replace (nullif(batch.duplicate_of, batch.article_id) as duplicate_of),
    $load_id                                                      as load_id,
    $coder_version                                                as coder_version

from batch_articles as batch

anti join articles using (article_id)

-- the same content twice in a batch is one article: the row that is no duplicate, then by origin
order by batch.article_id, batch.duplicate_of nulls first, batch.origin, batch.source_id, batch.url;

insert into articles by name select * from new_articles;

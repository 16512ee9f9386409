-- Mentions whose offsets lie outside their article.

select mentions.mention_id

from mentions

join articles using (article_id)

where greatest(sentence_end, source_end, target_end, trigger_end) > length(articles.text)
    or least(sentence_start, source_start, target_start, trigger_start) < 0;

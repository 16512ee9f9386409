-- Mentions whose offsets lie outside their article, or whose trigger is not at its offsets.

select mentions.mention_id

from mentions

join articles using (article_id)

where greatest(sentence_end, source_end, target_end, trigger_end) > length(articles.text)
    or least(sentence_start, source_start, target_start, trigger_start) < 0
    or articles.text[trigger_start + 1:trigger_end] <> mentions.trigger;

-- The stories held: one row per article that is neither a duplicate nor withdrawn.

select article_id, published_on, n_words, signature

from articles

where duplicate_of is null
    and withdrawn_on is null
    and coalesce(published_on >= $from, true)
    and coalesce(published_on <= $to, true)

order by published_on, article_id;

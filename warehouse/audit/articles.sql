-- The articles of a coder version that were coded, with what it found where. One row per article;
-- of an update also the story it updates, of which no sentence was coded again.

with acts as (

    select *, mention_id in (select mention_id from tellings) as is_told

    from mentions

),

found as (

    select
        article_id,
        list(
            {'start': sentence_start, 'end': sentence_end, 'source': source, 'target': target,
             'code': cameo_code}
            order by sentence_start, mention_id
        ) filter (is_told)                                                      as told,
        list({'start': sentence_start, 'end': sentence_end} order by sentence_start)
            filter (not is_told)                                                as dropped

    from acts

    group by article_id

)

select
    articles.article_id,
    articles.title,
    articles.text,
    articles.published_on,
    articles.coder_version,
    original.article_id                                 as duplicate_of,
    original.title                                      as original_title,
    original.text                                       as original_text,
    coalesce(found.told, [])                            as told,
    coalesce(found.dropped, [])                         as dropped

from articles
    left join found using (article_id)
    left join articles as original
        on original.article_id = articles.duplicate_of and articles.duplicate_kind = 'update'

where articles.coder_version = coalesce($coder::varchar, current_coder())
    and articles.withdrawn_on is null
    and (articles.duplicate_of is null or articles.duplicate_kind = 'update')

order by articles.article_id;

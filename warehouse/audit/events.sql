-- Tellings drawn for a hand check: at most so many per CAMEO root, by the order of a seeded hash,
-- so that neither the order of loading nor of threads decides. One row per telling, with how many
-- there are of its root and the events that the coder found in the same article.

with read as (

    select article_id

    from articles

    where coder_version = coalesce($coder::varchar, current_coder()) and withdrawn_on is null

),

ranked as (

    select
        mention_id,
        cameo_root,
        count(*) over (partition by cameo_root)         as population,
        row_number() over (
            partition by cameo_root order by md5($seed::varchar || mention_id), mention_id
        )                                               as place

    from tellings semi join read using (article_id)

),

drawn as (

    select tellings.*, ranked.population

    from ranked join tellings using (mention_id)

    where place <= coalesce(
        map_extract_value($sizes::map(varchar, integer), ranked.cameo_root), $per_root
    )

),

beside as (

    select
        drawn.mention_id,
        list(
            {'start': other.sentence_start, 'source': other.source, 'target': other.target,
             'code': other.cameo_code}
            order by other.sentence_start, other.mention_id
        ) filter (other.mention_id <> drawn.mention_id) as others

    from drawn join tellings as other using (article_id)

    group by drawn.mention_id

)

select
    drawn.mention_id,
    drawn.cameo_root,
    drawn.population,
    drawn.article_id,
    articles.published_on,
    articles.coder_version,
    articles.title,
    articles.text,
    drawn.sentence,
    drawn.sentence_start,
    drawn.sentence_end,
    drawn.source,
    drawn.target,
    drawn.source_text,
    drawn.target_text,
    drawn.cameo_code                                    as code,
    cameo_codes.name                                    as code_name,
    beside.others

from drawn
    join articles using (article_id)
    left join cameo_codes on cameo_codes.code = drawn.cameo_code
    left join beside using (mention_id)

order by drawn.mention_id;

-- The events of a dyad with the words they come from, latest first: one row per event.
-- NULL for $source or $target means any; $either takes both directions.
-- The sentence is of the surest telling with the event's code, then the earliest.

with chosen as (

    select *

    from events

    where (
        (coalesce(source = $source, true) and coalesce(target = $target, true))
        or ($either and coalesce(source = $target, true) and coalesce(target = $source, true))
    )
        and coalesce(event_date >= $from, true)
        and coalesce(event_date <= $to, true)

),

words as (

    select distinct on (tellings.event_id)
        tellings.event_id,
        tellings.mention_id,
        tellings.article_id,
        articles.outlet,
        articles.url,
        articles.published_on,
        tellings.sentence,
        tellings.trigger,
        tellings.speaker,
        tellings.method

    from tellings

    join chosen using (event_id)

    join articles using (article_id)

    order by
        tellings.event_id,
        tellings.cameo_code = chosen.cameo_code desc,
        tellings.confidence desc,
        articles.published_on,
        tellings.article_id,
        tellings.sentence_index,
        tellings.mention_id

)

select
    chosen.*,
    cameo_codes.name    as action,
    words.* exclude (event_id)

from chosen

join words using (event_id)

left join cameo_codes on cameo_codes.code = chosen.cameo_code

order by chosen.event_date desc, chosen.source, chosen.target, chosen.cameo_code, chosen.event_id

limit $limit;

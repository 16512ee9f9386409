-- GDELT 2.0 mentions: 16 columns, tab, no header. One row per telling of an event.
--
-- MentionType    1 where the article has an address, else 2 (named by a citation only).
-- Confidence     probability that the act is right, in tens from 10 to 100.
-- Offsets        characters of the article from 0; SentenceID from 1.
-- Empty because it is not known: InRawText (texts come without their pages), MentionDocTone,
-- MentionDocTranslationInfo, Extras.

select
    event.number                                                        as GLOBALEVENTID,
    strftime(gdelt_added.added_at, '%Y%m%d%H%M%S')                      as EventTimeDate,
    strftime(added.started_at, '%Y%m%d%H%M%S')                          as MentionTimeDate,
    case when clean(articles.url) is null then 2 else 1 end             as MentionType,
    coalesce(
        nullif(regexp_extract(articles.url, '^[a-z]+://(?:www\.)?([^/:?#\s]+)', 1, 'i'), ''),
        clean(articles.outlet)
    )                                                                   as MentionSourceName,
    coalesce(
        clean(articles.url), clean(concat_ws(', ', outlet, title, published_on::varchar))
    )                                                                   as MentionIdentifier,
    telling.sentence_index + 1                                          as SentenceID,
    telling.source_start                                                as Actor1CharOffset,
    telling.target_start                                                as Actor2CharOffset,
    telling.trigger_start                                               as ActionCharOffset,
    null                                                                as InRawText,
    10 * greatest(1, round(10 * telling.confidence)::int)               as Confidence,
    length(articles.text)                                               as MentionDocLen,
    null                                                                as MentionDocTone,
    null                                                            as MentionDocTranslationInfo,
    null                                                                as Extras

from tellings as telling

join exported_events as event using (event_id)

join articles using (article_id)

left join gdelt_added using (event_id)

left join (

    select load_id, min(started_at) as started_at from loads group by load_id

) as added on added.load_id = telling.load_id

order by event.event_date, event.event_id, published_on, article_id, sentence_index, mention_id;

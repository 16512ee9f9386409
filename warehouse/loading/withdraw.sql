-- Take one article out: tombstone, heir, mentions. What follows is counted by the refresh.
-- Wants: $article_id, $reason, $on.
-- Leaves: heirs, withdrawn_mentions, touched_events, touched_reading.

update articles

set withdrawn_on = $on::date, withdrawn_reason = $reason

where article_id = $article_id;

-- Those that go on telling the story, earliest first.
create or replace temp table heirs as

select
    article_id,
    text,
    row_number() over (order by published_on, article_id) as rank

from articles

where duplicate_of = $article_id and withdrawn_on is null;

-- Where each sentence stands in the earliest heir that has it; article_id is NULL if none does.
create or replace temp table withdrawn_mentions as

with lost as (

    select
        mentions.mention_id,
        mentions.event_id,
        mentions.sentence_start,
        articles.text[mentions.sentence_start + 1:mentions.sentence_end] as words

    from mentions

    join articles using (article_id)

    where mentions.article_id = $article_id

),

found as (

    select distinct on (lost.mention_id)
        lost.mention_id,
        heirs.article_id,
        strpos(heirs.text, lost.words) - 1 - lost.sentence_start as shift

    from lost

    join heirs on lost.words <> '' and contains(heirs.text, lost.words)

    order by lost.mention_id, heirs.rank

)

select lost.mention_id, lost.event_id, found.article_id, found.shift

from lost

left join found using (mention_id);

create or replace temp table touched_events as

select event_id from withdrawn_mentions where event_id is not null

union

-- a duplicate's own reading also counts in the events of the story it repeats
select event_id

from tellings

where article_id = (select duplicate_of from articles where article_id = $article_id);

create or replace temp table touched_reading as

select outlet_or_unknown(outlet) as outlet, published_on as day

from articles

where article_id = $article_id or article_id in (select article_id from heirs)

group by all;

delete from mentions

where mention_id in (select mention_id from withdrawn_mentions where article_id is null);

update mentions

set
    article_id = moved.article_id,
    sentence_start = mentions.sentence_start + moved.shift,
    sentence_end = mentions.sentence_end + moved.shift,
    source_start = mentions.source_start + moved.shift,
    source_end = mentions.source_end + moved.shift,
    target_start = mentions.target_start + moved.shift,
    target_end = mentions.target_end + moved.shift,
    trigger_start = mentions.trigger_start + moved.shift,
    trigger_end = mentions.trigger_end + moved.shift

from withdrawn_mentions as moved

where mentions.mention_id = moved.mention_id and moved.article_id is not null;

-- The earliest heir becomes the original; the tombstone and the others point to it.
update articles

set
    duplicate_of = case when articles.article_id <> heir.article_id then heir.article_id end,
    duplicate_kind = case
        when articles.article_id = heir.article_id then null
        when articles.article_id = $article_id then 'replaced'
        else articles.duplicate_kind
    end,
    -- an heir was never coded: it tells the same story, so it has the story's names and its reader
    coder_version = case
        when articles.article_id = heir.article_id and articles.duplicate_kind <> 'update'
            then counted.coder_version
        else articles.coder_version
    end,
    n_names_known = case
        when articles.article_id = heir.article_id
            then coalesce(articles.n_names_known, counted.n_names_known)
        else articles.n_names_known
    end,
    n_names_unknown = case
        when articles.article_id = heir.article_id
            then coalesce(articles.n_names_unknown, counted.n_names_unknown)
        else articles.n_names_unknown
    end

from heirs as heir

cross join (

    select n_names_known, n_names_unknown, coder_version

    from articles

    where article_id = $article_id

) as counted

where heir.rank = 1
    and (articles.article_id = $article_id or articles.duplicate_of = $article_id);

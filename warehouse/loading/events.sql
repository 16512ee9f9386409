-- Tell the touched events anew from the set of their tellings; the order of arrival plays no part.
-- One row per event. Every choice is by number of articles, then of mentions, then by text,
-- so that equal sets give equal rows.
-- Wants: touched_events (event_id). Leaves: changed_events (the columns of events, and weight).

create or replace temp table retold_events as

with telling as (

    select * from tellings semi join touched_events using (event_id)

),

-- The code: a vaguer code gives way to an exact one beside it, then the most frequent.
code as (

    select
        event_id,
        cameo_code,
        min(quad_class)                    as quad_class,
        max(goldstein)                     as goldstein,
        count(distinct article_id)         as n_articles,
        count(*)                           as n_mentions

    from telling

    group by event_id, cameo_code

),

exact_code as (

    select *

    from code

    where not exists (

        select 1

        from code as other

        where other.event_id = code.event_id and is_vaguer(code.cameo_code, other.cameo_code)

    )

),

chosen_code as (

    select distinct on (event_id) *

    from exact_code

    order by event_id, n_articles desc, n_mentions desc, length(cameo_code) desc, cameo_code

),

-- The most common of each attribute, where any telling has one.
attribute as (

    select
        telling.event_id,
        telling.article_id,
        unnest(
            [
                {name: 'source_agent', value: source_agent},
                {name: 'target_agent', value: target_agent},
                {name: 'mode', value: mode},
                {name: 'date_basis', value: case when own_event_id = event_id then date_basis end},
                {name: 'group_id', value: group_id},
                {name: 'plover_event', value: case when is_chosen then plover_event end},
                {name: 'plover_mode', value: case when is_chosen then plover_mode end}
            ],
            recursive := true
        )

    from (

        select telling.*, telling.cameo_code = chosen_code.cameo_code as is_chosen

        from telling join chosen_code using (event_id)

    ) as telling

),

counted_attribute as (

    select event_id, name, value, count(distinct article_id) as n_articles, count(*) as n_mentions

    from attribute

    where value is not null

    group by event_id, name, value

),

chosen_attribute as (

    select distinct on (event_id, name) event_id, name, value

    from counted_attribute

    order by event_id, name, n_articles desc, n_mentions desc, value

),

attributes as (

    select
        event_id,
        max(value) filter (where name = 'source_agent')    as source_agent,
        max(value) filter (where name = 'target_agent')    as target_agent,
        max(value) filter (where name = 'mode')            as mode,
        max(value) filter (where name = 'date_basis')      as date_basis,
        max(value) filter (where name = 'group_id')        as group_id,
        max(value) filter (where name = 'plover_event')    as plover_event,
        max(value) filter (where name = 'plover_mode')     as plover_mode

    from chosen_attribute

    group by event_id

),

-- The place comes whole from the most common place; never half of one and half of another.
chosen_place as (

    select distinct on (event_id) *

    from (

        select
            event_id,
            place_name,
            place_country,
            place_lat,
            place_lon,
            place_geonames_id,
            place_precision,
            place_basis,
            count(distinct article_id)    as n_articles,
            count(*)                      as n_mentions

        from telling

        where place_name is not null

        group by all

    )

    order by
        event_id,
        n_articles desc,
        n_mentions desc,
        place_name,
        place_country,
        place_geonames_id,
        place_lat,
        place_lon,
        place_precision,
        place_basis

),

-- Who tells it: the articles it was coded from, and those that repeat their story.
coded_in as (

    select distinct event_id, article_id from telling

),

told_by as (

    select event_id, article_id from coded_in

    union

    select coded_in.event_id, duplicate.article_id

    from coded_in

    join articles as duplicate on duplicate.duplicate_of = coded_in.article_id

    where duplicate.withdrawn_on is null

),

telling_articles as (

    select
        told_by.event_id,
        count(*)                                                     as n_articles,
        count(distinct lower(trim(article.outlet)))                  as n_outlets,
        arg_min(article.article_id, (article.published_on, article.article_id))
                                                                     as first_article_id

    from told_by join articles as article using (article_id)

    group by told_by.event_id

),

act as (

    select
        event_id,
        -- the date is that of the tellings that know it best: those that joined are vaguer
        min(event_date) filter (where own_event_id = event_id)
                                           as event_date,
        min(date_precision) filter (where own_event_id = event_id)
                                           as date_precision,
        min(source)                        as source,
        min(target)                        as target,
        min(cameo_root)                    as cameo_root,
        max(confidence)                    as confidence,
        count(*)                           as n_mentions,
        list_sort(list_distinct(flatten(list(contexts))))
                                           as contexts,
        max(coder_version)                 as coder_version

    from telling

    group by event_id

),

group_size as (

    select telling.event_id, max(telling.n_dyads) as n_dyads

    from telling

    join attributes using (event_id)

    where telling.group_id is not distinct from attributes.group_id

    group by telling.event_id

)

select
    act.event_id,
    act.event_date,
    act.date_precision,
    attributes.date_basis,
    act.source,
    attributes.source_agent,
    act.target,
    attributes.target_agent,
    chosen_code.cameo_code,
    act.cameo_root,
    chosen_code.quad_class,
    attributes.plover_event,
    attributes.plover_mode,
    chosen_code.goldstein,
    attributes.mode,
    act.confidence,
    attributes.group_id,
    coalesce(group_size.n_dyads, 1)        as n_dyads,
    act.n_mentions,
    telling_articles.n_articles,
    telling_articles.n_outlets,
    telling_articles.first_article_id,
    chosen_place.place_name,
    chosen_place.place_country,
    chosen_place.place_lat,
    chosen_place.place_lon,
    chosen_place.place_geonames_id,
    chosen_place.place_precision,
    chosen_place.place_basis,
    act.coder_version,
    act.contexts

from act

join chosen_code using (event_id)

join attributes using (event_id)

join telling_articles using (event_id)

left join group_size using (event_id)

left join chosen_place using (event_id);

-- What the panels have to forget and to count.
create or replace temp table changed_events as

select *, -1 as weight from events semi join touched_events using (event_id)

union all by name

select *, 1 as weight from retold_events;

delete from events where event_id in (select event_id from touched_events);

insert into events by name select * from retold_events;

-- Events that nothing tells of, tellings without their event, and events that count otherwise.

select coalesce(events.event_id, told.event_id) as event_id

from events

full join (

    select
        event_id,
        count(*)                     as n_mentions,
        count(distinct article_id)   as n_coded_articles

    from tellings

    group by event_id

) as told using (event_id)

where events.event_id is null
    or told.event_id is null
    or events.n_mentions <> told.n_mentions
    or events.n_articles < told.n_coded_articles;

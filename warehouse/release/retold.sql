-- Events that are coded as before and differ all the same, in one row: told by another number of
-- articles, and in other columns only. With `changes`, each event that is not as before is counted
-- once.
select
    count(*) filter (where events.n_articles <> then_events.n_articles)    as n_retold,
    count(*) filter (
        where
            events.n_articles = then_events.n_articles
            and events is distinct from then_events
    )                                                                      as n_other

from events

join then_events on then_events.event_id = events.event_id

where events.event_id not in (select event_id from changes where event_id is not null);

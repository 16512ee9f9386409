-- Events that are coded as before and told by another number of articles.
select count(*)

from events

join then_events using (event_id)

where
    events.n_articles <> then_events.n_articles
    and event_id not in (select event_id from changes where event_id is not null);

-- What an event is about: the PLOVER contexts that any of its tellings has.
alter table events add column contexts varchar[];

update events set contexts = told.contexts

from (

    select event_id, list_sort(list_distinct(flatten(list(contexts)))) as contexts

    from tellings

    group by event_id

) as told

where told.event_id = events.event_id;

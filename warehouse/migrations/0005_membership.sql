-- A telling of a vague date may be part of an event whose day another telling knows
-- (loading/joins.sql): keep the event its own words alone would make of it.
-- And count the names of each article, so that a dictionary that knows some years better than
-- others is seen beside the series.

alter table mentions add column own_event_id varchar;

update mentions set own_event_id = event_id;

-- NULL: not counted (duplicates, articles about something else, those loaded before this column)
alter table articles add column n_names_known integer;

alter table articles add column n_names_unknown integer;

alter table coverage add column n_names_known bigint;

alter table coverage add column n_names_unknown bigint;

-- One row per mention that is part of an event: it was kept, and the act is asserted.
create or replace view tellings as

select *

from mentions

where dropped_because is null and mode in ('actual', 'intent') and event_id is not null;

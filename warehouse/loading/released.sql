-- Insert mentions of articles that are held, such as those released from quarantine.
-- Wants: batch_mentions, $load_id. Leaves: new_mentions, touched_events, touched_reading (empty).

create or replace temp table new_mentions as

select distinct on (batch.mention_id)
    batch.*,
    batch.event_id    as own_event_id,
    $load_id          as load_id

from batch_mentions as batch

join articles as held using (article_id)

anti join mentions using (mention_id)

where held.withdrawn_on is null

order by batch.mention_id;

insert into mentions by name select * from new_mentions;

create or replace temp table touched_events as

select distinct event_id from new_mentions where event_id is not null;

create or replace temp table touched_reading (outlet varchar, day date);

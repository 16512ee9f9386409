-- Insert what was set aside, once per content; a row that is held keeps its status.
-- Wants: batch_quarantine, $load_id.

insert into quarantine by name

select distinct on (quarantine_id) *, $load_id as load_id

from batch_quarantine

order by quarantine_id, origin

on conflict do nothing;

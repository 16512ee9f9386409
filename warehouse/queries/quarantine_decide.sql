-- Give quarantined rows a status; answer with the rows as they then are.

update quarantine

set status = $status, note = coalesce($note, note)

where quarantine_id in (select unnest($ids::varchar[]));

select *

from quarantine

where quarantine_id in (select unnest($ids::varchar[]))

order by quarantine_id;

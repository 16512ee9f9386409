-- What was set aside: one row per quarantined input, article or mention.

select quarantine_id, status, stage, reason, detail, origin, note

from quarantine

where coalesce(status = $status, true) and coalesce(reason = $reason, true)

order by stage, reason, origin, quarantine_id;

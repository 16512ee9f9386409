-- What was set aside: one row per stage, reason and status.
select stage, reason, status, count(*) as n

from quarantine

group by all

order by all;

-- Runs that were begun and never ended, and were not repeated since.

select load_id, max(attempt) as attempt

from loads

group by load_id

having arg_max(outcome, attempt) in ('running', 'interrupted');

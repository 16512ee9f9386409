-- The stored panel by day and actor scope: choose one scope and one version, never add them up.
from dyad_day order by all;

-- The stored panel by week and actor scope: choose one scope and one version, never add them up.
from dyad_week order by all;

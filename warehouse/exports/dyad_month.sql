-- The stored panel by month and actor scope: choose one scope and one version, never add them up.
from dyad_month order by all;

-- The stored panel by year and actor scope: choose one scope and one version, never add them up.
from dyad_year order by all;

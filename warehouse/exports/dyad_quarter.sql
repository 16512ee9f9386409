-- The stored panel by quarter and actor scope: choose one scope and one version, never add them up.
from dyad_quarter order by all;

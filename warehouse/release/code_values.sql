-- The Goldstein tables: one row per table and code.
select table_name, code, goldstein

from goldstein_tables

order by table_name, code;

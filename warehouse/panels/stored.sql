-- The stored panels as users read them: by actor scope, where gov_any has gov_gov in it, and all
-- has both. One row per directed dyad, period, actor scope and coder version with any event.
-- Choose one scope and one version; adding rows up over scopes counts events twice and thrice.

create or replace macro stored_panel(freq) as table

select
    cell.source,
    cell.target,
    cell.period_start,
    asked.actor_scope,
    cell.coder_version,
    sum(columns('^n_'))::bigint                as '\0',
    sum(columns('^goldstein_'))::decimal(18, 1)    as '\0'

from dyad_cells as cell

join (select unnest(['gov_gov', 'gov_any', 'all']) as actor_scope) as asked
    on is_in_scope(cell.actor_class, asked.actor_scope)

where cell.frequency = freq

group by cell.source, cell.target, cell.period_start, asked.actor_scope, cell.coder_version;

create or replace view dyad_day as from stored_panel('day');

create or replace view dyad_week as from stored_panel('week');

create or replace view dyad_month as from stored_panel('month');

create or replace view dyad_quarter as from stored_panel('quarter');

create or replace view dyad_year as from stored_panel('year');

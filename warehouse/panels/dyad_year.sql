-- Recount the cells of dyad_year in which an event came, went or changed.
-- One row per directed dyad, year and coder version with at least one event.
-- Wants: touched_days (source, target, event_date) and the macro cells_of (cells_of.sql).

delete from dyad_year as cell

where (cell.source, cell.target, cell.period_start) in (

    select source, target, date_trunc('year', event_date)::date from touched_days

);

insert into dyad_year by name

select * from cells_of('year');

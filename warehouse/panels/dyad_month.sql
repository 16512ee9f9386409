-- Recount the cells of dyad_month in which an event came, went or changed.
-- One row per directed dyad, month and coder version with at least one event.
-- Wants: touched_days (source, target, event_date) and the macro cells_of (cells_of.sql).

delete from dyad_month as cell

where (cell.source, cell.target, cell.period_start) in (

    select source, target, date_trunc('month', event_date)::date from touched_days

);

insert into dyad_month by name

select * from cells_of('month');

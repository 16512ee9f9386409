-- The five stored panels as one: one row per frequency, directed dyad, period and coder version.

create or replace view panel_cells as

select 'day' as frequency, * from dyad_day

union all

select 'week' as frequency, * from dyad_week

union all

select 'month' as frequency, * from dyad_month

union all

select 'quarter' as frequency, * from dyad_quarter

union all

select 'year' as frequency, * from dyad_year;

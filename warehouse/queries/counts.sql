-- How much the warehouse holds: one row per thing counted, in the order of the line.

select 'articles' as what, count(*) as n from articles where withdrawn_on is null

union all

select 'of them duplicates', count(duplicate_of) from articles where withdrawn_on is null

union all

select 'withdrawn', count(*) from articles where withdrawn_on is not null

union all

select 'mentions', count(*) from mentions

union all

select 'of them tellings of events', count(*) from tellings

union all

select 'events', count(*) from events

union all

select 'dyads', count(*) from (select distinct source, target from events)

union all

select 'in quarantine', count(*) from quarantine where status = 'open';

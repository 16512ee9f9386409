-- Panels whose total over all cells is not the number of events: one row per frequency.

select frequency, n_in_panel, n_events

from (

    select frequency, sum(n_events + n_excluded) as n_in_panel from panel_cells group by frequency

    union all

    -- a panel without any cell
    select name as frequency, 0 as n_in_panel

    from (select unnest(['day', 'week', 'month', 'quarter', 'year']) as name)

    where name not in (select frequency from panel_cells)

)

cross join (select count(*) as n_events from events)

where n_in_panel <> n_events;

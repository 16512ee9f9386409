-- The directed dyads with most events: one row per dyad, at most $limit.

select
    source,
    target,
    count(*)                                  as n_events,
    sum(n_mentions)::bigint                   as n_mentions,
    count(*) filter (where quad_class = 1)    as n_vc,
    count(*) filter (where quad_class = 2)    as n_mc,
    count(*) filter (where quad_class = 3)    as n_vx,
    count(*) filter (where quad_class = 4)    as n_mx,
    min(event_date)                           as first_day,
    max(event_date)                           as last_day

from events

group by source, target

order by n_events desc, n_mentions desc, source, target

limit $limit;

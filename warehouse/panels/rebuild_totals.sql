-- Count the denominators of shares of one frequency ($frequency) from its cells.

insert into actor_cells by name

select
    frequency,
    'all'            as side,
    ''               as actor,
    period_start,
    actor_class,
    coder_version,
    sum(n_events)    as n_events

from dyad_cells

where frequency = $frequency and n_events > 0

group by all

union all by name

select
    frequency,
    'source'         as side,
    source           as actor,
    period_start,
    actor_class,
    coder_version,
    sum(n_events)    as n_events

from dyad_cells

where frequency = $frequency and n_events > 0

group by all

union all by name

select
    frequency,
    'target'         as side,
    target           as actor,
    period_start,
    actor_class,
    coder_version,
    sum(n_events)    as n_events

from dyad_cells

where frequency = $frequency and n_events > 0

group by all

order by side, actor, period_start;

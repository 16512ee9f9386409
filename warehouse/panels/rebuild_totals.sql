-- Count the denominators of shares of one frequency ($frequency) from its cells: of each source, of
-- each target, and of all.

insert into actor_cells by name

select
    $frequency                       as frequency,
    case
        when grouping(source) = 0 then 'source'
        when grouping(target) = 0 then 'target'
        else 'all'
    end                              as side,
    coalesce(source, target, '')     as actor,
    period_start,
    actor_class,
    coder_version,
    sum(n_events)                    as n_events

from dyad_cells

where frequency = $frequency and n_events > 0

group by grouping sets (
    (source, period_start, actor_class, coder_version),
    (target, period_start, actor_class, coder_version),
    (period_start, actor_class, coder_version)
)

order by side, actor, period_start;

-- The series of dyads with shares and scores. One row per dyad and period; arguments and NULLs as
-- in dyad_filled.

-- Where every event weighs one, so that counts are whole.
create or replace macro whole_series(
    a, b, freq, coder, actors, events_from, valued_by, numbering, directed
) as table

select
    columns('^(source|target|period_|actor_|goldstein_table|coder_|in_|both_|is_)'),
    whole(columns('^n_'))                                      as '\0',
    columns('^goldstein_(sum|pos|neg)')::decimal(18, 1)        as '\0',
    columns('^(goldstein_mean|net|log|per_|share_|months_)')

from series(a, b, freq, coder, actors, events_from, valued_by, numbering, directed)

order by source, target, period_start;

-- Directed: dyad('CHN', 'KHM', 'month').
create or replace macro dyad(
    a,
    b,
    freq,
    coder := null,
    actors := 'all',
    events_from := 'every_event',
    valued_by := 'gdelt',
    numbering := null
) as table

from whole_series(a, b, freq, coder, actors, events_from, valued_by, numbering, true);

-- Undirected, both directions added up: pair('CHN', 'KHM', 'month').
create or replace macro pair(
    a,
    b,
    freq,
    coder := null,
    actors := 'all',
    events_from := 'every_event',
    valued_by := 'gdelt',
    numbering := null
) as table

from whole_series(a, b, freq, coder, actors, events_from, valued_by, numbering, false);

-- Directed, where events of one sentence with several parties weigh one together: counts are
-- fractions. With events_from, a view of your own with a weight of your own.
create or replace macro weighted_dyad(
    a,
    b,
    freq,
    coder := null,
    actors := 'all',
    events_from := 'shared_events',
    valued_by := 'gdelt',
    numbering := null
) as table

from series(a, b, freq, coder, actors, events_from, valued_by, numbering, true)

order by source, target, period_start;

-- One's own scores of a dyad by month, to set beside a series made by hand: one row per month in
-- which articles were read. `goldstein_mean` and `net` are NULL where there was no event.
-- is_whole: read from its first day to its last.

with reading as (

    select min(day) as first_day, max(day) as last_day

    from coverage

    where coder_version = coalesce($coder::varchar, current_coder())

)

select
    score.period_start,
    score.period_start >= first_day and score.period_end <= last_day    as is_whole,
    score.relation_score,
    share(filled.goldstein_sum, filled.n_valued)::double             as goldstein_mean,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)::double                  as net

from relation_score(
    $source,
    $target,
    'month',
    gain := $gain::double,
    directed := $directed,
    coder := $coder::varchar,
    actors := $actors
) as score

join dyad_filled(
    $source,
    $target,
    'month',
    coder := $coder::varchar,
    actors := $actors,
    directed := $directed
) as filled using (period_start)

cross join reading

where filled.n_events is not null and filled.n_articles_read > 0

order by score.period_start;

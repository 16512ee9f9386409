-- All scores of a dyad side by side: one row per period.

select
    series.source,
    series.target,
    series.source_cow,
    series.target_cow,
    series.source_gw,
    series.target_gw,
    series.period_start,
    series.period_end,
    series.n_articles_read,
    series.is_partial,
    series.is_provisional,
    series.n_events::bigint              as n_events,
    series.n_valued::bigint              as n_valued,
    series.n_events_all::bigint          as n_events_all,
    series.n_events_source::bigint       as n_events_source,
    series.n_events_target::bigint       as n_events_target,
    series.net,
    series.net_material,
    series.log_ratio,
    series.goldstein_mean,
    series.share_all,
    series.share_source,
    series.per_1000_articles,
    series.months_since_mx,
    score.relation_score,
    score.relation_speed,
    score.relation_band,
    six.stock_cooperation                as stock_cooperation_h6,
    six.stock_conflict                   as stock_conflict_h6,
    six.stock_goldstein                  as stock_goldstein_h6,
    twelve.stock_cooperation             as stock_cooperation_h12,
    twelve.stock_conflict                as stock_conflict_h12,
    twelve.stock_goldstein               as stock_goldstein_h12,
    three.mean_events                    as mean_events_3,
    three.mean_goldstein                 as mean_goldstein_3,
    year.mean_events                     as mean_events_12,
    year.mean_goldstein                  as mean_goldstein_12

from series($a, $b, $freq, $coder::varchar, $actors, 'every_event', $valued_by, null, $directed) as series

join relation_score(
    $a,
    $b,
    $freq,
    gain := $gain::double,
    half_life := $half_life::double,
    directed := $directed,
    coder := $coder::varchar,
    actors := $actors,
    valued_by := $valued_by
) as score using (source, target, period_start)

join stocks(
    $a,
    $b,
    $freq,
    half_life := 6,
    directed := $directed,
    coder := $coder::varchar,
    actors := $actors,
    valued_by := $valued_by
) as six using (source, target, period_start)

join stocks(
    $a,
    $b,
    $freq,
    half_life := 12,
    directed := $directed,
    coder := $coder::varchar,
    actors := $actors,
    valued_by := $valued_by
) as twelve using (source, target, period_start)

join moving_averages(
    $a,
    $b,
    $freq,
    span := 3,
    directed := $directed,
    coder := $coder::varchar,
    actors := $actors,
    valued_by := $valued_by
) as three using (source, target, period_start)

join moving_averages(
    $a,
    $b,
    $freq,
    span := 12,
    directed := $directed,
    coder := $coder::varchar,
    actors := $actors,
    valued_by := $valued_by
) as year using (source, target, period_start)

order by series.period_start;

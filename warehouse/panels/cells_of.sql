-- Count the events of the cells that a load touched; `freq` is day, week, month, quarter or year.
-- One row per directed dyad, period and coder version.
-- An event whose day is known less exactly than the period is counted in n_excluded only.
-- Wants: touched_days (source, target, event_date).

create or replace temp macro cells_of(freq) as table

with placed as (

    select
        *,
        date_trunc(freq, event_date)::date                                as period,
        coarseness(date_precision) <= coarseness(freq)                    as fits

    from events

    where (source, target, date_trunc(freq, event_date)::date) in (

        select day.source, day.target, date_trunc(freq, day.event_date)::date

        from touched_days as day

    )

)

select
    source,
    target,
    period                                                      as period_start,
    coder_version,
    count(*) filter (where fits)                                as n_events,
    coalesce(sum(n_mentions) filter (where fits), 0)            as n_mentions,
    coalesce(sum(n_articles) filter (where fits), 0)            as n_articles,
    count(*) filter (where fits and quad_class = 1)             as n_vc,
    count(*) filter (where fits and quad_class = 2)             as n_mc,
    count(*) filter (where fits and quad_class = 3)             as n_vx,
    count(*) filter (where fits and quad_class = 4)             as n_mx,
    count(*) filter (where fits and cameo_root = '01')      as n_root_01,
    count(*) filter (where fits and cameo_root = '02')      as n_root_02,
    count(*) filter (where fits and cameo_root = '03')      as n_root_03,
    count(*) filter (where fits and cameo_root = '04')      as n_root_04,
    count(*) filter (where fits and cameo_root = '05')      as n_root_05,
    count(*) filter (where fits and cameo_root = '06')      as n_root_06,
    count(*) filter (where fits and cameo_root = '07')      as n_root_07,
    count(*) filter (where fits and cameo_root = '08')      as n_root_08,
    count(*) filter (where fits and cameo_root = '09')      as n_root_09,
    count(*) filter (where fits and cameo_root = '10')      as n_root_10,
    count(*) filter (where fits and cameo_root = '11')      as n_root_11,
    count(*) filter (where fits and cameo_root = '12')      as n_root_12,
    count(*) filter (where fits and cameo_root = '13')      as n_root_13,
    count(*) filter (where fits and cameo_root = '14')      as n_root_14,
    count(*) filter (where fits and cameo_root = '15')      as n_root_15,
    count(*) filter (where fits and cameo_root = '16')      as n_root_16,
    count(*) filter (where fits and cameo_root = '17')      as n_root_17,
    count(*) filter (where fits and cameo_root = '18')      as n_root_18,
    count(*) filter (where fits and cameo_root = '19')      as n_root_19,
    count(*) filter (where fits and cameo_root = '20')      as n_root_20,
    coalesce(sum(goldstein) filter (where fits), 0)             as goldstein_sum,
    coalesce(sum(greatest(goldstein, 0)) filter (where fits and goldstein is not null), 0)
                                                                as goldstein_pos,
    coalesce(sum(least(goldstein, 0)) filter (where fits and goldstein is not null), 0)
                                                                as goldstein_neg,
    count(goldstein) filter (where fits)                        as n_valued,
    count(*) filter (where not fits)                            as n_excluded

from placed

group by source, target, period, coder_version;

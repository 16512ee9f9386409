-- The stored panels with shares and scores: one row per row of the panel, unfilled.
-- For a zero-filled series use dyad() or pair().

create or replace view dyad_day_shares as

select
    *,
    share(n_vc, n_events)                           as share_vc,
    share(n_mc, n_events)                           as share_mc,
    share(n_vx, n_events)                           as share_vx,
    share(n_mx, n_events)                           as share_mx,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)         as net,
    share(goldstein_sum, n_valued)                  as goldstein_mean

from dyad_day;

create or replace view dyad_week_shares as

select
    *,
    share(n_vc, n_events)                           as share_vc,
    share(n_mc, n_events)                           as share_mc,
    share(n_vx, n_events)                           as share_vx,
    share(n_mx, n_events)                           as share_mx,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)         as net,
    share(goldstein_sum, n_valued)                  as goldstein_mean

from dyad_week;

create or replace view dyad_month_shares as

select
    *,
    share(n_vc, n_events)                           as share_vc,
    share(n_mc, n_events)                           as share_mc,
    share(n_vx, n_events)                           as share_vx,
    share(n_mx, n_events)                           as share_mx,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)         as net,
    share(goldstein_sum, n_valued)                  as goldstein_mean

from dyad_month;

create or replace view dyad_quarter_shares as

select
    *,
    share(n_vc, n_events)                           as share_vc,
    share(n_mc, n_events)                           as share_mc,
    share(n_vx, n_events)                           as share_vx,
    share(n_mx, n_events)                           as share_mx,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)         as net,
    share(goldstein_sum, n_valued)                  as goldstein_mean

from dyad_quarter;

create or replace view dyad_year_shares as

select
    *,
    share(n_vc, n_events)                           as share_vc,
    share(n_mc, n_events)                           as share_mc,
    share(n_vx, n_events)                           as share_vx,
    share(n_mx, n_events)                           as share_mx,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)         as net,
    share(goldstein_sum, n_valued)                  as goldstein_mean

from dyad_year;

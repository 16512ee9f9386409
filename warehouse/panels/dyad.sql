-- The series of directed dyads with shares and scores: dyad('CHN', 'KHM', 'month').
-- One row per dyad and period; arguments and NULLs as in dyad_filled.

create or replace macro dyad(a, b, freq, coder := null) as table

select
    *,
    share(n_vc, n_events)                           as share_vc,
    share(n_mc, n_events)                           as share_mc,
    share(n_vx, n_events)                           as share_vx,
    share(n_mx, n_events)                           as share_mx,
    net_cooperation(n_vc, n_mc, n_vx, n_mx)         as net,
    share(goldstein_sum, n_valued)                  as goldstein_mean,
    share(n_names_unknown, n_names_known + n_names_unknown)
                                                    as share_names_unknown

from dyad_filled(a, b, freq, coder := coder)

order by source, target, period_start;

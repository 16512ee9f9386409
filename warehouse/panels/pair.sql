-- The series of undirected dyads: what either side did to the other, added up.
-- One row per pair of actors and period; source comes before target in the alphabet.
-- Arguments and NULLs as in dyad_filled.

create or replace macro pair(a, b, freq, coder := null) as table

with either_way as (

    select * from dyad_filled(a, b, freq, coder := coder)

    union

    select * from dyad_filled(b, a, freq, coder := coder)

),

added as (

    select
        least(source, target)                 as source,
        greatest(source, target)              as target,
        period_start,
        period_end,
        any_value(in_scope)                   as in_scope,
        any_value(n_articles_read)            as n_articles_read,
        any_value(n_names_known)              as n_names_known,
        any_value(n_names_unknown)            as n_names_unknown,
        string_agg(distinct coder_version, ', ' order by coder_version)
                                              as coder_version,
        sum(n_events)::bigint                 as n_events,
        sum(n_mentions)::bigint               as n_mentions,
        sum(n_articles)::bigint               as n_articles,
        sum(n_vc)::bigint                     as n_vc,
        sum(n_mc)::bigint                     as n_mc,
        sum(n_vx)::bigint                     as n_vx,
        sum(n_mx)::bigint                     as n_mx,
        sum(n_root_01)::bigint                as n_root_01,
        sum(n_root_02)::bigint                as n_root_02,
        sum(n_root_03)::bigint                as n_root_03,
        sum(n_root_04)::bigint                as n_root_04,
        sum(n_root_05)::bigint                as n_root_05,
        sum(n_root_06)::bigint                as n_root_06,
        sum(n_root_07)::bigint                as n_root_07,
        sum(n_root_08)::bigint                as n_root_08,
        sum(n_root_09)::bigint                as n_root_09,
        sum(n_root_10)::bigint                as n_root_10,
        sum(n_root_11)::bigint                as n_root_11,
        sum(n_root_12)::bigint                as n_root_12,
        sum(n_root_13)::bigint                as n_root_13,
        sum(n_root_14)::bigint                as n_root_14,
        sum(n_root_15)::bigint                as n_root_15,
        sum(n_root_16)::bigint                as n_root_16,
        sum(n_root_17)::bigint                as n_root_17,
        sum(n_root_18)::bigint                as n_root_18,
        sum(n_root_19)::bigint                as n_root_19,
        sum(n_root_20)::bigint                as n_root_20,
        sum(goldstein_sum)::decimal(18, 1)    as goldstein_sum,
        sum(goldstein_pos)::decimal(18, 1)    as goldstein_pos,
        sum(goldstein_neg)::decimal(18, 1)    as goldstein_neg,
        sum(n_valued)::bigint                 as n_valued,
        sum(n_excluded)::bigint               as n_excluded

    from either_way

    group by least(source, target), greatest(source, target), period_start, period_end

)

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

from added

order by source, target, period_start;

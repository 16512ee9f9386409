-- Shares and scores of a cell, written once. NULL where there is nothing to divide by.

-- `part` of `whole`, in [0, 1].
create or replace macro share(part, whole) as part / nullif(whole, 0);

-- (cooperation - conflict) / (cooperation + conflict), in [-1, 1]; does not grow with coverage.
create or replace macro net_cooperation(n_vc, n_mc, n_vx, n_mx) as
    (n_vc + n_mc - n_vx - n_mx) / nullif(n_vc + n_mc + n_vx + n_mx, 0);

-- The first and the last day of the period of length `freq` that begins on `period_start`.
create or replace macro period_step(freq) as
    case freq
        when 'day' then interval 1 day
        when 'week' then interval 7 day
        when 'month' then interval 1 month
        when 'quarter' then interval 3 month
        when 'year' then interval 1 year
    end;

create or replace macro period_end(period_start, freq) as
    (period_start + period_step(freq) - interval 1 day)::date;

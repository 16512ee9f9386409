-- Measures of a cell and the length of its period, written once. NULL where nothing divides by.

-- `part` of `whole`, in [0, 1].
create or replace macro share(part, whole) as part / nullif(whole, 0);

-- (cooperation - conflict) / (cooperation + conflict), in [-1, 1]; does not grow with coverage.
create or replace macro net_cooperation(n_vc, n_mc, n_vx, n_mx) as
    (n_vc + n_mc - n_vx - n_mx) / nullif(n_vc + n_mc + n_vx + n_mx, 0);

-- The same of material acts only. Own definition.
create or replace macro net_material(n_mc, n_mx) as (n_mc - n_mx) / nullif(n_mc + n_mx, 0);

-- ln((cooperation + 1/2) / (conflict + 1/2)): log-ratio scaling (Lowe), with the usual half added.
create or replace macro log_ratio(n_vc, n_mc, n_vx, n_mx) as
    ln((n_vc + n_mc + 0.5) / (n_vx + n_mx + 0.5));

-- The first and the last day of the period of length `freq` that begins on `period_start`.
create or replace macro period_step(freq) as
    case freq
        when 'day' then interval 1 day
        when 'week' then interval 7 day
        when 'month' then interval 1 month
        when 'quarter' then interval 3 month
        when 'year' then interval 1 year
        else error('no such frequency: ' || freq || '; it is day, week, month, quarter or year')
    end;

create or replace macro period_end(period_start, freq) as
    (period_start + period_step(freq) - interval 1 day)::date;

-- The number of a month as ViEWS counts them: January 1980 is 1.
create or replace macro month_id(day) as (year(day) - 1980) * 12 + month(day);

-- Whether a party is a government: a state or a body of states as a whole, its executive, army,
-- legislature, courts or spies; never rebels, separatists or the opposition, whatever else they are,
-- nor an organisation of no state's (codes that begin with NGO or MNC).
create or replace macro is_government(code, agent) as
    case
        when agent is null then not starts_with(code, 'NGO') and not starts_with(code, 'MNC')
        else agent[:3] in ('GOV', 'MIL', 'LEG', 'JUD', 'SPY')
            and not contains(agent, 'OPP')
            and not contains(agent, 'REB')
            and not contains(agent, 'SEP')
            and not contains(agent, 'INS')
    end;

-- Which of an event's two parties are governments: both, one or none.
create or replace macro actor_class(source, source_agent, target, target_agent) as
    case is_government(source, source_agent)::tinyint + is_government(target, target_agent)::tinyint
        when 2 then 'gov_gov'
        when 1 then 'gov_one'
        else 'other'
    end;

-- Whether cells of a class are part of an actor scope: gov_gov, gov_any (at least one) or all.
create or replace macro is_in_scope(class, scope) as
    case scope
        when 'all' then true
        when 'gov_any' then class in ('gov_gov', 'gov_one')
        when 'gov_gov' then class = 'gov_gov'
        else error('no such actor scope: ' || scope || '; it is all, gov_any or gov_gov')
    end;

-- A whole number as such. Fractions come of events that weigh less than one.
create or replace macro whole(n) as
    case
        when n = round(n) then n::bigint
        when n is not null then error('these events weigh fractions: ask weighted_dyad')
    end;

-- The version of the coder that read an article: of one that only repeats a story, the version that
-- read the story. An update has sentences of its own, which were read when it came.
create or replace macro read_by(duplicate_kind, of_original, own) as
    case
        when duplicate_kind is null or duplicate_kind = 'update' then own
        else coalesce(of_original, own)
    end;

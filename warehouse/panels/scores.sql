-- The relation score of a dyad, in [-9, 9], after Yan and Zhou's scale of bilateral relations
-- (six bands of three: confrontation, tension, discord, ordinary, good, friendly).
-- Own definition, in their spirit: the bounded form does not depend on the order of events in a
-- month. With a and b the sums of positive and negative values (Goldstein times 0.9) of a period:
--
--     goal  = 9 (a - b) / (a + b)
--     pull  = 1 - exp(-(a + b) / 9)
--     score = goal * pull + before * (1 - pull),   before = last score * 2 ^ (-1 / half_life)
--
-- gain        events a period that a and b are scaled to, so that growing coverage does not make a
--             smooth series jumpy; NULL: as many as there are.
-- half_life   periods read in which silence halves the score; NULL: never, as in the published scale.
-- start       the score before the first period.
--
-- One row per dyad and period. A period without reading keeps the score, one without valued events
-- keeps it but for the half-life; before the first period that is known there is none.
-- relation_speed is `pull`: how much of the way to the goal the period went, in [0, 1).
create or replace macro relation_score(
    a,
    b,
    freq := 'month',
    gain := 1,
    half_life := null,
    start := 0,
    directed := false,
    coder := null,
    actors := 'all',
    events_from := 'every_event',
    valued_by := 'gdelt'
) as table

with recursive told as (

    select
        source,
        target,
        columns('^(source|target)_(cow|gw)$'),
        period_start,
        period_end,
        n_events,
        n_valued,
        n_events is not null                                                     as known,
        row_number() over (partition by source, target order by period_start)    as number,
        case
            when gain < 0 then error('gain is a number of events above 0, or NULL')
            when half_life <= 0 then error('half_life is a number of periods above 0, or NULL')
        end                                                                      as refused,
        case when gain is null then 1 else gain / nullif(n_valued, 0) end        as scale,
        coalesce(0.9 * goldstein_pos * scale, 0)::double                         as good,
        coalesce(-0.9 * goldstein_neg * scale, 0)::double                        as bad

    from dyad_filled(
        a,
        b,
        freq,
        coder := coder,
        actors := actors,
        events_from := events_from,
        valued_by := valued_by,
        directed := directed
    )

),

stepped as (

    select
        *,
        coalesce(9 * (good - bad) / nullif(good + bad, 0), 0)      as goal,
        1 - exp(-(good + bad) / 9)                                 as pull,
        bool_or(known) over (partition by source, target order by period_start)    as known_so_far

    from told

    where refused is null

),

scored as (

    select
        stepped.source,
        stepped.target,
        0::bigint              as number,
        start::double          as relation_score

    from stepped

    where stepped.number = 1

    union all

    select
        stepped.source,
        stepped.target,
        stepped.number,
        stepped.goal * stepped.pull
        + scored.relation_score
            * (1 - stepped.pull)
            * case
                when half_life is null or not stepped.known then 1
                else 2 ** (-1.0 / half_life)
            end

    from scored

    join stepped
        on stepped.source = scored.source
        and stepped.target = scored.target
        and stepped.number = scored.number + 1

)

select
    stepped.source,
    stepped.target,
    stepped.source_cow,
    stepped.target_cow,
    stepped.source_gw,
    stepped.target_gw,
    stepped.period_start,
    stepped.period_end,
    stepped.n_events,
    stepped.n_valued,
    case when stepped.known_so_far then scored.relation_score end  as relation_score,
    case when stepped.known then stepped.pull end                  as relation_speed,
    case
        when not stepped.known_so_far then null
        when scored.relation_score < -6 then 'confrontation'
        when scored.relation_score < -3 then 'tension'
        when scored.relation_score < 0 then 'discord'
        when scored.relation_score < 3 then 'ordinary'
        when scored.relation_score < 6 then 'good'
        else 'friendly'
    end                                                            as relation_band

from stepped

join scored
    on scored.source = stepped.source
    and scored.target = stepped.target
    and scored.number = stepped.number

order by stepped.source, stepped.target, stepped.period_start;

-- Exponential stocks: what is left of all that was, halved every `half_life` periods.
--     stock = stock before * 2 ^ (-1 / half_life) + what this period added
-- The form of ViEWS' decay and of relational event models; fixing the half-life is a choice, see
-- Arena, Mulder and Leenders (doi:10.1177/00491241221113875).
-- Conflict and cooperation are material and verbal events together; the Goldstein stock is of sums.
-- One row per dyad and period; NULL where the period itself is not known, which adds nothing.
create or replace macro stocks(
    a,
    b,
    freq := 'month',
    half_life := 6,
    directed := true,
    coder := null,
    actors := 'all',
    events_from := 'every_event',
    valued_by := 'gdelt'
) as table

with recursive told as (

    select
        source,
        target,
        columns('^(source|target)_(cow|gw)$'),
        period_start,
        n_events is not null                                       as known,
        coalesce(n_vc + n_mc, 0)::double                           as cooperation,
        coalesce(n_vx + n_mx, 0)::double                           as conflict,
        coalesce(goldstein_sum, 0)::double                         as goldstein,
        row_number() over (partition by source, target order by period_start)    as number

    from dyad_filled(
        a,
        b,
        freq,
        coder := coder,
        actors := actors,
        events_from := events_from,
        valued_by := valued_by,
        directed := directed
    )

),

stocked as (

    select
        source,
        target,
        number,
        cooperation            as stock_cooperation,
        conflict               as stock_conflict,
        goldstein              as stock_goldstein

    from told

    where number = 1

    union all

    select
        told.source,
        told.target,
        told.number,
        told.cooperation + stocked.stock_cooperation * 2 ** (-1.0 / half_life),
        told.conflict + stocked.stock_conflict * 2 ** (-1.0 / half_life),
        told.goldstein + stocked.stock_goldstein * 2 ** (-1.0 / half_life)

    from stocked

    join told
        on told.source = stocked.source
        and told.target = stocked.target
        and told.number = stocked.number + 1

)

select
    told.source,
    told.target,
    told.source_cow,
    told.target_cow,
    told.source_gw,
    told.target_gw,
    told.period_start,
    case when told.known then stocked.stock_cooperation end        as stock_cooperation,
    case when told.known then stocked.stock_conflict end           as stock_conflict,
    case when told.known then stocked.stock_goldstein end          as stock_goldstein

from told

join stocked using (source, target, number)

order by told.source, told.target, told.period_start;

-- Trailing averages over the last `span` periods, this one included; never centred, which would
-- know the future. Periods that are not known are left out of the mean; n_known says how many are.
create or replace macro moving_averages(
    a,
    b,
    freq := 'month',
    span := 3,
    directed := true,
    coder := null,
    actors := 'all',
    events_from := 'every_event',
    valued_by := 'gdelt'
) as table

select
    source,
    target,
    columns('^(source|target)_(cow|gw)$'),
    period_start,
    count(n_events) over recent                                  as n_known,
    avg(n_events) over recent                                    as mean_events,
    avg(n_vc + n_mc) over recent                                 as mean_cooperation,
    avg(n_vx + n_mx) over recent                                 as mean_conflict,
    sum(goldstein_sum) over recent / nullif(sum(n_valued) over recent, 0)
                                                                   as mean_goldstein

from dyad_filled(
    a,
    b,
    freq,
    coder := coder,
    actors := actors,
    events_from := events_from,
    valued_by := valued_by,
    directed := directed
)

window recent as (
    partition by source, target order by period_start rows between span - 1 preceding and current row
)

order by source, target, period_start;

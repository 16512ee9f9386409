-- What changed against the previous release (previous.sql), and why.

-- Pairs of an event that went and one that came, where one sentence of one article tells of the
-- same dyad in both: the act was recoded to another root or day. Each event is in one pair.
create or replace temp table recoded_ids as

with went as (

    select then_tellings.*

    from then_tellings

    semi join then_events using (event_id)

    anti join events using (event_id)

),

came as (

    select tellings.*

    from tellings

    anti join then_events using (event_id)

),

shared as (

    select went.event_id as previous_event_id, came.event_id, count(*) as n

    from went

    join came
        on came.article_id = went.article_id
        and came.sentence_start = went.sentence_start
        and came.source = went.source
        and came.target = went.target

    group by all

),

ranked as (

    select
        previous_event_id,
        event_id,
        row_number() over by_previous    as rank_came,
        row_number() over by_now         as rank_went

    from shared

    window
        by_previous as (partition by previous_event_id order by n desc, event_id),
        by_now as (partition by event_id order by n desc, previous_event_id)

)

select previous_event_id, event_id

from ranked

where rank_came = 1 and rank_went = 1;

-- One row per event that changed.
create or replace temp table changed as

select 'recoded' as change, event_id as previous_event_id, event_id

from then_events as was

join events as "is" using (event_id)

where
    was.cameo_code is distinct from "is".cameo_code
    or was.mode is distinct from "is".mode
    or was.source_agent is distinct from "is".source_agent
    or was.target_agent is distinct from "is".target_agent
    or was.plover_event is distinct from "is".plover_event
    or was.plover_mode is distinct from "is".plover_mode
    or was.goldstein is distinct from "is".goldstein
    or was.event_date is distinct from "is".event_date
    or was.date_precision is distinct from "is".date_precision
    or was.place_name is distinct from "is".place_name
    or was.place_country is distinct from "is".place_country
    or was.place_lat is distinct from "is".place_lat
    or was.place_lon is distinct from "is".place_lon
    or was.place_geonames_id is distinct from "is".place_geonames_id
    or was.place_precision is distinct from "is".place_precision
    or was.contexts is distinct from "is".contexts

union all

select 'recoded', previous_event_id, event_id from recoded_ids

union all

select 'removed', event_id, null

from then_events

anti join events using (event_id)

where event_id not in (select previous_event_id from recoded_ids)

union all

select 'added', null, event_id

from events

anti join then_events using (event_id)

where event_id not in (select event_id from recoded_ids);

-- What became of each article between the releases.
create or replace temp table article_states as

with versions as (

    select
        coalesce(was.article_id, "is".article_id)                               as article_id,
        was.article_id is not null                                              as was_held,
        "is".article_id is not null                                             as is_held,
        was.withdrawn_on                                                        as was_withdrawn_on,
        "is".withdrawn_on,
        was.coder_version                                                       as was_version,
        "is".coder_version                                                      as is_version,
        -- Without the version of the codebook that stands in it: 1.0+9781a7e92d45+model...
        regexp_replace(was.coder_version, '^([^+]*)\+[0-9a-f]{12}', '\1')       as was_coder,
        regexp_replace("is".coder_version, '^([^+]*)\+[0-9a-f]{12}', '\1')      as is_coder,
        reading.outlet is not null
            and "is".published_on between reading.first_day and reading.last_day    as was_read

    from then_articles as was

    full join articles as "is" on "is".article_id = was.article_id

    left join then_reading as reading on reading.outlet = outlet_or_unknown("is".outlet)

)

select
    article_id,
    was_held and not is_held    as is_missing,
    is_held and not was_held and was_read    as is_late,
    is_held and not was_held and not was_read    as is_new,
    was_held and is_held and was_coder is distinct from is_coder    as by_coder,
    was_held and is_held
        and was_withdrawn_on is null and withdrawn_on is not null    as is_withdrawn,
    was_held and is_held
        and was_coder is not distinct from is_coder
        and was_version is distinct from is_version    as by_codebook

from versions;

create or replace temp table changes as

with told as (

    select previous_event_id, event_id, article_id, true as before

    from changed

    join (select event_id as previous_event_id, article_id from then_tellings)
        using (previous_event_id)

    union

    select previous_event_id, event_id, article_id, false

    from changed

    join (select event_id, article_id from tellings) using (event_id)

),

grounds as (

    select
        told.previous_event_id,
        told.event_id,
        bool_and(is_withdrawn or is_missing) filter (where before)    as all_went,
        bool_or(is_withdrawn)                                         as any_withdrawn,
        bool_or(by_coder)                                             as any_by_coder,
        bool_or(by_codebook)                                          as any_by_codebook,
        bool_or(is_late)                                              as any_late,
        bool_or(is_new)                                               as any_new,
        bool_or(is_missing)                                           as any_missing

    from told

    join article_states using (article_id)

    group by all

),

-- Tellings that were in one event and are in another.
regrouped as (

    select was.event_id as was_in, "is".event_id as is_in

    from then_tellings as was

    join tellings as "is" using (mention_id)

    where was.event_id <> "is".event_id

)

select
    changed.change,
    case
        when all_went and any_withdrawn then 'withdrawn_article'
        when any_by_coder then 'coder'
        when any_by_codebook then 'codebook'
        when any_withdrawn then 'withdrawn_article'
        when any_late then 'late_article'
        when any_new then 'new_input'
        when any_missing then 'missing_article'
        when changed.previous_event_id in (select was_in from regrouped)
            or changed.event_id in (select is_in from regrouped) then 'regrouped'
        else 'other'
    end                                          as reason,
    changed.previous_event_id,
    changed.event_id,
    coalesce("is".event_date, was.event_date)    as event_date,
    coalesce("is".source, was.source)            as source,
    coalesce("is".target, was.target)            as target,
    was.cameo_code                               as previous_cameo_code,
    "is".cameo_code                              as cameo_code,
    was.mode                                     as previous_mode,
    "is".mode                                    as mode

from changed

left join grounds
    on grounds.previous_event_id is not distinct from changed.previous_event_id
    and grounds.event_id is not distinct from changed.event_id

left join then_events as was on was.event_id = changed.previous_event_id

left join events as "is" on "is".event_id = changed.event_id;

create or replace temp table article_changes as

select change, count(*) as n

from (

    select unnest([
        case when is_withdrawn then 'withdrawn' end,
        case when is_late then 'late' end,
        case when is_new then 'new' end,
        case when is_missing then 'missing' end,
        case when by_coder then 'read by another coder' end,
        case when by_codebook then 'read with another codebook' end
    ]) as change

    from article_states

)

where change is not null

group by change;

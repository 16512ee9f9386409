-- What the layouts share: how text is cleaned, numbers are made of ids, actors and days written.
-- Temporary; runs in a warehouse that is open for reading only. Reads the tables of this folder as
-- export_organisations, export_countries, export_sectors and export_blocks.

-- Text on one line: tabs, ends of line and control characters are blanks. NULL: nothing is left.
create or replace temp macro clean(given) as nullif(trim(regexp_replace(
    given, '[\x00-\x20\x7F\x{80}-\x{9F}\x{2028}\x{2029}]+', ' ', 'g'
)), '');

-- A whole number of an id: its first 15 hex digits, below 2^60. The same id has the same number in
-- every file and run. What is no hash is hashed first.
create or replace temp macro stable_number(id) as coalesce(
    try_cast('0x' || nullif(left(id, 15), '') as bigint),
    ('0x' || left(sha256(id), 15))::bigint
);

-- Parts of a list in their order, each once.
create or replace temp macro each_once(parts) as list_filter(
    parts, lambda part, place: list_position(parts, part) = place
);

-- One row per actor and agent of an event, as the layouts write them.
-- An organisation's chain is prefix, region or field of work, name: IGO EUR EEC.
create or replace temp table exported_actors as

with given as (

    select source as actor, source_agent as agent from events

    union

    select target, target_agent from events

),

spelled as (

    select
        given.actor,
        given.agent,
        countries.iso3,
        coalesce(countries.name, organisation.name)                     as name,
        coalesce(spelling.icews, countries.name)                        as icews_country,
        -- without a known chain only its kind: the end of our own code may be another's group there
        coalesce(
            countries.cameo,
            countries.iso3,
            organisation.cameo,
            nullif(regexp_extract(given.actor, '^(IGO|NGO)'), ''),
            given.actor
        )                                                               as gdelt_actor,
        coalesce(
            spelling.phoenix, countries.cameo, countries.iso3, organisation.cameo, given.actor
        )                                                               as phoenix_actor,
        regexp_extract_all(coalesce(given.agent, ''), '.{3}')           as roles,
        case when countries.iso3 is null
            then regexp_extract_all(coalesce(organisation.cameo, given.actor), '.{3}')
        end                                                             as chain,
        organisation.cameo is not null                                  as has_chain

    from given

    left join countries on countries.iso3 = given.actor

    left join export_countries as spelling on spelling.iso3 = given.actor

    left join export_organisations as organisation on organisation.code = given.actor

),

-- what an actor is looked up by in sectors.csv: its kind of organisation, then its roles
looked_up as (

    select
        actor,
        agent,
        unnest(keys)                        as key,
        generate_subscripts(keys, 1)        as place

    from (

        select
            actor,
            agent,
            list_concat(
                coalesce(chain[1:1], []),
                case when agent in (select roles from export_sectors) then [agent] else roles end
            ) as keys

        from spelled

    )

),

worded as (

    select
        looked_up.actor,
        looked_up.agent,
        arg_min(sectors.icews_name, place)                                  as icews_word,
        each_once(flatten(list(string_split(sectors.icews_sectors, ';') order by place)
            filter (where sectors.icews_sectors is not null)))              as icews_sectors,
        each_once(flatten(list(string_split(sectors.polecat, ';') order by place)
            filter (where sectors.polecat is not null)))                    as polecat_sectors

    from looked_up

    join export_sectors as sectors on sectors.roles = looked_up.key

    group by looked_up.actor, looked_up.agent

),

kinds as (

    select
        list(block) filter (where kind = 'region')      as regions,
        list(block) filter (where kind = 'role')        as fields,
        list(block) filter (where kind = 'religion')    as religions,
        list(block) filter (where kind = 'ethnic')      as ethnicities

    from export_blocks

)

select
    spelled.actor,
    spelled.agent,
    spelled.iso3,
    clean(spelled.name)                                             as name,
    clean(spelled.icews_country)                                    as icews_country,
    spelled.gdelt_actor || coalesce(spelled.agent, '')              as gdelt_code,
    spelled.phoenix_actor || coalesce(spelled.agent, '')            as phoenix_code,
    case
        when chain is null then gdelt_actor
        else list_filter(chain[2:-2], lambda block: list_contains(regions, block))[1]
    end                                                             as gdelt_country,
    case when has_chain and len(chain) > 1 then chain[-1] end       as gdelt_group,
    list_filter(chain[2:-2], lambda block: list_contains(ethnicities, block))[1]
                                                                    as gdelt_ethnic,
    list_filter(chain[2:-2], lambda block: list_contains(religions, block))[1]
                                                                    as gdelt_religion,
    list_concat(
        coalesce(chain[1:1], []),
        coalesce(list_filter(chain[2:-2], lambda block: list_contains(fields, block)), []),
        roles
    )                                                               as gdelt_types,
    case when chain is null and icews_word is not null
        then icews_word || ' (' || clean(spelled.name) || ')'
        else clean(spelled.name)
    end                                                             as icews_name,
    worded.icews_sectors,
    worded.polecat_sectors

from spelled

cross join kinds

left join worded
    on worded.actor = spelled.actor and worded.agent is not distinct from spelled.agent;

-- The telling that stands for an event where a layout has room for one: of those with the event's
-- code (else of all) the surest, then the earliest. One row per event.
create or replace temp view exported_tellings as

select distinct on (tellings.event_id)
    tellings.event_id,
    tellings.article_id,
    tellings.sentence_index,
    tellings.source_text,
    tellings.target_text,
    articles.outlet,
    articles.published_on,
    articles.language

from tellings

join events using (event_id)

join articles using (article_id)

order by
    tellings.event_id,
    tellings.cameo_code = events.cameo_code desc,
    tellings.confidence desc,
    articles.published_on,
    tellings.mention_id;

-- An event with what the layouts know of its day: one row per event. Of a date known to the week,
-- month or year only the parts that are certain are there; the rest is NULL, not the first day.
create or replace temp view exported_events as

select
    events.*,
    stable_number(events.event_id)                                      as number,
    case when date_precision = 'day' then event_date end                as known_day,
    case
        when date_precision in ('day', 'month')
            or date_precision = 'week' and month(week_start) = month(week_end)
        then strftime(event_date, '%m')
    end                                                                 as known_month,
    case
        when date_precision <> 'week' or year(week_start) = year(week_end)
        then strftime(event_date, '%Y')
    end                                                                 as known_year

from (

    select
        *,
        date_trunc('week', event_date)                          as week_start,
        date_trunc('week', event_date) + interval 6 days        as week_end

    from events

) as events;

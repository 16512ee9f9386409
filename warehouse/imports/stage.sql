-- Give the records of one piece of a file days and parties, or the reason why they have none.
-- Wants: import_rows, import_staged (begin.sql), and what spellings.py lends: import_spellings,
-- import_names, import_sectors, import_roles, import_heirs.
-- Fills import_staged, and empties import_rows.

-- Who a party is: the first of its spellings that is an actor, else whose name it has.
create or replace temp table import_parties as

with party as (

    select source_codes as codes, source_name as name from import_rows

    union

    select target_codes, target_name from import_rows

),

spelled as (

    select codes, name, unnest(codes) as spelling, unnest(range(len(codes))) as place

    from party

),

known as (

    select
        codes,
        name,
        arg_min(import_spellings.actor, place)                         as actor,
        regexp_extract_all(arg_min(spelling, place), '.{3}')           as blocks

    from spelled

    join import_spellings using (spelling)

    group by codes, name

)

select
    party.codes,
    party.name,
    coalesce(known.actor, import_names.actor)                          as actor,
    coalesce(known.actor, import_names.actor) in (select iso3 from countries)
                                                                       as is_country,
    coalesce(known.blocks, [])                                         as blocks,
    party.name is not null or len(list_filter(party.codes, lambda code: code is not null)) > 0
                                                                       as is_given,
    regexp_replace(
        coalesce(list_filter(party.codes, lambda code: code is not null)[1], party.name),
        '^(name|group) ',
        ''
    )                                                                  as given

from party

left join known
    on known.codes is not distinct from party.codes and known.name is not distinct from party.name

left join import_names on import_names.name = upper(party.name);

-- In what role: the weightiest of its sectors. Somebody of a country whose sectors are not known is
-- UNK, so that an ethnic group is not taken for the state as a whole.
create or replace temp table import_agents as

with told as (

    select source_sectors as sectors from import_rows where source_sectors is not null

    union

    select target_sectors from import_rows where target_sectors is not null

),

one as (

    select sectors, trim(unnest(regexp_split_to_array(sectors, '[,;]'))) as sector from told

)

select sectors, arg_min(agent, (rank, agent)) as agent, 'UNK' as unknown

from one

left join import_sectors using (sector)

group by sectors;

insert into import_staged by name

with dated as (

    select
        *,
        regexp_extract(trim(date_text), '^[^ T]+')                     as day_text,
        case
            when regexp_full_match(day_text, '\d{8}') then try_strptime(day_text, '%Y%m%d')
            when regexp_full_match(day_text, '\d{4}-\d\d?-\d\d?')
                then try_strptime(day_text, '%Y-%m-%d')
            when regexp_full_match(day_text, '\d\d?/\d\d?/\d{4}')
                then try_strptime(day_text, '%m/%d/%Y')
        end::date                                                      as event_date

    from import_rows

),

peopled as (

    select
        dated.* exclude (
            source_codes,
            source_name,
            source_roles,
            source_marks,
            source_sectors,
            target_codes,
            target_name,
            target_roles,
            target_marks,
            target_sectors
        ),
        coalesce(source_heir.actor, source_party.actor)                as source,
        coalesce(target_heir.actor, target_party.actor)                as target,
        case when source_heir.actor is null and dated.event_date < source_state.from_day
            then source_party.actor
        end                                                            as source_not_yet,
        case when target_heir.actor is null and dated.event_date < target_state.from_day
            then target_party.actor
        end                                                            as target_not_yet,
        coalesce(source_party.is_given, false)                         as source_is_given,
        coalesce(target_party.is_given, false)                         as target_is_given,
        source_party.given                                             as source_given,
        target_party.given                                             as target_given,
        coalesce(
            case
                when source_party.is_country then coalesce(source_agent.agent, source_agent.unknown)
                else source_agent.agent
            end,
            nullif(
                array_to_string(
                    list_filter(
                        source_roles,
                        lambda role: list_contains(role_list.roles, role)
                            and not list_contains(source_party.blocks, role)
                    ),
                    ''
                ),
                ''
            ),
            -- a company, an ethnic or religious group is not its country as a whole
            case when source_party.is_country then nullif(array_to_string(source_marks, ''), '') end
        )                                                              as source_agent,
        coalesce(
            case
                when target_party.is_country then coalesce(target_agent.agent, target_agent.unknown)
                else target_agent.agent
            end,
            nullif(
                array_to_string(
                    list_filter(
                        target_roles,
                        lambda role: list_contains(role_list.roles, role)
                            and not list_contains(target_party.blocks, role)
                    ),
                    ''
                ),
                ''
            ),
            -- a company, an ethnic or religious group is not its country as a whole
            case when target_party.is_country then nullif(array_to_string(target_marks, ''), '') end
        )                                                              as target_agent

    from dated

    cross join (select list(code) as roles from import_roles) as role_list

    left join import_parties as source_party
        on source_party.codes is not distinct from dated.source_codes
        and source_party.name is not distinct from dated.source_name

    left join import_parties as target_party
        on target_party.codes is not distinct from dated.target_codes
        and target_party.name is not distinct from dated.target_name

    left join countries as source_state on source_state.iso3 = source_party.actor

    left join countries as target_state on target_state.iso3 = target_party.actor

    left join import_heirs as source_heir
        on source_heir.given = source_party.actor
        and dated.event_date between source_heir.from_day and source_heir.to_day

    left join import_heirs as target_heir
        on target_heir.given = target_party.actor
        and dated.event_date between target_heir.from_day and target_heir.to_day

    left join import_agents as source_agent on source_agent.sectors = dated.source_sectors

    left join import_agents as target_agent on target_agent.sectors = dated.target_sectors

)

select
    line,
    record_id,
    event_date,
    contains(date_text, '/')                                           as is_turned,
    source,
    source_agent,
    target,
    target_agent,
    code_text,
    root_text,
    plover_event,
    plover_mode,
    contexts,
    quad_given,
    try_cast(goldstein_text as double)                                 as goldstein_given,
    try_cast(try_cast(mentions_text as double) as bigint)              as n_mentions,
    try_cast(try_cast(articles_text as double) as bigint)              as n_articles,
    try_cast(try_cast(outlets_text as double) as bigint)               as n_outlets,
    place_name,
    import_spellings.actor                                             as place_country,
    try_cast(place_lat_text as double)                                 as place_lat,
    try_cast(place_lon_text as double)                                 as place_lon,
    try_cast(try_cast(place_geonames_text as double) as bigint)        as place_geonames_id,
    place_precision,
    case
        when record_id is null then 'no_id'
        when date_text is null then 'no_date'
        when event_date is null then 'bad_date'
    end                                                                as no_day,
    case
        when not source_is_given then 'no_source'
        when source is null then 'unknown_source'
        when not target_is_given then 'no_target'
        when target is null then 'unknown_target'
        when coalesce(source_not_yet, target_not_yet) is not null then 'not_yet_state'
        when source = target then 'same_actor'
    end                                                                as no_dyad,
    case
        when no_day = 'bad_date' then date_text
        when no_day is null and no_dyad = 'unknown_source' then source_given
        when no_day is null and no_dyad = 'unknown_target' then target_given
        when no_day is null and no_dyad = 'not_yet_state'
            then coalesce(source_not_yet, target_not_yet)
        when no_day is null and no_dyad = 'same_actor' then source
    end                                                                as detail

from peopled

left join import_spellings on import_spellings.spelling = peopled.place_country_text;

delete from import_rows;

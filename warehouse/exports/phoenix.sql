-- Phoenix events: 26 columns, tab, no header, empty where not known. One row per event.
-- Source: openeventdata/phoenix_pipeline, postprocess.py.
--
-- An actor's code is taken apart as there: entity, then a role if the second block is one of
-- Phoenix's agents, then all other blocks. PentaClass has its own membership: classes.csv.
-- SentenceID (article_sentence, from 1), URLs and NewsSources are parallel, one part per telling;
-- empty where no part is known.
-- Empty because it is not known: Issues (Phoenix's own list), Goldstein values that Phoenix's table
-- lacks (Phoenix would write the root's), the coordinates of countries.

with block as (

    select
        actor,
        agent,
        phoenix_code,
        regexp_extract_all(phoenix_code, '.{3}')        as blocks,
        list_contains([
            'GOV', 'MIL', 'REB', 'OPP', 'PTY', 'COP', 'JUD', 'SPY', 'MED', 'EDU', 'BUS', 'CRM',
            'CVL'
        ], blocks[2])                                   as has_role

    from exported_actors

),

divided as (

    select
        actor,
        agent,
        phoenix_code                                                            as code,
        blocks[1]                                                               as entity,
        case when has_role then blocks[2] end                                   as role,
        array_to_string(case when has_role then blocks[3:] else blocks[2:] end, ';')
                                                                                as attribute

    from block

),

told as (

    select
        event_id,
        string_agg(article_id || '_' || (sentence_index + 1), ';' order by place)
                                                                                as sentences,
        case when count(clean(url)) > 0
            then string_agg(coalesce(replace(clean(url), ';', '%3B'), ''), ';' order by place)
        end                                                                     as urls,
        case when count(clean(outlet)) > 0
            then string_agg(coalesce(replace(clean(outlet), ';', ','), ''), ';' order by place)
        end                                                                     as outlets

    from (

        select
            event_id,
            article_id,
            sentence_index,
            url,
            outlet,
            row_number() over (
                partition by event_id
                order by published_on, article_id, sentence_index, mention_id
            ) as place

        from tellings

        join articles using (article_id)

    )

    group by event_id

)

select
    event.number || '_v' || string_split(event.coder_version, '+')[1]   as EventID,
    strftime(known_day, '%Y%m%d')                                       as Date,
    known_year                                                          as Year,
    known_month                                                         as Month,
    strftime(known_day, '%d')                                           as Day,
    source.code                                                         as SourceActorFull,
    source.entity                                                       as SourceActorEntity,
    source.role                                                         as SourceActorRole,
    source.attribute                                                    as SourceActorAttribute,
    target.code                                                         as TargetActorFull,
    target.entity                                                       as TargetActorEntity,
    target.role                                                         as TargetActorRole,
    target.attribute                                                    as TargetActorAttribute,
    event.cameo_code                                                    as EventCode,
    event.cameo_root                                                    as EventRootCode,
    penta.class                                                         as PentaClass,
    worth.goldstein                                                     as GoldsteinScore,
    null                                                                as Issues,
    place_lat                                                           as Lat,
    place_lon                                                           as Lon,
    clean(place_name)                                                   as LocationName,
    case when place_precision = 'region' then clean(place_name) end     as StateName,
    place_country                                                       as CountryCode,
    told.sentences                                                      as SentenceID,
    told.urls                                                           as URLs,
    told.outlets                                                        as NewsSources

from exported_events as event

join divided as source
    on source.actor = event.source and source.agent is not distinct from event.source_agent

join divided as target
    on target.actor = event.target and target.agent is not distinct from event.target_agent

left join told on told.event_id = event.event_id

left join export_classes as penta on penta.layout = 'phoenix' and penta.key = event.cameo_root

left join goldstein_tables as worth
    on worth.code = event.cameo_code and worth.table_name = 'phoenix'

order by event.event_date, event.event_id;

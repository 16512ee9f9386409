-- Which events a series is made of, and what each weighs: dyad(..., events_from := 'lead_events').
-- A view of your own will do as well, made of one of these:
--     create view sure_events as from every_event where confidence >= 0.8;

-- Every event, each weighing one. This is what the stored panels count.
create or replace view every_event as select *, 1 as weight from events;

-- Every event; those of one sentence with several parties weigh one together.
create or replace view shared_events as select *, 1 / n_dyads as weight from events;

-- One event a day, source, target and exact code, the surest (the filter of most users of ICEWS
-- and GDELT). Events here are one a day, dyad and root as they are, so that it changes nothing.
create or replace view one_a_day as

select *, 1 as weight

from events

semi join (

    select arg_max(event_id, (confidence, event_id)) as event_id

    from events

    group by event_date, date_precision, source, target, cameo_code

) as kept using (event_id);

-- Events that some article tells in its first paragraph, or in its first sentence.
create or replace view lead_events as

select *, 1 as weight

from events

where event_id in (

    select tellings.event_id

    from tellings

    join articles using (article_id)

    where tellings.sentence_index = 0
        -- characters before the first empty line; all of a text of one paragraph is no lead
        or tellings.sentence_end <= coalesce(
            nullif(strpos(ltrim(articles.text, e' \n\r\t'), e'\n\n'), 0)
                + length(articles.text) - length(ltrim(articles.text, e' \n\r\t')),
            0
        )

);

-- Events under the state that followed, so that one series runs through 1991 or 1990: the Soviet
-- Union's under Russia. Dealings of two states that became one are left out.
create or replace view by_successor as

select
    event.* replace (
        coalesce(of_source.heir, event.source)    as source,
        coalesce(of_target.heir, event.target)    as target
    ),
    1                                             as weight

from events as event

left join successors as of_source on of_source.iso3 = event.source

left join successors as of_target on of_target.iso3 = event.target

where coalesce(of_source.heir, event.source) <> coalesce(of_target.heir, event.target);

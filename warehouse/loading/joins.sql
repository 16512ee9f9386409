-- Let events of a vague date join the event of a surer date whose act they tell of.
--
-- Tellings of one day, precision, dyad and root are one event by their id. Those dated to a week,
-- a month or a year are one event too, and join another of the same dyad and root if that one's
-- date is surer and lies within theirs, some telling of it has a code no other in its first three
-- digits and like words, and no second event is such. Words are alike when they share three words
-- and two fifths of the shorter telling's, names of the parties and short words aside.
--
-- This is a function of the set of tellings: weeks choose among days, then months among what
-- that gave, then years. The id of an event with a surer date never changes.
-- Wants: touched_events. Leaves: touched_events (with the events joined and left).

create or replace temp table touched_acts as

with touched as (

    select source, target, cameo_root

    from tellings

    where event_id in (select event_id from touched_events)
        or own_event_id in (select event_id from touched_events)

    union

    select source, target, cameo_root from events semi join touched_events using (event_id)

)

select *

from touched

-- without a vague date there is nothing to join
semi join (

    select source, target, cameo_root from tellings where date_precision <> 'day'

) using (source, target, cameo_root);

create or replace temp table told_act as

select
    mention_id,
    own_event_id,
    source,
    target,
    cameo_root,
    cameo_code,
    date_precision,
    date_trunc(date_precision, event_date)::date    as first_day,
    period_end(first_day, date_precision)           as last_day,
    -- the first letters of the longer words: "sanction" and "sanctions" are one
    list_distinct([
        word[:5] for word in regexp_extract_all(lower(sentence), '\p{L}{4,}')
        if not contains(lower(concat_ws(' ', source_text, target_text)), word)
    ])                                              as words

from tellings

semi join touched_acts using (source, target, cameo_root);

create or replace temp macro are_alike(a_code, a_words, b_code, b_words) as
    (a_code[:3] = b_code[:3] or is_vaguer(a_code, b_code) or is_vaguer(b_code, a_code))
    and len(list_intersect(a_words, b_words))
        >= greatest(3, 0.4 * least(len(a_words), len(b_words)));

-- Where each event goes, and the days of where it goes.
create or replace temp table placed as

select distinct own_event_id, own_event_id as event_id, first_day, last_day

from told_act

where date_precision = 'day';

create or replace temp macro placed_of(vague) as table

with candidate as (

    select distinct
        act.own_event_id,
        placed.event_id,
        placed.first_day,
        placed.last_day

    from told_act as act

    join told_act as surer using (source, target, cameo_root)

    join placed on placed.own_event_id = surer.own_event_id

    where act.date_precision = vague
        and placed.first_day <= act.last_day
        and placed.last_day >= act.first_day
        and are_alike(act.cameo_code, act.words, surer.cameo_code, surer.words)

),

only_one as (

    select *

    from candidate

    qualify count(*) over (partition by own_event_id) = 1

)

select distinct
    act.own_event_id,
    coalesce(only_one.event_id, act.own_event_id)      as event_id,
    coalesce(only_one.first_day, act.first_day)        as first_day,
    coalesce(only_one.last_day, act.last_day)          as last_day

from told_act as act

left join only_one using (own_event_id)

where act.date_precision = vague;

insert into placed select * from placed_of('week');

insert into placed select * from placed_of('month');

insert into placed select * from placed_of('year');

create or replace temp table moved as

select
    mentions.mention_id,
    mentions.event_id    as old_event_id,
    placed.event_id

from mentions

join told_act using (mention_id)

join placed on placed.own_event_id = told_act.own_event_id

where mentions.event_id <> placed.event_id;

update mentions

set event_id = moved.event_id

from moved

where mentions.mention_id = moved.mention_id;

insert into touched_events

(select old_event_id from moved union select event_id from moved)

except

select event_id from touched_events;

-- What is known of an actor's code: one row, of nulls where nothing is.

select
    country.iso3 is not null                                          as is_country,
    exists (from actors where code = $actor)                          as is_actor,
    exists (from dyad_cells where source = $actor or target = $actor) as has_events,
    country.name,
    country.from_day,
    country.to_day,
    country.successor

from (select $actor as code) as asked

left join countries as country on country.iso3 = asked.code;

-- States in time: who was a member of a system, under which number, and who existed.

-- The states that are members of a system (cow or gw) on any day of a span: one row per state.
-- The number is the one in force on the last of these days: Germany is COW 260 in September 1990
-- and 255 in October.
create or replace macro members(numbering, first_day, last_day) as table

select
    iso3,
    arg_max(number, coalesce(from_day, '-infinity'::date))   as number

from country_numbers

where system = numbering
    and coalesce(from_day <= last_day, true)
    and coalesce(to_day >= first_day, true)

group by iso3;

-- Who followed a state that ended, to the last: one row per state with a successor (SUN: RUS).
create or replace view successors as

with recursive line as (

    select iso3, successor as heir from countries where successor is not null

    union

    select line.iso3, countries.successor as heir

    from line

    join countries on countries.iso3 = line.heir

    where countries.successor is not null

)

select iso3, heir

from line

where heir not in (select iso3 from countries where successor is not null);

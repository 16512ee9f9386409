-- Codes of actors that stand anywhere in the release: one row per code. An organisation that
-- changed its name has the last one.
create or replace temp table actor_codes as

with used as (

    select source as code from events
    union
    select target from events
    union
    select source from mentions
    union
    select target from mentions
    union
    select country from scope

),

named as (

    select
        code,
        max_by(kind, (coalesce(from_day, date '0001-01-01'), name))    as kind,
        max_by(name, (coalesce(from_day, date '0001-01-01'), name))    as name

    from actors

    where kind in ('country', 'organisation')

    group by code

)

select used.code, named.kind, named.name

from used

left join named on named.code = used.code

where used.code is not null;

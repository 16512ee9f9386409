-- What every query of the warehouse means by a telling, vaguer, coarser and an unknown outlet.

-- One row per mention that is part of an event: it was kept, and the act is asserted.
create or replace view tellings as

select *

from mentions

where dropped_because is null and mode in ('actual', 'intent') and event_id is not null;

-- How long a span a date of this precision may mean; also the length of a panel's period.
create or replace macro coarseness(span) as
    case span
        when 'day' then 1
        when 'week' then 2
        when 'month' then 3
        when 'quarter' then 4
        when 'year' then 5
    end;

-- The digits that a general code shares with the codes below it: 040 and 04 both mean 04.
create or replace macro stem(code) as
    case when length(code) = 3 and code[3] = '0' then code[1:2] else code end;

-- Whether `vague` says the same as `exact` with less detail: 04 < 040 < 046, 023 < 0231.
create or replace macro is_vaguer(vague, exact) as
    vague <> exact and length(vague) <= length(exact) and starts_with(exact, stem(vague));

-- The outlet as `coverage` counts it.
create or replace macro outlet_or_unknown(outlet) as coalesce(nullif(trim(outlet), ''), '(unknown)');

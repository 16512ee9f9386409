-- Events as in the warehouse, on one line: contexts joined by a semicolon. One row per event.
select * replace (
    clean(date_basis)                                   as date_basis,
    clean(place_name)                                   as place_name,
    clean(place_basis)                                  as place_basis,
    nullif(array_to_string(contexts, ';'), '')          as contexts
)

from events

order by event_date, event_id;

-- Cells of the stored panels that are not what a recount of the events gives.

with counted as (

    -- the recount's columns in the order of the stored ones
    from dyad_cells where false

    union all by name

    from cells_by_frequency('every_event')

)

(from dyad_cells except all from counted)

union all

(from counted except all from dyad_cells);

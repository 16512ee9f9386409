-- Cells of the stored panels that are not what a recount of the events gives.

with counted as (

    select
        frequency,
        source,
        target,
        period_start,
        actor_class,
        coder_version,
        columns('^n_|^goldstein_')

    from cells_by_frequency('every_event')

),

stored as (

    select
        frequency,
        source,
        target,
        period_start,
        actor_class,
        coder_version,
        columns('^n_|^goldstein_')

    from dyad_cells

)

(from stored except all from counted)

union all

(from counted except all from stored);

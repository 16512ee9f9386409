-- Cells of the stored panels that are not what a recount of the events gives.

with counted as (

    select 'day' as frequency, * from cells_of('every_event', 'day')

    union all by name

    select 'week' as frequency, * from cells_of('every_event', 'week')

    union all by name

    select 'month' as frequency, * from cells_of('every_event', 'month')

    union all by name

    select 'quarter' as frequency, * from cells_of('every_event', 'quarter')

    union all by name

    select 'year' as frequency, * from cells_of('every_event', 'year')

)

(

    select frequency, source, target, period_start, actor_class, coder_version, columns('^n_|^goldstein_') from dyad_cells

    except all

    select frequency, source, target, period_start, actor_class, coder_version, columns('^n_|^goldstein_') from counted

)

union all

(

    select frequency, source, target, period_start, actor_class, coder_version, columns('^n_|^goldstein_') from counted

    except all

    select frequency, source, target, period_start, actor_class, coder_version, columns('^n_|^goldstein_') from dyad_cells

);

-- Append what the gate measured of one batch.
-- Wants: quality_rows (the frame), $load_id, $attempt, $batch, $checked_at.

insert into quality_results by name

select
    $load_id                    as load_id,
    $attempt                    as attempt,
    $batch                      as batch,
    suite,
    expectation,
    "column"                    as column_name,
    severity,
    observed,
    threshold,
    success,
    $checked_at::timestamp      as checked_at

from quality_rows;

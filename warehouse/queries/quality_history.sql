-- What the gate measured, latest run first: one row per expectation, batch and attempt.

select quality_results.*, loads.started_at, loads.outcome

from quality_results

left join loads using (load_id, attempt)

where not $failed_only or not quality_results.success

order by
    quality_results.checked_at desc,
    quality_results.load_id,
    quality_results.attempt desc,
    quality_results.batch,
    quality_results.suite,
    quality_results.expectation,
    quality_results.column_name

limit $limit;

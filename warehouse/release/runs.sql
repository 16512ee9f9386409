-- What came in: one row per run that was done or brought an article; repeated attempts aside.
-- Counts of a run are left out: how many were duplicates depends on what came before.
with first_done as (

    select load_id, min(attempt) as attempt

    from loads

    where outcome = 'done'

    group by load_id

),

brought as (

    select load_id, max(attempt) as attempt

    from loads

    where
        load_id in (select load_id from articles)
        and load_id not in (select load_id from first_done)

    group by load_id

)

select load_id, inputs, coder_version, codebook_version

from loads

join (from first_done union all from brought) using (load_id, attempt)

order by load_id;

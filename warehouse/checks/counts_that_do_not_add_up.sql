-- Finished runs whose counts do not add up: in = loaded + duplicate + quarantined.

select load_id, attempt, n_in, n_loaded, n_duplicate, n_quarantined

from loads

where outcome in ('done', 'nothing_loaded')
    and (
        n_in is distinct from n_loaded + n_duplicate + n_quarantined
        or n_already_held > n_duplicate
        or n_sentences_coded > n_sentences
    );

-- End an attempt at a run.

update loads

set
    n_in = $n_in,
    n_loaded = $n_loaded,
    n_duplicate = $n_duplicate,
    n_already_held = $n_already_held,
    n_quarantined = $n_quarantined,
    n_sentences = $n_sentences,
    n_sentences_coded = $n_sentences_coded,
    n_mentions = $n_mentions,
    n_events = $n_events,
    outcome = $outcome,
    ended_at = $ended_at::timestamp

where load_id = $load_id and attempt = $attempt;

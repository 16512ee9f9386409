-- Mentions as in the warehouse, without their sentences: `sentence_start` and `sentence_end` say
-- where each stands in its article. One row per mention, those that became no event included.
select * exclude (sentence) replace (
    clean(date_basis)                                   as date_basis,
    clean(source_text)                                  as source_text,
    clean(target_text)                                  as target_text,
    clean(speaker)                                      as speaker,
    clean(trigger)                                      as trigger,
    clean(place_name)                                   as place_name,
    clean(place_basis)                                  as place_basis,
    clean(method)                                       as method,
    clean(dropped_because)                              as dropped_because,
    nullif(array_to_string(contexts, ';'), '')          as contexts
)

from mentions

order by article_id, sentence_index, mention_id;

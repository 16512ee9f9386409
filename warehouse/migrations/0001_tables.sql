-- The tables of a warehouse, but for the panels (0002).
-- No column holds the time of loading: two warehouses filled from the same articles are equal.
-- Only `loads` and `quality_results` tell when something ran.

-- One row per article as read. `duplicate_of` names the article whose story this one repeats.
create table articles (
    article_id         varchar primary key,
    source_id          varchar,
    outlet             varchar,
    url                varchar,
    title              varchar,
    text               varchar not null,
    published_on       date not null,
    published_basis    varchar,
    language           varchar,
    origin             varchar,
    duplicate_of       varchar check (duplicate_of <> article_id),
    duplicate_kind     varchar,
    n_words            integer check (n_words >= 0),
    signature          uinteger[],
    withdrawn_on       date,
    withdrawn_reason   varchar,
    load_id            varchar not null,
    check ((withdrawn_on is null) = (withdrawn_reason is null))
);

-- One row per telling of an act in one sentence, those that became no event included.
-- A telling that becomes an event must have all that an event is made of.
create table mentions (
    mention_id         varchar primary key,
    event_id           varchar,
    article_id         varchar not null,
    event_date         date,
    date_precision     varchar check (date_precision in ('day', 'week', 'month', 'year')),
    date_basis         varchar,
    source             varchar,
    source_agent       varchar,
    target             varchar,
    target_agent       varchar,
    source_text        varchar,
    target_text        varchar,
    cameo_code         varchar check (regexp_full_match(cameo_code, '(0[1-9]|1[0-9]|20)[0-9]{0,2}')),
    cameo_root         varchar check (regexp_full_match(cameo_root, '0[1-9]|1[0-9]|20')),
    quad_class         tinyint check (quad_class between 1 and 4),
    plover_event       varchar,
    plover_mode        varchar,
    contexts           varchar[],
    goldstein          decimal(4, 1) check (goldstein between -10 and 10),
    mode               varchar check (
        mode in ('actual', 'intent', 'historical', 'hypothetical', 'negated', 'disputed')
    ),
    speaker            varchar,
    confidence         double check (confidence between 0 and 1),
    place_name         varchar,
    place_country      varchar,
    place_lat          double check (place_lat between -90 and 90),
    place_lon          double check (place_lon between -180 and 180),
    place_geonames_id  bigint,
    place_precision    varchar,
    place_basis        varchar,
    sentence           varchar,
    sentence_index     integer,
    sentence_start     integer,
    sentence_end       integer,
    trigger            varchar,
    source_start       integer,
    source_end         integer,
    target_start       integer,
    target_end         integer,
    trigger_start      integer,
    trigger_end        integer,
    method             varchar,
    group_id           varchar,
    n_dyads            integer check (n_dyads >= 1),
    coder_version      varchar not null,
    dropped_because    varchar,
    load_id            varchar not null,
    check (starts_with(cameo_code, cameo_root)),
    check (sentence_start <= sentence_end),
    check (source_start <= source_end),
    check (target_start <= target_end),
    check (trigger_start <= trigger_end),
    check (
        dropped_because is not null
        or mode not in ('actual', 'intent')
        or (
            mode is not null
            and event_id is not null
            and event_date is not null
            and date_precision is not null
            and source is not null
            and target is not null
            and source <> target
            and cameo_code is not null
            and cameo_root is not null
            and quad_class is not null
            and confidence is not null
        )
    )
);

-- One row per distinct act: what mentions of one day, dyad and CAMEO root tell of.
create table events (
    event_id           varchar primary key,
    event_date         date not null,
    date_precision     varchar not null check (date_precision in ('day', 'week', 'month', 'year')),
    date_basis         varchar,
    source             varchar not null,
    source_agent       varchar,
    target             varchar not null,
    target_agent       varchar,
    cameo_code         varchar not null,
    cameo_root         varchar not null,
    quad_class         tinyint not null check (quad_class between 1 and 4),
    plover_event       varchar,
    plover_mode        varchar,
    goldstein          decimal(4, 1),
    mode               varchar not null check (mode in ('actual', 'intent')),
    confidence         double not null,
    group_id           varchar,
    n_dyads            integer not null check (n_dyads >= 1),
    n_mentions         bigint not null check (n_mentions >= 1),
    n_articles         bigint not null check (n_articles >= 1),
    n_outlets          bigint not null check (n_outlets >= 0),
    first_article_id   varchar not null,
    place_name         varchar,
    place_country      varchar,
    place_lat          double,
    place_lon          double,
    place_geonames_id  bigint,
    place_precision    varchar,
    place_basis        varchar,
    coder_version      varchar not null,
    check (source <> target),
    check (starts_with(cameo_code, cameo_root))
);

-- One row per rejected input, article or mention, once per content: a queue someone empties.
create table quarantine (
    quarantine_id      varchar primary key,
    stage              varchar not null,
    reason             varchar not null,
    detail             varchar,
    origin             varchar,
    row                varchar,
    load_id            varchar not null,
    status             varchar not null default 'open'
        check (status in ('open', 'released', 'dropped')),
    note               varchar
);

-- One row per attempt at a run. A killed and a repeated run share `load_id`.
create table loads (
    load_id            varchar not null,
    attempt            integer not null check (attempt >= 1),
    inputs             varchar[],
    n_in               bigint,
    n_loaded           bigint,
    n_duplicate        bigint,
    n_already_held     bigint,
    n_quarantined      bigint,
    n_sentences        bigint,
    n_sentences_coded  bigint,
    n_mentions         bigint,
    n_events           bigint,
    coder_version      varchar,
    codebook_version   varchar,
    schema_version     integer not null,
    started_at         timestamp not null,
    ended_at           timestamp,
    outcome            varchar not null check (
        outcome in ('running', 'done', 'held_back', 'nothing_loaded', 'failed', 'interrupted')
    ),
    primary key (load_id, attempt)
);

-- One row per expectation in one batch of one run.
create table quality_results (
    load_id            varchar not null,
    attempt            integer not null,
    batch              integer not null,
    suite              varchar not null,
    expectation        varchar not null,
    column_name        varchar,
    severity           varchar not null,
    observed           double,
    threshold          double,
    success            boolean not null,
    checked_at         timestamp
);

-- One row per country or organisation that the corpus is about, and the days for which it is.
-- An empty table declares nothing: everything is in scope.
create table scope (
    country            varchar not null,
    from_day           date,
    to_day             date,
    check (from_day <= to_day)
);

-- One row per outlet and day on which at least one article of it was read.
create table coverage (
    outlet             varchar not null,
    day                date not null,
    n_articles         bigint not null check (n_articles >= 1),
    n_duplicates       bigint not null check (n_duplicates between 0 and n_articles),
    primary key (outlet, day)
);

-- Other people's events beside one's own (`bilateral import-events`).

-- One row per event of another data set. The key is data set, record id and day (ids of ICEWS come
-- twice, on different days). Without an index on it: it would be larger than the table.
create table imported_events (
    dataset            varchar not null check (
        dataset in ('gdelt1', 'gdelt2', 'icews', 'phoenix', 'polecat')
    ),
    record_id          varchar not null,
    event_date         date not null,
    date_precision     varchar not null check (date_precision in ('day', 'week', 'month', 'year')),
    source             varchar not null,
    source_agent       varchar,
    target             varchar not null,
    target_agent       varchar,
    cameo_code         varchar not null,
    code_basis         varchar not null check (
        code_basis in ('given', 'zero_restored', 'alias', 'plover_type')
    ),
    cameo_root         varchar not null,
    quad_class         tinyint not null check (quad_class between 1 and 4),
    quad_given         varchar,
    plover_event       varchar,
    plover_mode        varchar,
    contexts           varchar[],
    goldstein          decimal(4, 1),
    goldstein_given    double,
    n_mentions         bigint,
    n_articles         bigint,
    n_outlets          bigint,
    place_name         varchar,
    place_country      varchar,
    place_lat          double,
    place_lon          double,
    place_geonames_id  bigint,
    place_precision    varchar,
    origin             varchar not null,
    line               bigint not null,
    load_id            varchar not null,
    check (source <> target),
    check (starts_with(cameo_code, cameo_root))
);

-- One row per record or line that could not be used.
create table imports_set_aside (
    dataset            varchar not null,
    origin             varchar not null,
    line               bigint not null,
    record_id          varchar,
    reason             varchar not null,
    detail             varchar,
    load_id            varchar not null
);

-- One row per file and what became of its lines:
-- n_read = n_loaded + n_doubled + n_set_aside. The other counts say what was put right.
create table imports (
    load_id            varchar primary key,
    dataset            varchar not null,
    origin             varchar not null,
    n_read             bigint not null,
    n_loaded           bigint not null,
    n_doubled          bigint not null,
    n_set_aside        bigint not null,
    n_zeros_restored   bigint not null,
    n_dates_turned     bigint not null,
    n_tabs_dropped     bigint not null,
    n_not_utf8         bigint not null,
    first_day          date,
    last_day           date,
    codebook_version   varchar not null,
    check (n_read = n_loaded + n_doubled + n_set_aside)
);

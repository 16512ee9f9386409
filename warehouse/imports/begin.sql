-- One piece of a file as read, each cell still text.
create or replace temp table import_rows (
    line                  bigint not null,
    record_id             varchar,
    date_text             varchar,
    source_codes          varchar[],
    source_name           varchar,
    source_roles          varchar[],
    source_marks          varchar[],
    source_sectors        varchar,
    target_codes          varchar[],
    target_name           varchar,
    target_roles          varchar[],
    target_marks          varchar[],
    target_sectors        varchar,
    code_text             varchar,
    root_text             varchar,
    plover_event          varchar,
    plover_mode           varchar,
    contexts              varchar[],
    quad_given            varchar,
    goldstein_text        varchar,
    mentions_text         varchar,
    articles_text         varchar,
    outlets_text          varchar,
    place_name            varchar,
    place_country_text    varchar,
    place_lat_text        varchar,
    place_lon_text        varchar,
    place_geonames_text   varchar,
    place_precision       varchar
);

-- Lines that are no record of the format, and why.
create or replace temp table import_faults (
    line                  bigint not null,
    record_id             varchar,
    reason                varchar not null,
    detail                varchar
);

-- One file's records with days and parties, or why they have none (stage.sql).
create or replace temp table import_staged (
    line                  bigint not null,
    record_id             varchar,
    event_date            date,
    is_turned             boolean,
    source                varchar,
    source_agent          varchar,
    target                varchar,
    target_agent          varchar,
    code_text             varchar,
    root_text             varchar,
    plover_event          varchar,
    plover_mode           varchar,
    contexts              varchar[],
    quad_given            varchar,
    goldstein_given       double,
    n_mentions            bigint,
    n_articles            bigint,
    n_outlets             bigint,
    place_name            varchar,
    place_country         varchar,
    place_lat             double,
    place_lon             double,
    place_geonames_id     bigint,
    place_precision       varchar,
    no_day                varchar,
    no_dyad               varchar,
    detail                varchar
);

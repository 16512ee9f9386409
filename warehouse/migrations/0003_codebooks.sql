-- The codebooks as last loaded (their sources are the reviewed CSVs of transforms/codebook).

-- One row per CAMEO code.
create table cameo_codes (
    code           varchar primary key,
    name           varchar not null,
    parent         varchar,
    root           varchar not null,
    quad_class     tinyint not null check (quad_class between 1 and 4),
    plover_event   varchar,
    plover_mode    varchar
);

-- One row per CAMEO code and published table of Goldstein values; tables are never mixed.
create table goldstein_tables (
    table_name     varchar not null check (table_name in ('gdelt', 'icews', 'phoenix')),
    code           varchar not null,
    goldstein      decimal(4, 1) not null check (goldstein between -10 and 10),
    primary key (table_name, code)
);

-- One row per actor and span of days in which it has this code and office.
-- `code` is a country's or an organisation's code; persons and groups have their country's.
create table actors (
    actor_id       varchar not null,
    kind           varchar not null check (kind in ('country', 'organisation', 'person', 'group')),
    name           varchar not null,
    code           varchar,
    agent          varchar,
    office         varchar,
    aliases        varchar[] not null,
    from_day       date,
    to_day         date
);

-- One row per country, states that ended included.
create table countries (
    iso3           varchar primary key,
    name           varchar not null,
    official_name  varchar,
    entity_type    varchar,
    from_day       date,
    to_day         date,
    successor      varchar,
    region         varchar,
    fips           varchar,
    cameo          varchar
);

-- One row per country, numbering system and span of days.
create table country_numbers (
    iso3           varchar not null,
    system         varchar not null check (system in ('cow', 'gw')),
    number         integer not null,
    from_day       date,
    to_day         date
);

-- One row per outlet.
create table outlets (
    outlet_id      varchar primary key,
    name           varchar not null,
    aliases        varchar[] not null,
    domains        varchar[] not null,
    country        varchar,
    kind           varchar,
    state_owned    boolean
);

-- One table for all stored panels, by actor class and coder version; views tell them apart.
-- Coverage is counted by coder version too: what another version read says nothing about silence.
-- The panels are counted anew after the views and macros are made (panels/cells_of.sql).

drop table dyad_day;

drop table dyad_week;

drop table dyad_month;

drop table dyad_quarter;

drop table dyad_year;

-- Unfilled, additive: one row per frequency, directed dyad, period, actor class and coder version
-- with at least one event. Without a primary key: its index would be larger than the table.
create table dyad_cells (
    frequency      varchar not null check (
        frequency in ('day', 'week', 'month', 'quarter', 'year')
    ),
    source         varchar not null,
    target         varchar not null,
    period_start   date not null,
    actor_class    varchar not null check (actor_class in ('gov_gov', 'gov_one', 'other')),
    coder_version  varchar not null,
    n_events       bigint not null,
    n_mentions     bigint not null,
    n_articles     bigint not null,
    n_outlets      bigint not null,
    n_vc           bigint not null,
    n_mc           bigint not null,
    n_vx           bigint not null,
    n_mx           bigint not null,
    n_root_01      bigint not null,
    n_root_02      bigint not null,
    n_root_03      bigint not null,
    n_root_04      bigint not null,
    n_root_05      bigint not null,
    n_root_06      bigint not null,
    n_root_07      bigint not null,
    n_root_08      bigint not null,
    n_root_09      bigint not null,
    n_root_10      bigint not null,
    n_root_11      bigint not null,
    n_root_12      bigint not null,
    n_root_13      bigint not null,
    n_root_14      bigint not null,
    n_root_15      bigint not null,
    n_root_16      bigint not null,
    n_root_17      bigint not null,
    n_root_18      bigint not null,
    n_root_19      bigint not null,
    n_root_20      bigint not null,
    goldstein_sum  decimal(18, 1) not null,
    goldstein_pos  decimal(18, 1) not null,
    goldstein_neg  decimal(18, 1) not null,
    n_valued       bigint not null,
    n_excluded     bigint not null,
    check (n_vc + n_mc + n_vx + n_mx = n_events),
    check (goldstein_pos + goldstein_neg = goldstein_sum),
    check (n_valued <= n_events),
    check (n_events + n_excluded > 0)
);

-- The denominators of shares: events of all dyads, of a source, of a target, unfilled.
-- One row per frequency, side, actor ('' where all), period, actor class and coder version.
create table actor_cells (
    frequency      varchar not null,
    side           varchar not null check (side in ('all', 'source', 'target')),
    actor          varchar not null,
    period_start   date not null,
    actor_class    varchar not null,
    coder_version  varchar not null,
    n_events       bigint not null check (n_events > 0)
);

-- The version of the coder that read an article; of a duplicate, the one that was at work.
alter table articles add column coder_version varchar;

update articles set coder_version = loads.coder_version

from (select load_id, max(coder_version) as coder_version from loads group by load_id) as loads

where loads.load_id = articles.load_id;

update articles set coder_version = told.coder_version

from (

    select article_id, max(coder_version) as coder_version from mentions group by article_id

) as told

where told.article_id = articles.article_id;

update articles set coder_version = '(unknown)' where coder_version is null;

drop table coverage;

-- One row per outlet, day and coder version with at least one article read.
create table coverage (
    outlet             varchar not null,
    day                date not null,
    coder_version      varchar not null,
    n_articles         bigint not null check (n_articles >= 1),
    n_duplicates       bigint not null check (n_duplicates between 0 and n_articles),
    n_names_known      bigint,
    n_names_unknown    bigint,
    primary key (outlet, day, coder_version)
);

insert into coverage by name

select
    coalesce(nullif(trim(outlet), ''), '(unknown)')    as outlet,
    published_on                                       as day,
    coder_version,
    count(*)                                           as n_articles,
    count(duplicate_of)                                as n_duplicates,
    sum(n_names_known)                                 as n_names_known,
    sum(n_names_unknown)                               as n_names_unknown

from articles

where withdrawn_on is null

group by all;

-- What stood over the old tables; the files of warehouse/panels make what replaces them.
drop view if exists panel_cells;

drop view if exists dyad_day_shares;

drop view if exists dyad_week_shares;

drop view if exists dyad_month_shares;

drop view if exists dyad_quarter_shares;

drop view if exists dyad_year_shares;

-- A fourth table of values: the scores of the PLOVER manual.
create table goldstein_tables_wider (
    table_name     varchar not null check (table_name in ('gdelt', 'icews', 'phoenix', 'plover')),
    code           varchar not null,
    goldstein      decimal(4, 1) not null check (goldstein between -10 and 10),
    primary key (table_name, code)
);

insert into goldstein_tables_wider from goldstein_tables;

drop table goldstein_tables;

alter table goldstein_tables_wider rename to goldstein_tables;

-- Events without a primary key: of a hundred million, its index would not fit a laptop's memory.
-- Loads keep ids unique, the tests and `bilateral doctor` count them.
create table events_anew (
    event_id           varchar not null,
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
    contexts           varchar[],
    check (source <> target),
    check (starts_with(cameo_code, cameo_root))
);

insert into events_anew by name from events;

drop table events;

alter table events_anew rename to events;

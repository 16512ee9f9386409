-- A first release: nothing was there before, and nothing changed.
create or replace temp table changes (
    change                 varchar,
    reason                 varchar,
    previous_event_id      varchar,
    event_id               varchar,
    event_date             date,
    source                 varchar,
    target                 varchar,
    previous_cameo_code    varchar,
    cameo_code             varchar,
    previous_mode          varchar,
    mode                   varchar
);

create or replace temp table article_changes (change varchar, n bigint);

-- Which outlet of the codebook an article's outlet is, so that series can be split by teller.
-- One row per article; the columns of `outlets` are NULL where the codebook knows no such outlet.
-- The name decides before an alias, an alias before the domain of the address.

create or replace view article_outlets as

with spelling as (

    select outlet_id, lower(name) as spelled, 1 as rank from outlets

    union

    select outlet_id, lower(unnest(aliases)) as spelled, 2 as rank from outlets

    union

    select outlet_id, lower(unnest(domains)) as spelled, 3 as rank from outlets

),

given as (

    select article_id, lower(trim(outlet)) as spelled from articles

    union

    -- the host of the address, and the host without its first label (www., en., english.)
    select article_id, unnest([host, regexp_replace(host, '^[^.]+\.', '')]) as spelled

    from (

        select article_id, lower(regexp_extract(url, '^[a-z]+://([^/:?#]+)', 1, 'i')) as host

        from articles

        where url is not null

    )

),

found as (

    select distinct on (given.article_id) given.article_id, spelling.outlet_id

    from given

    join spelling using (spelled)

    order by given.article_id, spelling.rank, spelling.outlet_id

)

select
    articles.article_id,
    articles.outlet,
    found.outlet_id,
    outlets.name,
    outlets.country,
    outlets.kind,
    outlets.state_owned

from articles

left join found using (article_id)

left join outlets using (outlet_id);

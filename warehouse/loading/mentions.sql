-- Insert the mentions of articles that are new, or that are being coded again ($recode).
-- Mentions come with their article: those of an article already held or withdrawn are ignored,
-- so that no run brings back what was taken out, and an article is coded by one coder version.
-- Wants: batch_articles, batch_mentions, new_articles, $load_id, $coder_version, $recode.
-- Leaves: coded_articles, new_mentions, gone_mentions.

create or replace temp table coded_articles as

select article_id from new_articles

union

select batch.article_id

from batch_articles as batch

join articles as held using (article_id)

where $recode and held.withdrawn_on is null;

create or replace temp table new_mentions as

select distinct on (batch.mention_id)
    batch.*,
    batch.event_id    as own_event_id,
    $load_id          as load_id

from batch_mentions as batch

semi join coded_articles using (article_id)

order by batch.mention_id, batch.sentence_index, batch.trigger_start, batch.method;

create or replace temp table gone_mentions as

select held.mention_id, held.event_id

from mentions as held

semi join coded_articles using (article_id);

delete from mentions where mention_id in (select mention_id from gone_mentions);

insert into mentions by name select * from new_mentions on conflict do nothing;

-- An article that is coded again has its names counted again, by another version of the coder.
update articles

set
    n_names_known = batch.n_names_known,
    n_names_unknown = batch.n_names_unknown,
    coder_version = $coder_version

from batch_articles as batch

where $recode
    and articles.article_id = batch.article_id
    and articles.article_id in (select article_id from coded_articles)
    and articles.article_id not in (select article_id from new_articles);

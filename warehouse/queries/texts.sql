-- One row per held article asked for: its title and text.

select
    article_id,
    title,
    text

from articles

semi join asked using (article_id)

order by article_id;

-- Those of some articles that the warehouse holds, withdrawn ones included.
-- Wants: asked (article_id).

select article_id from articles semi join asked using (article_id) order by article_id;

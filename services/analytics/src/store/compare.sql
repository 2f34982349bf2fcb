-- Follows the CTEs `kept` and `rebuilt`, each of (key, content).
, compared as materialized (
    select key, kept.content as kept, rebuilt.content as rebuilt,
        kept.content is distinct from rebuilt.content as differs
    from kept full join rebuilt using (key)
)
select count(*) as compared,
    count(*) filter (where differs) as differing,
    (select coalesce(jsonb_agg(to_jsonb(example) - 'differs'), '[]')
        from (select * from compared where differs order by key limit 100) as example) as examples
from compared

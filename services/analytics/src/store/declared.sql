-- Declared grams of each group, of lots that could be sold within the days asked for. Parameters as in totals.sql; rows by
-- time or channel ($1, $6) and a channel ($12) are never asked for.
select
    case $1 when '' then picked_from end as day,
    case when $2 then product end as product,
    case when $3 then grade end as grade,
    case when $4 then commune_code end as commune_code,
    case when $5 then cooperative_id end as cooperative_id,
    case when $6 then $12::text end as channel,
    sum(declared_g)::bigint as declared_g
from lot
where picked_from <= coalesce($8, 'infinity'::date) and sell_by >= coalesce($7, '-infinity'::date)
    and ($9::text is null or product = $9)
    and ($10::text is null or commune_code = $10)
    and ($11::uuid is null or cooperative_id = $11)
group by 1, 2, 3, 4, 5, 6

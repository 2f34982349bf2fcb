-- Grams at each price, for each group and each product, grade and week within it. Parameters as in totals.sql.
select
    case $1 when 'day' then day when 'week' then day - (day - date '2001-01-01') % 7 end as day,
    case when $2 then product end as product,
    case when $3 then grade end as grade,
    case when $4 then commune_code end as commune_code,
    case when $5 then cooperative_id end as cooperative_id,
    case when $6 then channel end as channel,
    day - (day - date '2001-01-01') % 7 as cell_week,
    product as cell_product,
    grade as cell_grade,
    price_vnd_per_kg,
    sum(ordered_g)::bigint as ordered_g
from daily_price
where day between coalesce($7, '-infinity'::date) and coalesce($8, 'infinity'::date)
    and ($9::text is null or product = $9)
    and ($10::text is null or commune_code = $10)
    and ($11::uuid is null or cooperative_id = $11)
    and ($12::text is null or channel = $12)
    and $seen
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10

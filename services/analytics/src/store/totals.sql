-- Sums of each group. $1 to $6 say what a row is about, $7 to $12 which part is asked for, `$seen` what the asker may see.
select
    case $1 when 'day' then day when 'week' then day - (day - date '2001-01-01') % 7 end as day,
    case when $2 then product end as product,
    case when $3 then grade end as grade,
    case when $4 then commune_code end as commune_code,
    case when $5 then cooperative_id end as cooperative_id,
    case when $6 then channel end as channel,
    sum(orders)::bigint as orders,
    sum(orders_of_product)::bigint as orders_of_product,
    sum(orders_of_grade)::bigint as orders_of_grade,
    sum(ordered_g)::bigint as ordered_g,
    sum(ordered_vnd)::bigint as ordered_vnd,
    sum(weighed_vnd)::bigint as weighed_vnd,
    sum(sold_g)::bigint as sold_g,
    sum(revenue_vnd)::bigint as revenue_vnd,
    sum(cancelled_g)::bigint as cancelled_g,
    sum(returned_g)::bigint as returned_g,
    sum(unmatched_lines)::bigint as unmatched_lines
from daily
where day between coalesce($7, '-infinity'::date) and coalesce($8, 'infinity'::date)
    and ($9::text is null or product = $9)
    and ($10::text is null or commune_code = $10)
    and ($11::uuid is null or cooperative_id = $11)
    and ($12::text is null or channel = $12)
    and $seen
group by 1, 2, 3, 4, 5, 6

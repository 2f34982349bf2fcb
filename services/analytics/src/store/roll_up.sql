-- Figures of the days in `key`, from their sales. Placed and unknown orders count as nothing yet.
select line.day, line.product, line.grade, cooperative.commune_code, line.cooperative_id, line.channel,
    count(*) filter (where is_ordered and nth_of_order = 1) as orders,
    count(*) filter (where is_ordered and nth_of_product = 1) as orders_of_product,
    count(*) filter (where is_ordered and nth_of_grade = 1) as orders_of_grade,
    coalesce(sum(quantity_g) filter (where is_ordered), 0)::bigint as ordered_g,
    coalesce(sum(line_vnd) filter (where is_ordered), 0)::bigint as ordered_vnd,
    coalesce(sum(line_vnd) filter (where is_ordered and quantity_g > 0), 0)::bigint as weighed_vnd,
    coalesce(sum(quantity_g) filter (where state = 'delivered'), 0)::bigint as sold_g,
    coalesce(sum(line_vnd) filter (where state = 'delivered'), 0)::bigint as revenue_vnd,
    coalesce(sum(quantity_g) filter (where state = 'cancelled'), 0)::bigint as cancelled_g,
    coalesce(sum(quantity_g) filter (where state = 'returned'), 0)::bigint as returned_g,
    count(*) filter (where is_ordered and line.product is null) as unmatched_lines
from key
cross join lateral (
    select sale.*, state <> 'cancelled' as is_ordered,
        row_number() over (partition by order_id order by line_no) as nth_of_order,
        row_number() over (partition by order_id, product order by line_no) as nth_of_product,
        row_number() over (partition by order_id, product, grade order by line_no) as nth_of_grade
    from sale
    where sale.day = key.day and sale.cooperative_id = key.cooperative_id and sale.channel = key.channel
        and state in ('paid', 'ready_to_ship', 'shipped', 'delivered', 'returned', 'cancelled')
) as line
left join cooperative on cooperative.cooperative_id = line.cooperative_id
group by line.day, line.product, line.grade, cooperative.commune_code, line.cooperative_id, line.channel

select o.state, count(*) as n,
    count(*) filter (where o.troubled and exists (select from order_line l where l.order_id = o.order_id and l.listing_id is null))
        as unmatched,
    count(*) filter (where o.troubled and exists (select from order_line l where l.order_id = o.order_id and l.short_g > 0))
        as short,
    min(o.ship_by) as next_ship_by
from orders o
group by o.state
order by o.state

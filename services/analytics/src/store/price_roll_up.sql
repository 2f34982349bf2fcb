-- Grams ordered at each price on the days in `key`, from their sales.
select line.day, line.product, line.grade, cooperative.commune_code, line.cooperative_id, line.channel,
    line.price_vnd_per_kg, sum(line.quantity_g)::bigint as ordered_g
from key
cross join lateral (
    select * from sale
    where sale.day = key.day and sale.cooperative_id = key.cooperative_id and sale.channel = key.channel
        and state in ('paid', 'ready_to_ship', 'shipped', 'delivered', 'returned')
        and quantity_g > 0
) as line
left join cooperative on cooperative.cooperative_id = line.cooperative_id
group by line.day, line.product, line.grade, cooperative.commune_code, line.cooperative_id, line.channel,
    line.price_vnd_per_kg

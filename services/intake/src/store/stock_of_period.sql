-- Stock by product and grade: what the ledger had before the day $1, what it wrote until the end of $2, and both together. $3: whose, or everybody's.
-- Promises move nothing: only these kinds change what is in the store.
with moved as (
    select l.product, l.grade, m.kind, m.quantity_g, $day < $1 as is_before,
        case when m.kind in ('declared', 'returned') then m.quantity_g else -m.quantity_g end as change_g
    from movement m join lot l on l.lot_id = m.lot_id
    where $day <= $2 and ($3::uuid is null or m.cooperative_id = $3)
        and m.kind in ('declared', 'sold', 'returned', 'off_platform', 'own_use', 'waste')
)
select product, grade,
    coalesce(sum(change_g) filter (where is_before), 0)::bigint as opening_g,
    coalesce(sum(quantity_g) filter (where not is_before and kind = 'declared'), 0)::bigint as declared_g,
    coalesce(sum(quantity_g) filter (where not is_before and kind = 'sold'), 0)::bigint as sold_g,
    coalesce(sum(quantity_g) filter (where not is_before and kind = 'returned'), 0)::bigint as returned_g,
    coalesce(sum(quantity_g) filter (where not is_before and kind = 'off_platform'), 0)::bigint as off_platform_g,
    coalesce(sum(quantity_g) filter (where not is_before and kind = 'own_use'), 0)::bigint as own_use_g,
    coalesce(sum(quantity_g) filter (where not is_before and kind = 'waste'), 0)::bigint as waste_g,
    sum(change_g)::bigint as closing_g
from moved
group by product, grade
order by product, grade

with counted as (
    select c.cooperative_id, count(h.household_id) filter (where h.left_on is null) as households
    from cooperative c
    left join household h on h.cooperative_id = c.cooperative_id
    where c.cooperative_id = any($1::uuid[])
    group by c.cooperative_id
)
update cooperative c
set households = counted.households, version = c.version + 1
from counted
where c.cooperative_id = counted.cooperative_id and c.households <> counted.households
returning c.cooperative_id

insert into harvest (
    harvest_id, lot_id, household_id, plot_id, cooperative_id, commune_code, picked_on, weighing, quantity_g, quantity_entered,
    unit_entered, weighed_by
)
select
    r.harvest_id, r.lot_id, r.household_id, r.plot_id, l.cooperative_id, l.commune_code, r.picked_on, r.weighing, r.quantity_g,
    r.quantity_entered, r.unit_entered, r.weighed_by
from jsonb_to_recordset($1::jsonb) as r (
    harvest_id uuid, lot_id uuid, household_id uuid, plot_id uuid, picked_on date, weighing integer, quantity_g bigint,
    quantity_entered text, unit_entered text, weighed_by text
)
join lot l on l.lot_id = r.lot_id
on conflict (lot_id, household_id, picked_on, weighing) do update set
    plot_id = excluded.plot_id,
    quantity_g = excluded.quantity_g,
    quantity_entered = excluded.quantity_entered,
    unit_entered = excluded.unit_entered,
    weighed_by = excluded.weighed_by

insert into lot (
    lot_id, version, lot_code, cooperative_id, commune_code, product, grade, season, picked_from, picked_to, sell_by,
    quantity_g, quantity_entered, unit_entered, households, fingerprint
)
select
    r.lot_id, 1, r.lot_code, r.cooperative_id, c.commune_code, r.product, r.grade, r.season, r.picked_from, r.picked_to,
    r.sell_by, r.quantity_g, r.quantity_entered, r.unit_entered, r.households, decode(r.fingerprint, 'hex')
from jsonb_to_recordset($1::jsonb) as r (
    lot_id uuid, lot_code text, cooperative_id uuid, product text, grade text, season text, picked_from date,
    picked_to date, sell_by date, quantity_g bigint, quantity_entered text, unit_entered text, households integer,
    fingerprint text
)
join cooperative c on c.cooperative_id = r.cooperative_id
order by r.lot_id
on conflict (lot_id) do update set
    version = lot.version + 1,
    product = excluded.product,
    grade = excluded.grade,
    season = excluded.season,
    picked_from = excluded.picked_from,
    picked_to = excluded.picked_to,
    sell_by = excluded.sell_by,
    quantity_g = excluded.quantity_g,
    quantity_entered = excluded.quantity_entered,
    unit_entered = excluded.unit_entered,
    households = excluded.households,
    fingerprint = excluded.fingerprint

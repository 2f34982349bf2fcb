insert into reservation (order_id, line_no, lot_id, cooperative_id, quantity_g, state)
select r.order_id, r.line_no, r.lot_id, r.cooperative_id, r.quantity_g, r.state
from jsonb_to_recordset($1::jsonb) as r (order_id uuid, line_no integer, lot_id uuid, cooperative_id uuid,
    quantity_g bigint, state text)
on conflict on constraint reservation_once do update set quantity_g = excluded.quantity_g, state = excluded.state

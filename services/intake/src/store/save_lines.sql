insert into order_line (order_id, line_no, cooperative_id, channel_line_id, item_id, sku, name, quantity,
    unit_price_vnd, state, listing_id, product, grade, quantity_g, short_g)
select r.order_id, r.line_no, r.cooperative_id, r.channel_line_id, r.item_id, r.sku, r.name, r.quantity,
    r.unit_price_vnd, r.state, r.listing_id, r.product, r.grade, r.quantity_g, r.short_g
from jsonb_to_recordset($1::jsonb) as r (order_id uuid, line_no integer, cooperative_id uuid, channel_line_id text,
    item_id text, sku text, name text, quantity bigint, unit_price_vnd bigint, state text, listing_id uuid,
    product text, grade text, quantity_g bigint, short_g bigint)
on conflict on constraint order_line_key do update set channel_line_id = excluded.channel_line_id,
    item_id = excluded.item_id, sku = excluded.sku, name = excluded.name, quantity = excluded.quantity,
    unit_price_vnd = excluded.unit_price_vnd, state = excluded.state, listing_id = excluded.listing_id,
    product = excluded.product, grade = excluded.grade, quantity_g = excluded.quantity_g, short_g = excluded.short_g

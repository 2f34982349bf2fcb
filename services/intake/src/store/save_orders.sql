insert into orders as o (order_id, version, cooperative_id, channel, shop_id, channel_order_id, state, raw_status,
    cash_on_delivery, cancel_requested, on_hold, placed_at, paid_at, ship_by, channel_updated_at, fetched_at, total_vnd,
    tracking_number, cancel_reason, found_by_polling, from_before, troubled, search_key)
select r.order_id, r.version, r.cooperative_id, r.channel, r.shop_id, r.channel_order_id, r.state, r.raw_status,
    r.cash_on_delivery, r.cancel_requested, r.on_hold, r.placed_at, r.paid_at, r.ship_by, r.channel_updated_at, r.fetched_at,
    r.total_vnd, r.tracking_number, r.cancel_reason, r.found_by_polling, r.from_before, r.troubled, r.search_key
from jsonb_to_recordset($1::jsonb) as r (order_id uuid, version bigint, cooperative_id uuid, channel text, shop_id text,
    channel_order_id text, state text, raw_status text, cash_on_delivery boolean, cancel_requested boolean, on_hold boolean,
    placed_at timestamptz, paid_at timestamptz, ship_by timestamptz, channel_updated_at timestamptz,
    fetched_at timestamptz, total_vnd bigint, tracking_number text, cancel_reason text, found_by_polling boolean,
    from_before boolean, troubled boolean, search_key text)
on conflict on constraint orders_key do update set version = excluded.version, state = excluded.state,
    raw_status = excluded.raw_status, cash_on_delivery = excluded.cash_on_delivery,
    cancel_requested = excluded.cancel_requested, on_hold = excluded.on_hold, paid_at = excluded.paid_at, ship_by = excluded.ship_by,
    channel_updated_at = excluded.channel_updated_at, fetched_at = excluded.fetched_at, total_vnd = excluded.total_vnd,
    tracking_number = excluded.tracking_number, cancel_reason = excluded.cancel_reason, troubled = excluded.troubled,
    search_key = excluded.search_key

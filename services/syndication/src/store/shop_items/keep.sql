-- What one page of a shop showed. What an offer of ours has already is its own.
insert into shop_item (account_id, item_id, cooperative_id, sku, title, price_vnd, stock, live, search_key, seen_at, offer_id)
select $2, r.item_id, $3, r.sku, r.title, r.price_vnd, r.stock, r.live, r.search_key, $4,
    (select offer_id from offer where offer.account_id = $2 and offer.channel_item_id = r.item_id limit 1)
from jsonb_to_recordset($1::jsonb) as r (item_id text, sku text, title text, price_vnd bigint, stock bigint, live boolean,
    search_key text)
order by r.item_id
on conflict (account_id, item_id) do update
set sku = excluded.sku, title = excluded.title, price_vnd = excluded.price_vnd, stock = excluded.stock, live = excluded.live,
    search_key = excluded.search_key, seen_at = excluded.seen_at, offer_id = excluded.offer_id

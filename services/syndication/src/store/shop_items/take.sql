-- Each of these offers takes what its shop shows under its listing's SKU: one that buyers see before others, and one that nobody
-- has taken or put aside.
with fitting as (
    select distinct on (offer.offer_id) offer.offer_id, shop_item.account_id, shop_item.item_id
    from offer
    join listing using (listing_id)
    join shop_item on shop_item.account_id = offer.account_id and shop_item.sku = listing.sku
    where offer.offer_id = any($1::uuid[]) and shop_item.offer_id is null and shop_item.ignored_at is null
    order by offer.offer_id, shop_item.live desc, shop_item.item_id
)
update shop_item set offer_id = fitting.offer_id
from fitting
where shop_item.account_id = fitting.account_id and shop_item.item_id = fitting.item_id and shop_item.offer_id is null
returning shop_item.offer_id, shop_item.item_id, shop_item.price_vnd, shop_item.stock, shop_item.live

-- For each shop its offers, those that something is still to be told of, and those that were told all since $1; beside it the
-- listings of which it is not decided yet what shops should show.
select shop.account_id, shop.channel, shop.shop_id, shop.connected,
    count(offer.offer_id) as offers,
    count(offer.offer_id) filter (where offer.next_attempt_at is not null) as waiting,
    count(offer.offer_id) filter (where offer.next_attempt_at is null and offer.confirmed_at > $1) as told,
    min(offer.confirmed_at) filter (where offer.next_attempt_at is null and offer.confirmed_at > $1) as told_since,
    (select count(*) from listing where listing.cooperative_id = shop.cooperative_id and listing.resolve_due) as unresolved
from channel_account as shop
left join offer on offer.account_id = shop.account_id
where $own
group by shop.account_id
order by shop.account_id

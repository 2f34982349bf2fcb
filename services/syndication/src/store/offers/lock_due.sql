-- The most urgent due offers of each connected shop that is not paused and does not rest: as many as it has free places. Within one
-- urgency the one with the fewest packs left comes first. Nothing is put into a shop that is not read in and looked through: it
-- may be there.
select due.*
from channel_account as account
cross join lateral (
    select offer.* from offer
    where offer.account_id = account.account_id and next_attempt_at <= $1
        and (channel_item_id is not null or account.read_at is not null and (account.matched_at is not null
            -- What has its SKU there becomes its own, whatever else waits.
            or exists (select from shop_item as item join listing on listing.sku = item.sku
                where item.account_id = account.account_id and listing.listing_id = offer.listing_id
                    and item.offer_id is null and item.ignored_at is null)))
        and (claimed_until is null or claimed_until <= $1)
    order by urgency, wished_stock
    limit greatest(0, $4 - (
        select count(*) from offer as busy where busy.account_id = account.account_id and busy.claimed_until > $1))
    for no key update skip locked
) as due
where account.connected and account.paused_at is null and account.channel = any($2::text[])
    and (account.resting_until is null or account.resting_until <= $1)
order by due.urgency, due.wished_stock
limit $3

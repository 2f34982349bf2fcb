-- Offers of the shop that has waited longest: those not read back since $1. A shop where anything is to be told comes later.
select offer.*
from (
    select account.account_id
    from channel_account as account
    cross join lateral (
        select coalesce(offer.read_at, offer.confirmed_at) as seen_at from offer
        where offer.account_id = account.account_id and offer.channel_item_id is not null and offer.next_attempt_at is null
            and coalesce(offer.read_at, offer.confirmed_at) < $1
        order by coalesce(offer.read_at, offer.confirmed_at)
        limit 1
    ) as oldest
    where account.connected and account.channel = any($3::text[])
        and (account.resting_until is null or account.resting_until <= $2)
        and not exists (select from offer as due where due.account_id = account.account_id and due.next_attempt_at <= $2)
    order by oldest.seen_at
    limit 1
) as shop
join offer on offer.account_id = shop.account_id
where offer.channel_item_id is not null and offer.next_attempt_at is null
    and coalesce(offer.read_at, offer.confirmed_at) < $1
order by coalesce(offer.read_at, offer.confirmed_at)
limit $4
for no key update of offer skip locked

-- A listing that is committed later has a mark of its own, and whoever resolves it sees the account: between them the
-- two marks miss no pair of listing and shop.
with new as (
    update channel_account set resolve_due = false
    where account_id in (
        select account_id from channel_account where resolve_due order by account_id for no key update skip locked)
    returning cooperative_id
), affected as (
    select listing_id from listing where cooperative_id in (select cooperative_id from new)
    order by listing_id for no key update
)
update listing set resolve_due = true from affected where listing.listing_id = affected.listing_id

-- Seasons begin and end, and what is held back grows, by the day.
with affected as (
    select listing_id from listing
    where resolved_on is distinct from $1 and not resolve_due and exists (
        select from channel_rule
        where channel_rule.cooperative_id = listing.cooperative_id and kind in ('stock', 'season')
            and (channel_rule.listing_id is null or channel_rule.listing_id = listing.listing_id))
    order by listing_id for no key update skip locked
)
update listing set resolve_due = true from affected where listing.listing_id = affected.listing_id

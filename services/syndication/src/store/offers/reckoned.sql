-- Offers with why they need somebody, if they do, and what it costs: packs that could be sold there and that buyers do not see,
-- at what one should cost; and of those that they see at less, the difference. What passes by itself ($1) needs somebody once it has not passed since $2; people of the channel take
-- their time ($3). A shop that is cut off needs its owner ($4). Officials see no shops, and so do not see that.
with reckoned as (
    select told.*, least(
            wished_price_vnd::numeric * unseen_packs
                + greatest(0, wished_price_vnd - coalesce(drift_price_vnd, confirmed_price_vnd, wished_price_vnd))::numeric * cheaper_packs,
            9000000000000000000)::bigint as lost_vnd
    from (
        select offer.offer_id, offer.listing_id, offer.account_id, offer.cooperative_id, offer.channel, offer.state,
            offer.channel_item_id, offer.reason_code, offer.channel_words, offer.confirmed_stock, offer.confirmed_price_vnd,
            offer.confirmed_hidden, offer.confirmed_at, offer.next_attempt_at, offer.wished_price_vnd, offer.wished_stock,
            offer.wished_hidden, offer.drift_price_vnd, offer.drift_hidden,
            coalesce(offer.troubled_since, offer.drifted_at) as troubled_since, listing.title, listing.sku, listing.pack_name, listing.search_key,
            shop.shop_id,
            case
                when offer.next_attempt_at is not null and not shop.connected then $4
                -- What is hidden here and there needs nobody, at whatever price.
                when offer.drifted_at is not null and (not offer.wished_hidden or offer.drift_hidden = false) then $6
                when offer.state = 'rejected' then coalesce(offer.reason_code, $5)
                when offer.reason_code = $3 then null
                when offer.reason_code = any($1::text[])
                    then case when coalesce(offer.troubled_since, offer.wished_at) <= $2 then offer.reason_code end
                else offer.reason_code
            end as needs,
            case
                when offer.wished_hidden then 0
                when offer.channel_item_id is null or coalesce(offer.drift_hidden, offer.confirmed_hidden) then offer.wished_stock
                else greatest(0, offer.wished_stock - coalesce(offer.confirmed_stock, offer.wished_stock))
            end as unseen_packs,
            case
                when offer.channel_item_id is null or coalesce(offer.drift_hidden, offer.confirmed_hidden) then 0
                else coalesce(offer.confirmed_stock, 0)
            end as cheaper_packs
        from offer
        join listing on listing.listing_id = offer.listing_id
        left join channel_account as shop on shop.account_id = offer.account_id and $own
        where $among and $seen
    ) as told
)

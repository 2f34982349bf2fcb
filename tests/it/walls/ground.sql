-- A plot of its first household, and what marketplaces would have brought to a cooperative: a shop, an offer, two orders, and what became of them. Words with `mark`
-- in them are this cooperative's alone.
insert into syndication.channel_account (account_id, version, cooperative_id, channel, shop_id, connected, access_token,
    refresh_token, issued_at, access_ends_at, refresh_ends_at, resolve_due)
values (gen_random_uuid(), 1, $cooperative, 'shopee', 'shop-$mark', false, '', '', now(), now(), now() + interval '30 days', false);
insert into syndication.offer (offer_id, version, listing_id, account_id, cooperative_id, commune_code, channel, state,
    channel_item_id, doubtful, wished_version, wished_price_vnd, wished_stock, wished_hidden, wished_at, confirmed_price_vnd,
    confirmed_stock, confirmed_hidden, confirmed_at, attempts)
select gen_random_uuid(), 1, $listing, account_id, $cooperative, $commune, 'shopee', 'live', 'item-$mark', false, 1, 1000, 5, false,
    now(), 1000, 5, false, now(), 0
from syndication.channel_account where cooperative_id = $cooperative;
insert into syndication.consent (state, cooperative_id, channel, ends_at)
values ('state-$mark', $cooperative, 'shopee', now() + interval '1 day');

insert into onboarding.plot (plot_id, cooperative_id, household_id, commune_code, code, name, product, plot_commune_code, area_m2,
    area_entered, area_unit, area_code, area_code_market, area_code_issued_on, area_code_state, search_key, fingerprint)
select gen_random_uuid(), cooperative_id, household_id, commune_code, 'TH-1', 'plot-$mark', 'cam_sanh', commune_code, 900, '2,5', 'sào',
    'VN-HGOR-0042', 'market-$mark', '2024-05-20', 'active', 'th-1 plot-$mark', ''
from onboarding.household where cooperative_id = $cooperative order by household_id limit 1;

insert into intake.shop (channel, shop_id, cooperative_id, version, connected) values ('shopee', 'shop-$mark', $cooperative, 1, false);
insert into intake.orders (order_id, version, cooperative_id, channel, shop_id, channel_order_id, state, raw_status,
    cash_on_delivery, cancel_requested, placed_at, paid_at, ship_by, channel_updated_at, fetched_at, total_vnd, tracking_number,
    found_by_polling, troubled, search_key)
select gen_random_uuid(), 1, $cooperative, 'shopee', 'shop-$mark', 'order-$mark-' || n, 'paid', 'READY_TO_SHIP', false, false,
    now(), now(), now() + interval '1 day', now(), now(), 100000, 'parcel-$mark-' || n, false, n = 2, 'order $mark ' || n
from generate_series(1, 2) as n;
insert into intake.order_line (order_id, line_no, cooperative_id, item_id, sku, name, quantity, unit_price_vnd, listing_id, product,
    grade, quantity_g, short_g)
select order_id, 1, $cooperative, 'item-$mark', sku, 'goods-$mark', 1, 100000, listing_id, product, grade, 1000, 500
from intake.orders o, intake.listing l where o.cooperative_id = $cooperative and l.listing_id = $listing;
insert into intake.reservation (order_id, line_no, lot_id, cooperative_id, quantity_g, state)
select order_id, 1, $lot, $cooperative, 500, 'held' from intake.orders where cooperative_id = $cooperative;
insert into intake.channel_task (order_id, kind, cooperative_id, channel, shop_id, state, channel_words)
select order_id, 'ship', $cooperative, 'shopee', 'shop-$mark', 'refused', 'words-$mark'
from intake.orders where cooperative_id = $cooperative and troubled;

insert into analytics.sale_order (order_id, cooperative_id, version)
select order_id, $cooperative, 1 from intake.orders where cooperative_id = $cooperative;
insert into analytics.sale (province_id, placed_month, order_id, line_no, cooperative_id, channel, state, day, product, grade,
    quantity_g, line_vnd, price_vnd_per_kg)
select '08', date_trunc('month', now())::date, l.order_id, 1, $cooperative, 'shopee', 'paid', now()::date, product, grade, 1000, 100000,
    100000
from intake.order_line l where cooperative_id = $cooperative;
insert into analytics.stale (day, cooperative_id, channel) values (now()::date, $cooperative, 'shopee');

insert into onboarding.former_representative (representative_key, cooperative_id, commune_code, name, personal_id_sealed,
    personal_id_index, personal_id_tail, phone_sealed, phone_tail, acted_until)
values (gen_random_uuid(), $cooperative, $commune, 'former-$mark', '', '', '001', '', '801', now()::date);

-- Both cooperatives are members of one union, which is a third.
with third as (
    update onboarding.cooperative set kind = 'cooperative_union' where code = (
        select max(code) from onboarding.cooperative where cooperative_id not in (
            select two.cooperative_id from (
                select distinct on (commune_code) cooperative_id from syndication.listing order by commune_code, cooperative_id limit 2
            ) two))
    returning cooperative_id
)
insert into onboarding.union_membership (membership_id, union_id, member_id, commune_code, joined_on)
select gen_random_uuid(), third.cooperative_id, $cooperative, $commune, '2025-01-01' from third;

insert into syndication.offer_event (event_id, offer_id, cooperative_id, at, happened)
select syndication.uuid_at(now()), offer_id, cooperative_id, now(),
    jsonb_build_object('what', 'refused', 'told', 'listing', 'reason_code', 'title_refused', 'channel_words', 'said-$mark')
from syndication.offer where cooperative_id = $cooperative;

with set as (
    insert into syndication.channel_rule (account_id, listing_id, cooperative_id, kind, rule, set_by, set_at)
    select account_id, $listing, $cooperative, 'title', '{"kind": "title", "text": "title-$mark"}', 'set-by-$mark', now()
    from syndication.channel_account where cooperative_id = $cooperative
    returning account_id, listing_id, cooperative_id, kind, rule
)
insert into syndication.rule_change (change_id, ordinal, account_id, listing_id, cooperative_id, kind, before, after, made_by, made_at)
select gen_random_uuid(), 0, account_id, listing_id, cooperative_id, kind, null, rule, 'made-by-$mark', now() from set;

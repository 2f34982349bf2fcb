-- What syndication keeps: listings, the shops they are shown in, and what each shop shows of each listing.

-- Cooperatives as onboarding tells them: their codes stand in Excel files.
create table cooperative (
    cooperative_id uuid primary key,
    version bigint not null,
    code text not null,
    commune_code text not null
);
create index cooperative_code on cooperative (code);
alter table cooperative enable row level security;
alter table cooperative force row level security;
create policy cooperative_seen on cooperative
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- Lots, of which two services speak: onboarding declares them, intake tells what may be sold. Either may be heard first.
create table lot (
    lot_id uuid primary key,
    cooperative_id uuid not null,
    commune_code text,
    declared_version bigint not null default 0,
    lot_code text,
    product text,
    grade text,
    stock_version bigint not null default 0,
    available_g bigint,
    constraint lot_is_whole_once_declared check (
        declared_version = 0 or num_nulls(commune_code, lot_code, product, grade) = 0),
    constraint lot_available check (available_g >= 0)
);
create index lot_code on lot (lot_code);
alter table lot enable row level security;
alter table lot force row level security;
create policy lot_seen on lot
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- What a cooperative offers for sale, once.
create table listing (
    listing_id uuid primary key,
    version bigint not null,
    cooperative_id uuid not null,
    commune_code text not null,
    sku text not null,
    title text not null,
    description text not null,
    product text not null,
    grade text not null,
    pack_name text not null,
    pack_g bigint not null,
    gross_g bigint not null,
    price_vnd bigint not null,
    active boolean not null,
    search_key text not null,
    -- Something that its offers follow from has changed. Whoever changes such a thing sets this in the same
    -- transaction, even where it is set already: the row's lock keeps a worker from clearing it too early.
    resolve_due boolean not null default true,
    constraint listing_sku unique (cooperative_id, sku),
    constraint listing_sku_form check (sku ~ '^[A-Z0-9][A-Z0-9-]{2,39}$'),
    constraint listing_pack check (pack_g > 0 and gross_g >= pack_g),
    constraint listing_price check (price_vnd > 0)
);
create index listing_of_cooperative on listing (cooperative_id, listing_id);
create index listing_to_resolve on listing (listing_id) where resolve_due;
alter table listing enable row level security;
alter table listing force row level security;
create policy listing_seen on listing
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- The lots a listing draws on. Several listings may draw on one lot; each then shows the pool.
create table listing_lot (
    listing_id uuid not null references listing (listing_id),
    lot_id uuid not null references lot (lot_id),
    cooperative_id uuid not null,
    commune_code text not null,
    constraint listing_lot_key primary key (listing_id, lot_id)
);
create index listing_lot_by_lot on listing_lot (lot_id);
alter table listing_lot enable row level security;
alter table listing_lot force row level security;
create policy listing_lot_seen on listing_lot
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- A cooperative's shop on a channel, with its tokens sealed. Officials have no business here.
create table channel_account (
    account_id uuid primary key,
    version bigint not null,
    cooperative_id uuid not null,
    channel text not null,
    shop_id text not null,
    connected boolean not null,
    reason_code text,
    access_token bytea not null,
    refresh_token bytea not null,
    issued_at timestamptz not null,
    access_ends_at timestamptz not null,
    refresh_ends_at timestamptz not null,
    -- Somebody is refreshing the tokens now, until this instant at the latest.
    refreshing_until timestamptz,
    -- The channel asked us to call no more until then.
    resting_until timestamptz,
    -- It was connected, and its offers are yet to be made.
    resolve_due boolean not null default true,
    constraint channel_account_shop unique (channel, shop_id),
    constraint channel_account_channel check (
        channel in ('shopee', 'lazada', 'tiktok_shop', 'tiki', 'own_shop', 'manual'))
);
create index channel_account_of_cooperative on channel_account (cooperative_id);
create index channel_account_to_resolve on channel_account (account_id) where resolve_due;
alter table channel_account enable row level security;
alter table channel_account force row level security;
create policy channel_account_seen on channel_account
    using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null));

-- Owners on their way to a channel's consent page and back.
create table consent (
    state text primary key,
    cooperative_id uuid not null,
    channel text not null,
    ends_at timestamptz not null,
    -- A state works once.
    used_at timestamptz,
    account_id uuid references channel_account (account_id)
);
create index consent_age on consent (ends_at);
alter table consent enable row level security;
alter table consent force row level security;
create policy consent_seen on consent using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null));

-- A listing as one shop shows it: what we wish, what the channel has confirmed, and what it has refused.
create table offer (
    offer_id uuid primary key,
    version bigint not null,
    listing_id uuid not null references listing (listing_id),
    account_id uuid not null references channel_account (account_id),
    cooperative_id uuid not null,
    commune_code text not null,
    channel text not null,
    state text not null,
    channel_item_id text,
    -- It may be there or not: it is looked for before it is sent again.
    doubtful boolean not null,
    wished_version bigint not null,
    wished_price_vnd bigint not null,
    wished_stock bigint not null,
    wished_hidden boolean not null,
    wished_at timestamptz not null,
    confirmed_price_vnd bigint,
    confirmed_stock bigint,
    confirmed_hidden boolean,
    confirmed_at timestamptz,
    refused_version bigint,
    refused_price_vnd bigint,
    refused_stock bigint,
    refused_hidden boolean,
    reason_code text,
    channel_words text,
    attempts bigint not null,
    -- Null where there is nothing to do.
    next_attempt_at timestamptz,
    -- How urgent that is, the lowest first.
    urgency smallint,
    -- A worker has it in hand, until this instant at the latest.
    claim uuid,
    claimed_until timestamptz,
    constraint offer_once unique (listing_id, account_id),
    constraint offer_state check (state in ('queued', 'submitted', 'live', 'rejected', 'paused')),
    constraint offer_live_is_there check (state <> 'live' or channel_item_id is not null),
    constraint offer_stock check (wished_stock >= 0),
    constraint offer_due_has_urgency check ((next_attempt_at is null) = (urgency is null)),
    constraint offer_claim check ((claim is null) = (claimed_until is null))
);
create index offer_due on offer (account_id, urgency, wished_stock) where next_attempt_at is not null;
create index offer_claimed on offer (account_id) where claimed_until is not null;
create index offer_by_state on offer (state, listing_id);
create index offer_of_cooperative on offer (cooperative_id);
create index offer_confirmed on offer (confirmed_at) where state = 'live';
alter table offer enable row level security;
alter table offer force row level security;
create policy offer_seen on offer
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- The leaf category a channel files a product under. Nobody's in particular: every listing of the product goes there.
create table channel_category (
    channel text not null,
    product text not null,
    category_id text not null,
    constraint channel_category_key primary key (channel, product)
);
-- These are the categories of the practice marketplace. A house that goes live puts in those that Shopee's
-- `product/get_category` lists for its sellers.
insert into channel_category (channel, product, category_id) values
    ('shopee', 'cam_sanh', '100871'),
    ('shopee', 'cam_vang', '100871'),
    ('shopee', 'hong_khong_hat', '100871'),
    ('shopee', 'che_shan_tuyet', '100827'),
    ('shopee', 'mat_ong_bac_ha', '100846');

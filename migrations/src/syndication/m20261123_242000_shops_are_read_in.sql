-- What a shop shows already is read in page by page, so that nothing is put there a second time: what has the SKU of a listing of
-- ours becomes its offer's, the rest waits for a person.
create table shop_item (
    account_id uuid not null references channel_account (account_id),
    item_id text not null,
    cooperative_id uuid not null,
    sku text not null,
    title text not null,
    price_vnd bigint not null,
    stock bigint not null,
    live boolean not null,
    search_key text not null,
    seen_at timestamptz not null,
    -- The offer whose item it is.
    offer_id uuid references offer (offer_id),
    -- Somebody has said that it is none of ours.
    ignored_at timestamptz,
    constraint shop_item_key primary key (account_id, item_id)
);
create index shop_item_by_sku on shop_item (account_id, sku);
create index shop_item_of_cooperative on shop_item (cooperative_id);
create index shop_item_of_offer on shop_item (offer_id);
alter table shop_item enable row level security;
alter table shop_item force row level security;
create policy shop_item_seen on shop_item
    using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null));

-- What somebody has joined by hand. It stays when the shop shows it no longer: orders may still name it.
create table joined_item (
    account_id uuid not null references channel_account (account_id),
    item_id text not null,
    cooperative_id uuid not null,
    listing_id uuid not null references listing (listing_id),
    version bigint not null,
    constraint joined_item_key primary key (account_id, item_id)
);
alter table joined_item enable row level security;
alter table joined_item force row level security;
create policy joined_item_seen on joined_item
    using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null));

alter table channel_account
    -- When it is to be read next, and who is at it until when at the latest.
    add column read_due_at timestamptz not null default now(),
    add column reading_until timestamptz,
    -- The page that comes next, and when this reading began; null while none is under way.
    add column reading_page text,
    add column reading_since timestamptz,
    add column reading_attempts integer not null default 0,
    -- When a reading last came to its end. Nothing is put into a shop before.
    add column read_at timestamptz,
    add column read_fault text,
    -- When somebody had looked through what it showed already, or there was nothing to look at. Nothing is put there before that,
    -- either: what is to be joined by hand would stand there twice.
    add column matched_at timestamptz default now();
-- What we have put things into so far was looked through; what comes is not.
alter table channel_account alter column matched_at drop default;
create index channel_account_to_read on channel_account (read_due_at) where connected;
create index offer_by_item on offer (account_id, channel_item_id);

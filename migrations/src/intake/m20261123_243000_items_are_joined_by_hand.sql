-- Something in a shop that somebody has joined to a listing by hand: orders name it by its id there, whatever its SKU says.
create table joined_item (
    channel text not null,
    shop_id text not null,
    item_id text not null,
    cooperative_id uuid not null,
    version bigint not null,
    listing_id uuid not null,
    constraint joined_item_key primary key (channel, shop_id, item_id)
);
create index joined_item_of_listing on joined_item (cooperative_id, listing_id);
create index joined_item_by_item on joined_item (cooperative_id, item_id);
alter table joined_item enable row level security;
alter table joined_item force row level security;
create policy joined_item_seen on joined_item
    using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null));

-- Lines that wait, as one comes upon them from such an item.
create index order_line_unmatched_item on order_line (cooperative_id, item_id) where listing_id is null;
create index order_line_short_item on order_line (cooperative_id, item_id) where short_g > 0;

-- Webhooks are recorded, orders taken, goods promised once.

-- Webhooks that were acknowledged. Unpartitioned, so that a key is unique for as long as it is kept (30 days).
create table webhook_seen (
    key text collate "C" not null,
    seen_at timestamptz not null default now(),
    constraint webhook_seen_key primary key (key)
);
create index webhook_seen_age on webhook_seen (seen_at);

-- The webhooks themselves, as they were sent. Written once, never changed.
create table raw_webhook (
    id uuid not null,
    received_at timestamptz not null default now(),
    channel text not null,
    shop_id text not null,
    kind text not null,
    channel_order_id text,
    dedupe_key text not null,
    -- Sealed: it may speak of a buyer.
    sealed_body bytea not null
) partition by range (received_at);
create table raw_webhook_rest partition of raw_webhook default;
create index raw_webhook_id on raw_webhook (id);

-- Those that wait for a worker, or were parked and wait for a person. A table of its own, so that it stays small however
-- many there have been; room in its pages lets a claim leave the indexes alone.
create table webhook_queue (
    id uuid not null,
    received_at timestamptz not null default now(),
    channel text collate "C" not null,
    shop_id text collate "C" not null,
    channel_order_id text,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default '-infinity',
    claimed_until timestamptz not null default '-infinity',
    parked_because text,
    constraint webhook_queue_key primary key (id)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index webhook_queue_waiting on webhook_queue (channel, shop_id, id) where parked_because is null;
create index webhook_queue_parked on webhook_queue (id) where parked_because is not null;

-- What the door has counted; one row.
create table door_count (
    sole boolean not null default true,
    received bigint not null default 0,
    duplicate bigint not null default 0,
    rejected bigint not null default 0,
    constraint door_count_key primary key (sole),
    constraint door_count_sole check (sole)
);
insert into door_count default values;

-- Makes the days ahead, and drops days older than `keep` on which nothing waits. A day whose first rows came before it was
-- made stays in the default partition; such rows are trimmed by age.
create function intake_turn_partitions(keep interval) returns void
language plpgsql security definer set search_path from current as $$
declare
    day timestamptz;
    part text;
    old record;
    held boolean;
begin
    for offset_days in -1..7 loop
        day := date_trunc('day', now(), 'UTC') + offset_days * interval '1 day';
        part := 'raw_webhook_' || to_char(day at time zone 'UTC', 'YYYYMMDD');
        if to_regclass(part) is null then
            begin
                execute format('create table %I partition of raw_webhook for values from (%L) to (%L)',
                    part, day, day + interval '1 day');
            exception when check_violation then
                null;
            end;
        end if;
    end loop;
    for old in
        select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'raw_webhook'::regclass and c.relname ~ '_[0-9]{8}$'
            and to_date(right(c.relname, 8), 'YYYYMMDD') + 1 < (now() - keep) at time zone 'UTC'
    loop
        execute format('select exists (select from %I join webhook_queue using (id) where parked_because is null)', old.name) into held;
        if not held then
            execute format('drop table %I', old.name);
        end if;
    end loop;
    delete from raw_webhook_rest where received_at < now() - keep
        and not exists (select from webhook_queue where webhook_queue.id = raw_webhook_rest.id);
    delete from webhook_seen where seen_at < now() - keep;
end
$$;
select intake_turn_partitions(interval '30 days');

-- Shops we take orders for, as syndication tells.
create table shop (
    channel text not null,
    shop_id text not null,
    cooperative_id uuid not null,
    version bigint not null,
    connected boolean not null,
    -- Every change before this instant of the business calendar has been polled and committed.
    polled_until timestamptz,
    polled_at timestamptz not null default '-infinity',
    constraint shop_key primary key (channel, shop_id)
);

-- Listings, as syndication tells: what a SKU stands for.
create table listing (
    listing_id uuid not null,
    version bigint not null,
    cooperative_id uuid not null,
    sku text not null,
    product text not null,
    grade text not null,
    pack_g bigint not null,
    lots uuid[] not null,
    constraint listing_key primary key (listing_id),
    constraint listing_sku unique (cooperative_id, sku),
    constraint listing_pack check (pack_g > 0)
);

-- A lot's balance; its ledger is `movement`.
create table lot (
    lot_id uuid not null,
    version bigint not null,
    declared_version bigint not null,
    lot_code text not null,
    cooperative_id uuid not null,
    commune_code text not null,
    product text not null,
    grade text not null,
    sell_by date not null,
    declared_g bigint not null,
    on_hand_g bigint not null,
    reserved_g bigint not null,
    sold_g bigint not null default 0,
    off_platform_g bigint not null default 0,
    own_use_g bigint not null default 0,
    waste_g bigint not null default 0,
    constraint lot_key primary key (lot_id),
    constraint lot_never_negative check (on_hand_g >= 0 and sold_g >= 0 and off_platform_g >= 0
        and own_use_g >= 0 and waste_g >= 0),
    constraint lot_never_promised_twice check (reserved_g between 0 and on_hand_g),
    constraint lot_mass_balance check (declared_g = sold_g + off_platform_g + own_use_g + waste_g + on_hand_g)
);
create index lot_of_cooperative on lot (cooperative_id, lot_id);

create table movement (
    movement_id uuid not null,
    lot_id uuid not null,
    cooperative_id uuid not null,
    kind text not null,
    quantity_g bigint not null,
    order_id uuid,
    line_no integer,
    on_hand_g bigint not null,
    reserved_g bigint not null,
    at timestamptz not null,
    actor text not null,
    constraint movement_key primary key (movement_id),
    constraint movement_kind check (kind in
        ('declared', 'reserved', 'released', 'sold', 'returned', 'waste', 'off_platform', 'own_use'))
);
create index movement_of_lot on movement (lot_id, movement_id);

create table orders (
    order_id uuid not null,
    version bigint not null,
    cooperative_id uuid not null,
    channel text not null,
    shop_id text not null,
    channel_order_id text not null,
    state text not null,
    raw_status text not null,
    cash_on_delivery boolean not null,
    cancel_requested boolean not null,
    placed_at timestamptz not null,
    paid_at timestamptz,
    ship_by timestamptz,
    channel_updated_at timestamptz not null,
    fetched_at timestamptz not null,
    total_vnd bigint,
    tracking_number text,
    cancel_reason text,
    found_by_polling boolean not null,
    troubled boolean not null,
    search_key text not null,
    constraint orders_key primary key (order_id),
    constraint orders_once unique (channel, shop_id, channel_order_id),
    constraint orders_state check (state in ('placed', 'paid', 'ready_to_ship', 'shipped', 'delivered', 'cancelled',
        'returned', 'unknown'))
);
create index orders_newest on orders (cooperative_id, placed_at desc, order_id desc);
create index orders_newest_of_all on orders (placed_at desc, order_id desc);
create index orders_by_state on orders (cooperative_id, state, placed_at desc, order_id desc);
create index orders_by_ship_by on orders
    (cooperative_id, state, (coalesce(ship_by, '9999-01-01 00:00:00+00'::timestamptz)), order_id);
create index orders_troubled on orders (cooperative_id, placed_at desc, order_id desc) where troubled;
create index orders_found_by_polling on orders (order_id) where found_by_polling;

create table order_line (
    order_id uuid not null,
    line_no integer not null,
    cooperative_id uuid not null,
    item_id text not null,
    sku text not null,
    name text not null,
    quantity bigint not null,
    unit_price_vnd bigint not null,
    listing_id uuid,
    product text,
    grade text,
    quantity_g bigint not null,
    short_g bigint not null,
    constraint order_line_key primary key (order_id, line_no),
    constraint order_line_of_order foreign key (order_id) references orders,
    constraint order_line_amounts check (quantity > 0 and quantity_g >= 0 and short_g between 0 and quantity_g)
);
create index order_line_unmatched on order_line (cooperative_id, sku) where listing_id is null;
create index order_line_short on order_line (cooperative_id, sku) where short_g > 0;

-- A promise of a lot's goods to a line. Released or consumed once, by a change of state.
create table reservation (
    order_id uuid not null,
    line_no integer not null,
    lot_id uuid not null,
    cooperative_id uuid not null,
    quantity_g bigint not null,
    state text not null,
    constraint reservation_once primary key (order_id, line_no, lot_id),
    constraint reservation_of_line foreign key (order_id, line_no) references order_line,
    constraint reservation_of_lot foreign key (lot_id) references lot,
    constraint reservation_quantity check (quantity_g > 0),
    constraint reservation_state check (state in ('held', 'consumed', 'released', 'returned'))
);
create index reservation_of_lot_held on reservation (lot_id) where state = 'held';

-- What we ask a marketplace to do about an order. A job calls; a repeat does no harm.
create table channel_task (
    order_id uuid not null,
    kind text not null,
    cooperative_id uuid not null,
    channel text not null,
    shop_id text not null,
    state text not null default 'queued',
    channel_words text,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default '-infinity',
    claimed_until timestamptz not null default '-infinity',
    asked_at timestamptz not null default now(),
    constraint channel_task_key primary key (order_id, kind),
    constraint channel_task_of_order foreign key (order_id) references orders,
    constraint channel_task_kind check (kind in ('ship', 'cancel_out_of_stock')),
    constraint channel_task_state check (state in ('queued', 'done', 'refused'))
);
create index channel_task_waiting on channel_task (asked_at, order_id) where state = 'queued';
create index channel_task_refused on channel_task (cooperative_id) where state = 'refused';

-- Webhooks and the door's counts belong to no cooperative.
do $$
declare
    name text;
begin
    foreach name in array array['webhook_seen', 'raw_webhook', 'webhook_queue', 'door_count'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        -- In a subquery, so that it is asked once for a statement and not for each row.
        execute format('create policy %I on %I using ((select sees(null, null))) with check ((select sees(null, null)))',
            name || '_seen', name);
    end loop;
    foreach name in array array['shop', 'listing', 'movement', 'orders', 'order_line', 'reservation', 'channel_task'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format('create policy %I on %I using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null))',
            name || '_seen', name);
    end loop;
end
$$;
alter table lot enable row level security;
alter table lot force row level security;
create policy lot_seen on lot using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

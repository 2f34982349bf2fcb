-- A shop may have sold before it came here. What had left it by then was of no lot of ours, and takes nothing from one.
select set_config('phien.scope', 'system', true);
alter table shop add column known_since timestamptz;
comment on column shop.known_since is 'When it came, by the business calendar; null where nobody knows.';
-- Those that are here came before the first order that we know of them.
update shop set known_since = coalesce(
    (select min(placed_at) from orders where orders.channel = shop.channel and orders.shop_id = shop.shop_id), now());
alter table orders add column from_before boolean not null default false;

-- Past orders are fetched day by day, beside the polls, because somebody asked for them: the last such wish of each shop.
create table backfill (
    channel text not null,
    shop_id text not null,
    cooperative_id uuid not null,
    from_day date not null,
    to_day date not null,
    -- The day that is fetched next; those before it are in.
    next_day date not null,
    asked_at timestamptz not null default now(),
    ended_at timestamptz,
    -- Orders that the marketplace named, and those of them that were new here or told something new.
    seen bigint not null default 0,
    changed bigint not null default 0,
    -- Days that it would not tell of, and its words about the last of them.
    skipped integer not null default 0,
    skipped_because text,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default '-infinity',
    claimed_until timestamptz not null default '-infinity',
    constraint backfill_key primary key (channel, shop_id),
    constraint backfill_days check (from_day <= to_day and next_day between from_day and to_day + 1)
);
create index backfill_waiting on backfill (asked_at) where ended_at is null;
alter table backfill enable row level security;
alter table backfill force row level security;
create policy backfill_seen on backfill
    using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null));

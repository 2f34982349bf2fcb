-- What was sold becomes figures. `event_log` is the record; everything else but farm-gate prices can be rebuilt from it.

-- Every event this service has ever heard, word for word. Never dropped.
create table event_log (
    event_id uuid not null,
    subject text not null,
    about text not null,
    version bigint not null,
    body text not null,
    at timestamptz not null,
    heard_at timestamptz not null default now(),
    constraint event_log_key primary key (event_id)
) partition by range (event_id);
create table event_log_rest partition of event_log default;
alter table event_log enable row level security;
alter table event_log force row level security;
create policy event_log_seen on event_log using ((select sees(null, null))) with check ((select sees(null, null)));
-- Whoever reads a partition by its own name reads nothing.
alter table event_log_rest enable row level security;
alter table event_log_rest force row level security;

-- Makes the months ahead. Runs with the rights of the schema's owner: the service itself may not change tables.
create function event_log_turn_partitions() returns void
language plpgsql security definer set search_path from current as $$
declare
    month timestamptz;
    part text;
begin
    for offset_months in -1..2 loop
        month := date_trunc('month', now(), 'UTC') + offset_months * interval '1 month';
        part := 'event_log_' || to_char(month at time zone 'UTC', 'YYYYMM');
        if to_regclass(part) is null then
            execute format('create table %I partition of event_log for values from (%L) to (%L)',
                part, uuid_at(month), uuid_at(month + interval '1 month'));
            execute format('alter table %I enable row level security', part);
            execute format('alter table %I force row level security', part);
        end if;
    end loop;
end
$$;
select event_log_turn_partitions();

-- Cooperatives as last told.
create table cooperative (
    cooperative_id uuid not null,
    version bigint not null,
    name text not null,
    commune_code text not null,
    constraint cooperative_key primary key (cooperative_id)
);
alter table cooperative enable row level security;
alter table cooperative force row level security;
create policy cooperative_seen on cooperative
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- Lots as last declared. Weights in grams.
create table lot (
    lot_id uuid not null,
    version bigint not null,
    cooperative_id uuid not null,
    commune_code text not null,
    product text not null,
    grade text not null,
    season text not null,
    picked_from date not null,
    sell_by date not null,
    declared_g bigint not null,
    constraint lot_key primary key (lot_id),
    constraint lot_grade check (grade in ('special', 'first', 'second'))
);
create index lot_of_cooperative on lot (cooperative_id);
alter table lot enable row level security;
alter table lot force row level security;
create policy lot_seen on lot
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- The newest version of each order that was heard. Whoever raises it holds the order's row, and so its lines.
create table sale_order (
    order_id uuid not null,
    cooperative_id uuid not null,
    version bigint not null,
    constraint sale_order_key primary key (order_id)
);
alter table sale_order enable row level security;
alter table sale_order force row level security;
create policy sale_order_seen on sale_order using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null));

-- The lines of that version. Only the cooperative itself sees single sales; officials read figures. Where a sale counts is
-- where its cooperative sits, which `daily` looks up: a sale that comes before its cooperative is complete once that comes.
create table sale (
    province_id text not null,
    placed_month date not null,
    order_id uuid not null,
    line_no integer not null,
    cooperative_id uuid not null,
    channel text not null,
    state text not null,
    day date not null,
    product text,
    grade text,
    quantity_g bigint not null,
    line_vnd bigint not null,
    price_vnd_per_kg bigint,
    constraint sale_key primary key (province_id, placed_month, order_id, line_no),
    constraint sale_quantity check (quantity_g >= 0),
    constraint sale_price_has_weight check ((price_vnd_per_kg is null) = (quantity_g = 0)),
    constraint sale_state check (state in
        ('placed', 'paid', 'ready_to_ship', 'shipped', 'delivered', 'cancelled', 'returned', 'unknown'))
);
create index sale_of_order on sale (order_id);
create index sale_of_day on sale (day, cooperative_id, channel);
alter table sale enable row level security;
alter table sale force row level security;
create policy sale_seen on sale using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null));

-- Days of a cooperative on a channel whose figures are behind the sales. A mark is only ever added and taken, never shared:
-- so listeners do not wait for each other, and a mark that is seen means sales that are seen.
create table stale (
    id bigint generated always as identity,
    day date not null,
    cooperative_id uuid not null,
    channel text not null,
    marked_at timestamptz not null default now(),
    constraint stale_key primary key (id)
);
alter table stale enable row level security;
alter table stale force row level security;
-- Everybody may know how fresh the figures are.
create policy stale_read on stale for select using (true);
create policy stale_written on stale using ((select sees(null, null))) with check ((select sees(null, null)));

-- Figures of a day. `orders` counts an order where its first line is, `orders_of_product` where its first line of the product
-- is, `orders_of_grade` wherever it has a line: so each may be summed over what it does not tell apart.
create table daily (
    day date not null,
    product text,
    grade text,
    commune_code text,
    cooperative_id uuid not null,
    channel text not null,
    orders bigint not null,
    orders_of_product bigint not null,
    orders_of_grade bigint not null,
    ordered_g bigint not null,
    ordered_vnd bigint not null,
    weighed_vnd bigint not null,
    sold_g bigint not null,
    revenue_vnd bigint not null,
    cancelled_g bigint not null,
    returned_g bigint not null,
    unmatched_lines bigint not null,
    constraint daily_key unique nulls not distinct (day, cooperative_id, channel, product, grade, commune_code)
);
create index daily_of_cooperative on daily (cooperative_id, day);
create index daily_of_commune on daily (commune_code, day);
alter table daily enable row level security;
alter table daily force row level security;
create policy daily_seen on daily
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- How much was ordered at each price on a day; medians are exact because this is.
create table daily_price (
    day date not null,
    product text,
    grade text,
    commune_code text,
    cooperative_id uuid not null,
    channel text not null,
    price_vnd_per_kg bigint not null,
    ordered_g bigint not null,
    constraint daily_price_key
        unique nulls not distinct (day, cooperative_id, channel, product, grade, commune_code, price_vnd_per_kg)
);
create index daily_price_of_cooperative on daily_price (cooperative_id, day);
create index daily_price_of_commune on daily_price (commune_code, day);
alter table daily_price enable row level security;
alter table daily_price force row level security;
create policy daily_price_seen on daily_price
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- What a kilogram fetched at the farm gate in a week, as somebody saw it.
create table farmgate_price (
    week date not null,
    commune_code text not null,
    product text not null,
    grade text not null,
    buyer text not null,
    observer text not null,
    price_vnd_per_kg bigint not null,
    constraint farmgate_price_key primary key (week, product, grade, commune_code, buyer, observer),
    constraint farmgate_price_week check (extract(isodow from week) = 1),
    constraint farmgate_price_above_zero check (price_vnd_per_kg > 0),
    constraint farmgate_price_grade check (grade in ('special', 'first', 'second')),
    constraint farmgate_price_buyer check (buyer in ('trader', 'collector', 'supermarket', 'company', 'other'))
);
alter table farmgate_price enable row level security;
alter table farmgate_price force row level security;
-- One baseline for all, whoever looks: otherwise the same uplift would differ from reader to reader. Only the province and
-- the house write it: a seller does not set what sellers are measured by.
create policy farmgate_price_read on farmgate_price for select
    using (coalesce(current_setting('phien.scope', true), '') in ('system', 'province', 'commune', 'cooperative'));
create policy farmgate_price_written on farmgate_price
    using (coalesce(current_setting('phien.scope', true), '') in ('system', 'province'))
    with check (coalesce(current_setting('phien.scope', true), '') in ('system', 'province'));

-- Goods that leave without an order say who bought them and for how much, and a slip is undone by a counter-movement that
-- names its row.
alter table movement add column buyer text;
alter table movement add column price_vnd_per_kg bigint;
alter table movement add column undoes uuid;
alter table movement add constraint movement_buyer check (buyer in ('trader', 'supermarket', 'other'));
alter table movement add constraint movement_price check (price_vnd_per_kg > 0);
alter table movement add constraint movement_sale
    check (kind = 'off_platform' or (buyer is null and price_vnd_per_kg is null));
alter table movement add constraint movement_undone_once unique (undoes);
create index movement_of_cooperative on movement (cooperative_id, at, movement_id);

-- A line is known again by its id on the marketplace, and has come as far as it says itself: of one order, packs may be on
-- their way, given up and sent back. Lines from before have neither; they are where their order is. An order may be on hold.
alter table order_line add column channel_line_id text not null default '';
alter table order_line add column state text;
alter table order_line add constraint order_line_state check (state in ('placed', 'paid', 'ready_to_ship', 'shipped',
    'delivered', 'cancelled', 'returned', 'unknown'));
alter table orders add column on_hold boolean not null default false;

-- Rows of the books that do not follow from the ledger and the promises.
with replayed as (
    select lot_id, movement_id, on_hand_g, reserved_g,
        sum(case kind when 'declared' then quantity_g when 'returned' then quantity_g when 'reserved' then 0
            when 'released' then 0 else -quantity_g end) over so_far as replayed_on_hand_g,
        sum(case kind when 'reserved' then quantity_g when 'released' then -quantity_g when 'sold' then -quantity_g
            else 0 end) over so_far as replayed_reserved_g,
        sum(case kind when 'sold' then quantity_g when 'returned' then -quantity_g else 0 end) over so_far as sold_g,
        sum(case kind when 'waste' then quantity_g else 0 end) over so_far as waste_g,
        sum(case kind when 'declared' then quantity_g else 0 end) over so_far as declared_g,
        lead(movement_id) over so_far is null as is_last
    from movement
    window so_far as (partition by lot_id order by movement_id)
), promised as (
    select lot_id, coalesce(sum(quantity_g) filter (where state = 'held'), 0) as held_g,
        coalesce(sum(quantity_g) filter (where state = 'consumed'), 0) as consumed_g
    from reservation
    group by lot_id
), wrong as (
    select 'a row of the ledger' as what from replayed
    where on_hand_g <> replayed_on_hand_g or reserved_g <> replayed_reserved_g or reserved_g < 0 or on_hand_g < reserved_g
    union all
    select 'a balance' from lot left join replayed r on r.lot_id = lot.lot_id and r.is_last
    where (lot.on_hand_g, lot.reserved_g, lot.sold_g, lot.waste_g, lot.declared_g)
        is distinct from (coalesce(r.on_hand_g, 0), coalesce(r.reserved_g, 0), coalesce(r.sold_g, 0),
            coalesce(r.waste_g, 0), coalesce(r.declared_g, 0))
    union all
    select 'what is promised of a lot' from lot left join promised using (lot_id)
    where lot.reserved_g <> coalesce(held_g, 0) or lot.sold_g <> coalesce(consumed_g, 0)
    union all
    select 'a line' from order_line line join orders using (order_id)
    where coalesce(line.state, orders.state) <> 'cancelled' and not orders.from_before
        and quantity_g <> short_g + coalesce((select sum(r.quantity_g) from reservation r
            where r.order_id = line.order_id and r.line_no = line.line_no and r.state <> 'released'), 0)
    union all
    select 'a line from before its shop came' from order_line line join orders using (order_id)
    where orders.from_before and (short_g > 0 or exists (select from reservation r where r.order_id = line.order_id))
    union all
    select 'a line that is given up' from order_line line join orders using (order_id)
        join reservation r on r.order_id = line.order_id and r.line_no = line.line_no
    where coalesce(line.state, orders.state) = 'cancelled' and r.state in ('held', 'consumed')
)
select count(*) as n from wrong

-- What needs a person. `$own` is the condition for the caller's own rows of `o`.
select
    (select count(*) from orders o where o.troubled and $own) as troubled,
    (select count(*) from orders o where o.troubled and $own
        and exists (select from order_line l where l.order_id = o.order_id and l.listing_id is null)) as unmatched,
    (select count(*) from orders o where o.troubled and $own
        and exists (select from order_line l where l.order_id = o.order_id and l.short_g > 0)) as short,
    (select count(*) from channel_task t join orders o using (order_id)
        where t.state = 'refused' and $own
            and o.state in ('placed', 'paid', 'ready_to_ship', 'unknown')) as refused,
    (select min(o.ship_by) from orders o where o.state = 'paid' and $own)
        as next_ship_by

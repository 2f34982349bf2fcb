with recursive waiting as (
    (select channel, shop_id from webhook_queue
    where parked_because is null and next_attempt_at <= now() and claimed_until <= now()
    order by channel, shop_id limit 1)
    union all
    select next.channel, next.shop_id from waiting cross join lateral (
        select q.channel, q.shop_id from webhook_queue q
        where (q.channel, q.shop_id) > (waiting.channel, waiting.shop_id)
            and q.parked_because is null and q.next_attempt_at <= now() and q.claimed_until <= now()
        order by q.channel, q.shop_id limit 1) as next
)
select channel, shop_id from waiting

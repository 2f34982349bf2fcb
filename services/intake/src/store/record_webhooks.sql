-- One statement, so that a batch of webhooks costs one flush: those not seen before are recorded and queued, all are counted.
-- Keys go in sorted, because two replicas of the door may hold the same ones.
with posted as (
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[])
        as p (id, channel, shop_id, kind, channel_order_id, dedupe_key, sealed_body)
), fresh as (
    insert into webhook_seen (key) select dedupe_key from posted order by dedupe_key collate "C"
    on conflict do nothing returning key
), recorded as (
    insert into raw_webhook (id, channel, shop_id, kind, channel_order_id, dedupe_key, sealed_body)
    select distinct on (p.dedupe_key)
        p.id, p.channel, p.shop_id, p.kind, nullif(p.channel_order_id, ''), p.dedupe_key, p.sealed_body
    from posted p join fresh f on f.key = p.dedupe_key
    order by p.dedupe_key, p.id
    returning id, channel, shop_id, channel_order_id
), queued as (
    insert into webhook_queue (id, channel, shop_id, channel_order_id) select * from recorded returning 1
)
update door_count set
    received = received + (select count(*) from queued),
    duplicate = duplicate + (select count(*) from posted) - (select count(*) from queued),
    rejected = rejected + $8

-- What a shop shows is read back, and what somebody has changed there stays until somebody here has decided on it.
alter table offer
    add column drift_price_vnd bigint,
    add column drift_hidden boolean,
    add column drifted_at timestamptz,
    -- Null where it never was: then it counts from what was last confirmed.
    add column read_at timestamptz,
    add constraint offer_drift check ((drifted_at is null) = (drift_price_vnd is null and drift_hidden is null));
create index offer_to_read on offer (account_id, coalesce(read_at, confirmed_at))
    where channel_item_id is not null and next_attempt_at is null;
drop index offer_may_be_troubled;
create index offer_may_be_troubled on offer (cooperative_id)
    where reason_code is not null or next_attempt_at is not null or drifted_at is not null;

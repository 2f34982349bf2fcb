-- An offer knows since when something stands in its way, so that what has failed for long can be told from what failed just now.
-- Null for what stood in the way before: then it counts from the last wish.
alter table offer add column troubled_since timestamptz;
-- Those that may need somebody are few, as a rule.
create index offer_may_be_troubled on offer (cooperative_id) where reason_code is not null or next_attempt_at is not null;

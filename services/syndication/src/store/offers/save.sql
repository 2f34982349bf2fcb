-- Offers as they are now.
insert into offer (offer_id, version, listing_id, account_id, cooperative_id, commune_code, channel, state,
    channel_item_id, doubtful, wished_version, wished_price_vnd, wished_stock, wished_hidden, wished_at,
    confirmed_price_vnd, confirmed_stock, confirmed_hidden, confirmed_at, refused_version, refused_price_vnd,
    refused_stock, refused_hidden, reason_code, channel_words, troubled_since, attempts, next_attempt_at, urgency, claim,
    claimed_until, again, drift_price_vnd, drift_hidden, drifted_at, read_at)
select offer_id, version, listing_id, account_id, cooperative_id, commune_code, channel, state, channel_item_id,
    doubtful, wished_version, wished_price_vnd, wished_stock, wished_hidden, wished_at, confirmed_price_vnd,
    confirmed_stock, confirmed_hidden, confirmed_at, refused_version, refused_price_vnd, refused_stock,
    refused_hidden, reason_code, channel_words, troubled_since, attempts, next_attempt_at, urgency, claim, claimed_until, again,
    drift_price_vnd, drift_hidden, drifted_at, read_at
from jsonb_to_recordset($1::jsonb) as r (offer_id uuid, version bigint, listing_id uuid, account_id uuid,
    cooperative_id uuid, commune_code text, channel text, state text, channel_item_id text, doubtful boolean,
    wished_version bigint, wished_price_vnd bigint, wished_stock bigint, wished_hidden boolean,
    wished_at timestamptz, confirmed_price_vnd bigint, confirmed_stock bigint, confirmed_hidden boolean,
    confirmed_at timestamptz, refused_version bigint, refused_price_vnd bigint, refused_stock bigint,
    refused_hidden boolean, reason_code text, channel_words text, troubled_since timestamptz, attempts bigint, next_attempt_at timestamptz,
    urgency smallint, claim uuid, claimed_until timestamptz, again boolean,
    drift_price_vnd bigint, drift_hidden boolean, drifted_at timestamptz, read_at timestamptz)
on conflict (offer_id) do update
set version = excluded.version, state = excluded.state, channel_item_id = excluded.channel_item_id,
    doubtful = excluded.doubtful, wished_version = excluded.wished_version,
    wished_price_vnd = excluded.wished_price_vnd, wished_stock = excluded.wished_stock,
    wished_hidden = excluded.wished_hidden, wished_at = excluded.wished_at,
    confirmed_price_vnd = excluded.confirmed_price_vnd, confirmed_stock = excluded.confirmed_stock,
    confirmed_hidden = excluded.confirmed_hidden, confirmed_at = excluded.confirmed_at,
    refused_version = excluded.refused_version, refused_price_vnd = excluded.refused_price_vnd,
    refused_stock = excluded.refused_stock, refused_hidden = excluded.refused_hidden,
    reason_code = excluded.reason_code, channel_words = excluded.channel_words, troubled_since = excluded.troubled_since, attempts = excluded.attempts,
    next_attempt_at = excluded.next_attempt_at, urgency = excluded.urgency, claim = excluded.claim,
    claimed_until = excluded.claimed_until, again = excluded.again,
    drift_price_vnd = excluded.drift_price_vnd, drift_hidden = excluded.drift_hidden, drifted_at = excluded.drifted_at,
    read_at = excluded.read_at

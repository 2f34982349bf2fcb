-- What was changed in one go, from what to what.
insert into rule_change (change_id, ordinal, account_id, listing_id, cooperative_id, kind, before, after, made_by, made_at)
select change_id, ordinal, account_id, listing_id, cooperative_id, kind, nullif(before, 'null'::jsonb),
    nullif(after, 'null'::jsonb), made_by, made_at
from jsonb_to_recordset($1::jsonb) as r (change_id uuid, ordinal bigint, account_id uuid, listing_id uuid,
    cooperative_id uuid, kind text, before jsonb, after jsonb, made_by text, made_at timestamptz)

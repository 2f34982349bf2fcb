-- Rules as they are now.
insert into channel_rule (account_id, listing_id, cooperative_id, kind, rule, set_by, set_at)
select account_id, listing_id, cooperative_id, kind, after, made_by, made_at
from jsonb_to_recordset($1::jsonb) as r (account_id uuid, listing_id uuid, cooperative_id uuid, kind text, after jsonb,
    made_by text, made_at timestamptz)
where account_id is not null and after is not null and after <> 'null'::jsonb
on conflict on constraint channel_rule_once do update
set rule = excluded.rule, set_by = excluded.set_by, set_at = excluded.set_at

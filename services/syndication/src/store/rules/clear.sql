-- Rules that are cleared are deleted.
delete from channel_rule
using jsonb_to_recordset($1::jsonb) as r (account_id uuid, listing_id uuid, cooperative_id uuid, kind text, after jsonb)
where channel_rule.account_id = r.account_id and channel_rule.listing_id is not distinct from r.listing_id
    and channel_rule.kind = r.kind and channel_rule.cooperative_id = r.cooperative_id
    and (r.after is null or r.after = 'null'::jsonb)

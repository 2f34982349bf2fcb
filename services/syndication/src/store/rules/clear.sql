-- Rules that are cleared are deleted: those of listings, and those of shops. An index finds the one as well as the other.
with cleared as (
    select * from jsonb_to_recordset($1::jsonb)
        as r (account_id uuid, listing_id uuid, cooperative_id uuid, kind text, after jsonb)
    where r.after is null or r.after = 'null'::jsonb
), of_shops as (
    delete from channel_rule
    using cleared
    where channel_rule.account_id = cleared.account_id and channel_rule.listing_id is null and cleared.listing_id is null
        and channel_rule.kind = cleared.kind and channel_rule.cooperative_id = cleared.cooperative_id
)
delete from channel_rule
using cleared
where channel_rule.account_id = cleared.account_id and channel_rule.listing_id = cleared.listing_id
    and channel_rule.kind = cleared.kind and channel_rule.cooperative_id = cleared.cooperative_id

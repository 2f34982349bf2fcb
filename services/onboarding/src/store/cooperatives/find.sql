-- One page of cooperatives by code: $1 the code before it, $2 a search key, $3 a state, $4 how many rows, $5 only this one; `$seen` what the caller may see.
with listed as (
    select cooperative_id, code, name, kind, tax_code, tax_code_status, commune_code, address_given, state, remarks, reviewer, state_since,
        verified_at, proposal, households
    from cooperative
    where code > $1
        and ($2 = '' or strpos(search_key, $2) > 0)
        and ($3::text is null or state = $3)
        and ($5::uuid is null or cooperative_id = $5)
        and $seen
    order by code
    limit $4
)
select listed.*, declared.lots, declared.declared_g
from listed
cross join lateral (
    select count(*) as lots, coalesce(sum(quantity_g), 0)::bigint as declared_g
    from lot
    where lot.cooperative_id = listed.cooperative_id
) declared
order by listed.code

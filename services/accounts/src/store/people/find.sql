-- People whose every grant is in these roles ($1) and, where one is named, in this scope ($2) or within it.
select person_id, name, login, password_hash is null as is_invited, disabled_at is not null as is_shut_out,
    exists (select from second_factor f where f.person_id = p.person_id and confirmed_at is not null) as has_second_factor,
    (select max(seen_at) from session s where s.person_id = p.person_id) as seen_at,
    g.roles, g.scope_kinds, g.scopes_of
from person p
cross join lateral (
    select array_agg(role order by role, scope_of) as roles, array_agg(scope_kind order by role, scope_of) as scope_kinds,
        array_agg(scope_of order by role, scope_of) as scopes_of,
        bool_and(role = any ($1) and ($2 = '' or scope_of = $2 or starts_with(scope_of, $2 || '/'))) as is_within
    from person_grant g where g.person_id = p.person_id
) g
where g.is_within
    and ($3::text is null or name_search like '%' || $3 || '%' or login = $4)
    and ($5::uuid is null or person_id = $5)
    and ($6::uuid is null or person_id < $6)
order by person_id desc
limit $7

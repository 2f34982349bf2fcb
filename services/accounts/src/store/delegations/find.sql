-- Delegations of an assistant ($1) or a cooperative ($2), or everybody's; one ($3), in a state ($4) as of today ($6).
select delegation_id, assistant_id, a.name as assistant, d.cooperative_id, cooperative, errands, starts_on, ends_on, agreed_by,
    evidence, state_now, made_at, decided_at, b.name as decided_by_name
from delegation d
cross join lateral (select case when state in ('live', 'proposed') and ends_on < $6 then 'over' else state end as state_now) n
join person a on a.person_id = assistant_id
left join person b on b.person_id = decided_by
where ($1::uuid is null or assistant_id = $1)
    and ($2::uuid is null or d.cooperative_id = $2)
    and ($3::uuid is null or delegation_id = $3)
    and ($4::text is null or state_now = $4)
    and ($5::uuid is null or delegation_id < $5)
order by delegation_id desc
limit $7

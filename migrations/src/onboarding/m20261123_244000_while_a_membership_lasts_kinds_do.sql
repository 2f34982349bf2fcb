-- While a membership lasts, its union is one and its member is none, whoever writes what at the same time.

select set_config('phien.scope', 'system', true);

-- What a file could bring about until now: members of none, and unions in unions.
update union_membership m set left_on = greatest(m.joined_on, current_date)
from cooperative u, cooperative c
where u.cooperative_id = m.union_id and c.cooperative_id = m.member_id and m.left_on is null
    and (u.kind <> 'cooperative_union' or c.kind = 'cooperative_union');

alter table cooperative
    add column is_union boolean not null generated always as (kind = 'cooperative_union') stored,
    add constraint cooperative_is_union_unique unique (cooperative_id, is_union);

-- Null, and so held to nothing, where the membership is over.
alter table union_membership
    add column of_a_union boolean generated always as (case when left_on is null then true end) stored,
    add column of_a_member boolean generated always as (case when left_on is null then false end) stored,
    add constraint union_membership_in_a_union foreign key (union_id, of_a_union)
        references cooperative (cooperative_id, is_union),
    add constraint union_membership_of_no_union foreign key (member_id, of_a_member)
        references cooperative (cooperative_id, is_union);

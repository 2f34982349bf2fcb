-- Cooperatives are members of unions, from a day and until a day. Both sides read a membership and may end it; neither reads
-- anything else of the other but its code and name.

create table union_membership (
    membership_id uuid not null,
    union_id uuid not null,
    member_id uuid not null,
    -- The member's; follows it.
    commune_code text not null,
    joined_on date not null,
    left_on date,
    constraint union_membership_key primary key (membership_id),
    constraint union_membership_with_another check (union_id <> member_id),
    constraint union_membership_dates check (left_on >= joined_on),
    constraint union_membership_union foreign key (union_id) references cooperative (cooperative_id),
    constraint union_membership_member foreign key (member_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create unique index union_membership_once on union_membership (union_id, member_id) where left_on is null;
create index union_membership_by_member on union_membership (member_id, commune_code);
alter table union_membership enable row level security;
alter table union_membership force row level security;
create policy union_membership_seen on union_membership for select
    using ((select sees(null, null)) or sees(union_id, null) or sees(member_id, commune_code));
-- The union says who joins; either side says who leaves. Officials only read.
create policy union_membership_begun on union_membership for insert with check (sees(union_id, null));
create policy union_membership_ended on union_membership for update
    using (sees(union_id, null) or sees(member_id, null)) with check (sees(union_id, null) or sees(member_id, null));

-- Code and name of a cooperative and of those it is or was in a union with, for itself.
create function partners_in_unions() returns table (cooperative_id uuid, code text, name text)
language sql stable set phien.scope = 'system'
as $$
    select c.cooperative_id, c.code, c.name from cooperative c where exists (
        select from union_membership m where c.cooperative_id in (m.union_id, m.member_id)
            and current_setting('phien.scope_of', true) in (m.union_id::text, m.member_id::text))
$$;

-- Who is meant by a code or a tax code, whoever asks; nothing is told but what kind it is.
create function who_could_join(known_by text) returns table (cooperative_id uuid, commune_code text, kind text)
language sql stable set phien.scope = 'system'
as $$
    select c.cooperative_id, c.commune_code, c.kind from cooperative c
    where (c.code = known_by or c.tax_code = known_by) and c.state <> 'rejected'
$$;

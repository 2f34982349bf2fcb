-- Row-level security knows who manages whom: a cooperative its own people, the province those of cooperatives and communes.
-- Whoever is something beyond that is a row of the house.

-- The owner is bound by row-level security, too, where it is no superuser.
select set_config('phien.scope', 'system', true);

alter table person
    -- The cooperative that all their grants lie within.
    add column cooperative_id uuid,
    -- 'people' where the province manages all their grants. No commune is called that, so none sees them.
    add column office text;

update person p set
    cooperative_id = g.cooperative_id,
    office = g.office
from (
    select person_id,
        case when bool_and(scope_kind in ('cooperative', 'household')) and count(distinct split_part(scope_of, '/', 1)) = 1
            then min(split_part(scope_of, '/', 1))::uuid end as cooperative_id,
        case when bool_and(scope_kind in ('cooperative', 'household', 'commune')) then 'people' end as office
    from person_grant group by person_id
) g
where g.person_id = p.person_id;

create index person_of_cooperative on person (cooperative_id, person_id);

alter policy person_seen on person
    using ((select sees(null, null)) or sees(cooperative_id, office))
    with check ((select sees(null, null)) or sees(cooperative_id, office));

-- Nobody gives what they could not give, whatever the application says.
alter policy person_grant_seen on person_grant
    using ((select sees(null, null)) or sees(
        case when scope_kind in ('cooperative', 'household') then split_part(scope_of, '/', 1)::uuid end,
        case when scope_kind in ('cooperative', 'household', 'commune') then 'people' end))
    with check ((select sees(null, null)) or sees(
        case when scope_kind in ('cooperative', 'household') then split_part(scope_of, '/', 1)::uuid end,
        case when scope_kind in ('cooperative', 'household', 'commune') then 'people' end));

-- What hangs on a person is seen with them.
alter policy session_seen on session
    using ((select sees(null, null)) or exists (select from person p where p.person_id = session.person_id))
    with check ((select sees(null, null)));
alter policy second_factor_seen on second_factor
    using ((select sees(null, null)) or exists (select from person p where p.person_id = second_factor.person_id))
    with check ((select sees(null, null)));
alter policy recovery_code_seen on recovery_code
    using ((select sees(null, null)) or exists (select from person p where p.person_id = recovery_code.person_id))
    with check ((select sees(null, null)));
alter policy door_link_seen on door_link
    using ((select sees(null, null)) or exists (select from person p where p.person_id = door_link.person_id))
    with check ((select sees(null, null)) or exists (select from person p where p.person_id = door_link.person_id));

-- Whoever draws a link leaves a message; only the house reads it.
create policy message_left on message for insert with check (coalesce(current_setting('phien.scope', true), '') <> '');

-- Assistants act for producers under a delegation; households read their own.

-- The owner is bound by row-level security, too, where it is no superuser.
select set_config('phien.scope', 'system', true);

alter table person_grant
    drop constraint person_grant_scope_fits,
    drop constraint person_grant_scope_named;
alter table person_grant
    add constraint person_grant_scope_fits check ((role, scope_kind) in (
        ('cooperative_manager', 'cooperative'),
        ('cooperative_member', 'cooperative'),
        ('household', 'household'),
        ('assistant', 'commune'),
        ('commune_official', 'commune'),
        ('provincial_official', 'province'),
        ('operator', 'system'))),
    add constraint person_grant_scope_named
        check ((scope_kind in ('cooperative', 'household', 'commune')) = (scope_of <> ''));

create table delegation (
    delegation_id uuid not null,
    assistant_id uuid not null,
    cooperative_id uuid not null,
    -- As it was called when the delegation was made.
    cooperative text not null,
    errands text[] not null,
    starts_on date not null,
    ends_on date not null,
    -- Who agreed for the producer, by name and office.
    agreed_by text not null,
    -- SHA-256 of the signed paper in the object store; none where a manager gave it.
    evidence text,
    state text not null,
    made_at timestamptz not null default now(),
    decided_by uuid,
    decided_at timestamptz,
    constraint delegation_key primary key (delegation_id),
    constraint delegation_assistant foreign key (assistant_id) references person (person_id) on delete cascade,
    constraint delegation_by_whom foreign key (decided_by) references person (person_id),
    constraint delegation_errands check (errands <> '{}' and errands <@ array['file', 'harvest', 'goods']),
    constraint delegation_days check (ends_on between starts_on and starts_on + 365),
    constraint delegation_state check (state in ('proposed', 'live', 'declined', 'ended')),
    constraint delegation_decided check ((state = 'proposed') = (decided_by is null)),
    -- Nobody lets themselves in.
    constraint delegation_four_eyes check (state <> 'live' or decided_by <> assistant_id)
);
create index delegation_of_assistant on delegation (assistant_id, delegation_id);
create index delegation_of_cooperative on delegation (cooperative_id, delegation_id);

alter table delegation enable row level security;
alter table delegation force row level security;
create policy delegation_seen on delegation using ((select sees(null, null))) with check ((select sees(null, null)));

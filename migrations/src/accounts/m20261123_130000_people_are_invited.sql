-- People come in by a link: with an invitation, or after a forgotten password. Messages wait here until they are sent.

-- The owner is bound by row-level security, too, where it is no superuser.
select set_config('phien.scope', 'system', true);

alter table person
    alter column password_hash drop not null,
    add column disabled_at timestamptz,
    -- The name for searching: lower case, without diacritics.
    add column name_search text not null default '';

update person set name_search = lower(name);

create table door_link (
    person_id uuid not null,
    token_hash bytea not null,
    ends_at timestamptz not null,
    constraint door_link_key primary key (person_id),
    constraint door_link_token unique (token_hash),
    constraint door_link_person foreign key (person_id) references person (person_id) on delete cascade
);

-- Whom and what is sealed: a link lets somebody in, and a phone number is personal.
create table message (
    message_id uuid not null,
    sealed bytea not null,
    attempts integer not null default 0,
    due_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint message_key primary key (message_id)
);
create index message_due on message (due_at);

alter table person_grant drop constraint person_grant_scope_fits;
alter table person_grant add constraint person_grant_scope_fits check ((role, scope_kind) in (
    ('cooperative_manager', 'cooperative'),
    ('cooperative_member', 'cooperative'),
    ('commune_official', 'commune'),
    ('provincial_official', 'province'),
    ('operator', 'system')));

alter table door_link enable row level security;
alter table door_link force row level security;
create policy door_link_seen on door_link using ((select sees(null, null))) with check ((select sees(null, null)));
alter table message enable row level security;
alter table message force row level security;
create policy message_seen on message using ((select sees(null, null))) with check ((select sees(null, null)));

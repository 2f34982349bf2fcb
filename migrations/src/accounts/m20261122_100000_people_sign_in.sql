-- People, what they may be, and their sessions. No cooperative's or commune's rows: only the house itself sees them.

create table person (
    person_id uuid not null,
    login text not null,
    name text not null,
    password_hash text not null,
    created_at timestamptz not null default now(),
    constraint person_key primary key (person_id),
    constraint person_login unique (login)
);

-- A role with the scope it holds in; at least one for each person.
create table person_grant (
    person_id uuid not null,
    role text not null,
    scope_kind text not null,
    scope_of text not null,
    constraint person_grant_key primary key (person_id, role, scope_of),
    constraint person_grant_person foreign key (person_id) references person (person_id) on delete cascade,
    constraint person_grant_scope_fits check ((role, scope_kind) in (
        ('cooperative_manager', 'cooperative'),
        ('commune_official', 'commune'),
        ('provincial_official', 'province'),
        ('operator', 'system'))),
    constraint person_grant_scope_named check ((scope_kind in ('cooperative', 'commune')) = (scope_of <> ''))
);

-- Signed-in devices. The token itself is never here, only its SHA-256.
create table session (
    session_hash bytea not null,
    person_id uuid not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    idle interval not null,
    ends_at timestamptz not null,
    constraint session_key primary key (session_hash),
    constraint session_person foreign key (person_id) references person (person_id) on delete cascade,
    constraint session_hash_is_sha256 check (octet_length(session_hash) = 32)
);
create index session_of_person on session (person_id);
create index session_ends on session (ends_at);

-- Recent attempts to sign in. People type passwords into the wrong field, so the login is kept as a hash.
create table sign_in_attempt (
    login_hash bytea not null,
    made_at timestamptz[] not null,
    last_at timestamptz not null default now(),
    constraint sign_in_attempt_key primary key (login_hash)
);
create index sign_in_attempt_age on sign_in_attempt (last_at);

alter table person enable row level security;
alter table person force row level security;
create policy person_seen on person using ((select sees(null, null))) with check ((select sees(null, null)));
alter table person_grant enable row level security;
alter table person_grant force row level security;
create policy person_grant_seen on person_grant using ((select sees(null, null))) with check ((select sees(null, null)));
alter table session enable row level security;
alter table session force row level security;
create policy session_seen on session using ((select sees(null, null))) with check ((select sees(null, null)));
alter table sign_in_attempt enable row level security;
alter table sign_in_attempt force row level security;
create policy sign_in_attempt_seen on sign_in_attempt using ((select sees(null, null))) with check ((select sees(null, null)));

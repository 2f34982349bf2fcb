-- A second factor beside the password, and sessions that their owner can tell apart and end.

alter table person add column password_changed_at timestamptz not null default now();

-- Who has an authenticator (RFC 6238). Its secret is sealed; it counts once a code made with it was shown.
create table second_factor (
    person_id uuid not null,
    secret bytea not null,
    drawn_at timestamptz not null default now(),
    confirmed_at timestamptz,
    -- The newest time step that was used; each step is used once.
    step bigint not null default 0,
    constraint second_factor_key primary key (person_id),
    constraint second_factor_person foreign key (person_id) references person (person_id) on delete cascade
);

-- Codes that stand in for the authenticator, each once. 80 random bits need no slow hash.
create table recovery_code (
    person_id uuid not null,
    code_hash bytea not null,
    constraint recovery_code_key primary key (person_id, code_hash),
    constraint recovery_code_person foreign key (person_id) references person (person_id) on delete cascade
);

alter table session
    add column session_id uuid not null default gen_random_uuid(),
    add column device text not null default '',
    -- Whether the second factor was shown in it.
    add column proven boolean not null default false,
    add constraint session_named_once unique (session_id);

alter table second_factor enable row level security;
alter table second_factor force row level security;
create policy second_factor_seen on second_factor using ((select sees(null, null))) with check ((select sees(null, null)));
alter table recovery_code enable row level security;
alter table recovery_code force row level security;
create policy recovery_code_seen on recovery_code using ((select sees(null, null))) with check ((select sees(null, null)));

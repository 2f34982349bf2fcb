-- API keys. The key itself is never here, only its SHA-256; 256 random bits need no slow hash. A manager sees those of their
-- cooperative; one without a cooperative reads the whole province's.

create table api_key (
    key_id uuid not null,
    key_hash bytea not null,
    prefix text not null,
    name text not null,
    cooperative_id uuid,
    scopes text[] not null,
    -- Who made it, and the grant they made it under: the key works while they hold it.
    made_by uuid not null,
    made_as text not null,
    made_in text not null,
    made_at timestamptz not null default now(),
    ends_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz,
    constraint api_key_key primary key (key_id),
    constraint api_key_once unique (key_hash),
    constraint api_key_maker foreign key (made_by) references person (person_id) on delete cascade,
    constraint api_key_hash_is_sha256 check (octet_length(key_hash) = 32),
    constraint api_key_allows_something check (cardinality(scopes) > 0),
    constraint api_key_ends check (ends_at <= made_at + interval '365 days')
);
create index api_key_of_cooperative on api_key (cooperative_id, key_id);

alter table api_key enable row level security;
alter table api_key force row level security;
create policy api_key_seen on api_key using ((select sees(null, null)) or sees(cooperative_id, null))
    with check ((select sees(null, null)) or sees(cooperative_id, null));

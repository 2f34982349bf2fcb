-- Excel files on their way in. Every service that takes files has this table.

create table import (
    import_id uuid not null,
    kind text not null,
    -- SHA-256 of the bytes in hex: the file's name in the object store.
    file text not null,
    file_name text not null,
    state text not null default 'queued',
    skip_faulty boolean not null default false,
    -- For whom the file is checked and taken: who asks, as the contract writes it.
    caller jsonb not null,
    -- Whose it is: a cooperative's, or an office's, which is 'province' or a commune's code. Neither: the house's own.
    cooperative_id uuid,
    office text,
    rows_done integer not null default 0,
    rows_total integer not null default 0,
    rows_faulty integer not null default 0,
    -- The first 500 faults, and how many there are.
    faults jsonb not null default '[]',
    faults_total integer not null default 0,
    takes jsonb not null default '[]',
    -- A worker is at it until then; one that died is missed no longer.
    claimed_until timestamptz,
    attempts integer not null default 0,
    created_at timestamptz not null default now(),
    constraint import_key primary key (import_id),
    constraint import_state check (state in ('queued', 'checking', 'checked', 'taking', 'taken', 'refused')),
    constraint import_has_one_owner check (cooperative_id is null or office is null)
);
create index import_newest on import (cooperative_id, kind, import_id desc);
create index import_unfinished on import (import_id) where state in ('queued', 'checking', 'taking');

alter table import enable row level security;
alter table import force row level security;
create policy import_seen on import using ((select sees(null, null)) or sees(cooperative_id, office)) with check (sees(cooperative_id, office));

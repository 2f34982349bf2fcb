-- What people do, row after row, each with the hash of the row before it. Appended through a function only: the service's
-- role may read these tables and not write them (see the rights in run.rs).

create table audit_entry (
    seq bigint not null,
    at timestamptz not null,
    actor text not null,
    role text not null,
    scope text not null,
    on_behalf_of text not null,
    action text not null,
    objects text[] not null,
    outcome text not null,
    digest text not null,
    address text not null,
    request_id text not null,
    previous bytea not null,
    hash bytea not null,
    constraint audit_entry_key primary key (seq)
);
create index audit_entry_actor on audit_entry (actor, seq);
create index audit_entry_objects on audit_entry using gin (objects);

create table audit_head (
    is_only boolean not null default true,
    seq bigint not null,
    hash bytea not null,
    constraint audit_head_key primary key (is_only),
    constraint audit_head_only check (is_only)
);
insert into audit_head (seq, hash) values (0, decode(repeat('00', 32), 'hex'));

-- Each part with its length, so that no two lists of parts are one text.
create function audit_text(parts text[]) returns text
language sql immutable strict parallel safe
return (select string_agg(octet_length(part) || ':' || part, '' order by place) from unnest(parts) with ordinality as p (part, place));

-- Whoever appends waits for whoever appended before to commit: the chain has no branches. So it is the last thing a
-- transaction does.
create function audit_append(
    actor text, role text, scope text, on_behalf_of text, action text, objects text[], outcome text, digest text,
    address text, request_id text
) returns bigint
language plpgsql security definer set search_path from current as $$
declare
    head audit_head;
    moment timestamptz;
    chained bytea;
begin
    select * into head from audit_head for update;
    moment := clock_timestamp();
    chained := sha256(head.hash || convert_to(audit_text(array[
        (head.seq + 1)::text, ((extract(epoch from moment) * 1000000)::bigint)::text, actor, role, scope, on_behalf_of,
        action, array_to_string(objects, ','), outcome, digest, address, request_id]), 'UTF8'));
    insert into audit_entry values (head.seq + 1, moment, actor, role, scope, on_behalf_of, action, objects, outcome,
        digest, address, request_id, head.hash, chained);
    update audit_head set seq = head.seq + 1, hash = chained;
    return head.seq + 1;
end
$$;

alter table audit_entry enable row level security;
alter table audit_entry force row level security;
create policy audit_entry_seen on audit_entry using ((select sees(null, null))) with check (true);

-- What every service's schema stands on: the mailbox, and the rule of who sees which row.

-- Row-level security asks this. A scope that was never set sees nothing.
-- Rows of a cooperative carry its id; rows that officials may read carry a commune code too.
-- Policies ask `(select sees(null, null))` first: that is answered once for a statement, and most are of the house itself.
create function sees(cooperative uuid, commune text) returns boolean
language sql stable parallel safe
return case coalesce(current_setting('phien.scope', true), '')
    when 'system' then true
    when 'cooperative' then cooperative = nullif(current_setting('phien.scope_of', true), '')::uuid
    when 'province' then commune is not null
    when 'commune' then commune = current_setting('phien.scope_of', true)
    else false
end;

-- Facts that became true here, told or yet to be told. Kept 30 days, for replay.
create sequence outbox_id;
create table outbox (
    id bigint not null default nextval('outbox_id'),
    event_id uuid not null,
    subject text not null,
    about text not null,
    version bigint not null,
    headers jsonb not null,
    body text not null,
    created_at timestamptz not null default now(),
    published_at timestamptz,
    constraint outbox_key primary key (event_id)
) partition by range (event_id);
create table outbox_rest partition of outbox default;
create index outbox_unpublished on outbox (id) where published_at is null;

-- Facts that had their effect here.
create table inbox (
    consumer text not null,
    event_id uuid not null,
    heard_at timestamptz not null default now(),
    constraint inbox_key primary key (consumer, event_id)
) partition by range (event_id);
create table inbox_rest partition of inbox default;

-- Messages that could not be read or were given up, until a person settles them.
create table parked_message (
    id bigint generated always as identity,
    consumer text not null,
    event_id uuid,
    subject text not null,
    body text not null,
    reason text not null,
    attempts bigint not null,
    parked_at timestamptz not null default now(),
    settled_at timestamptz,
    constraint parked_message_key primary key (id),
    constraint parked_once unique (consumer, event_id)
);

-- Commands that had their effect here, with their answers, for 48 hours.
create table command (
    actor text not null,
    ask text not null,
    key text not null,
    fingerprint text not null,
    answer text,
    asked_at timestamptz not null default now(),
    constraint command_key primary key (actor, ask, key)
);
create index command_age on command (asked_at);

-- The smallest UUIDv7 of an instant.
create function uuid_at(instant timestamptz) returns uuid
language sql immutable strict parallel safe
return (lpad(to_hex((extract(epoch from instant) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid;

-- Makes the weeks ahead of outbox and inbox, and drops weeks older than `keep` that hold nothing unpublished. A week whose
-- first rows came before it was made stays in the default partition; such rows are trimmed by age.
-- Runs with the rights of the schema's owner: the service itself may not change tables.
create function mailbox_turn_partitions(keep interval) returns void
language plpgsql security definer set search_path from current as $$
declare
    parent text;
    week timestamptz;
    part text;
    old record;
    held boolean;
begin
    foreach parent in array array['outbox', 'inbox'] loop
        for offset_weeks in -1..4 loop
            week := date_trunc('week', now(), 'UTC') + offset_weeks * interval '7 days';
            part := parent || '_' || to_char(week at time zone 'UTC', 'YYYYMMDD');
            if to_regclass(part) is null then
                begin
                    execute format('create table %I partition of %I for values from (%L) to (%L)',
                        part, parent, uuid_at(week), uuid_at(week + interval '7 days'));
                exception when check_violation then
                    null;
                end;
            end if;
        end loop;
        for old in
            select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = parent::regclass and c.relname ~ '_[0-9]{8}$'
                and to_date(right(c.relname, 8), 'YYYYMMDD') + 7 < (now() - keep) at time zone 'UTC'
        loop
            held := false;
            if parent = 'outbox' then
                execute format('select exists (select from %I where published_at is null)', old.name) into held;
            end if;
            if not held then
                execute format('drop table %I', old.name);
            end if;
        end loop;
    end loop;
    delete from outbox_rest where published_at is not null and created_at < now() - keep;
    delete from inbox_rest where heard_at < now() - keep;
end
$$;
select mailbox_turn_partitions(interval '30 days');

-- Anybody's transaction may post a fact; only the house itself reads what was posted, heard or parked.
do $$
declare
    name text;
begin
    foreach name in array array['outbox', 'inbox', 'parked_message'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        -- In a subquery, so that it is asked once for a statement and not for each row.
        execute format('create policy %I on %I using ((select sees(null, null))) with check (true)', name || '_seen', name);
    end loop;
end
$$;

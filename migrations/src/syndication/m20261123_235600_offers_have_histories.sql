-- What happened to each offer, written with it in one transaction and never changed. It names nobody but as others shall read it.
create table offer_event (
    event_id uuid not null,
    offer_id uuid not null references offer (offer_id),
    -- Officials have no business here, as with rules: each wish says by whose rule it came.
    cooperative_id uuid not null,
    at timestamptz not null,
    happened jsonb not null,
    constraint offer_event_key primary key (offer_id, event_id)
) partition by range (event_id);
create table offer_event_rest partition of offer_event default;
alter table offer_event enable row level security;
alter table offer_event force row level security;
create policy offer_event_seen on offer_event for select
    using ((select sees(null, null)) or sees(cooperative_id, null));
create policy offer_event_added on offer_event for insert
    with check ((select sees(null, null)) or sees(cooperative_id, null));

-- What was confirmed is to be told again, which is no news.
alter table offer add column again boolean not null default false;

-- Makes the months ahead, and drops months older than `keep`. A month whose first rows came before it was made stays in the
-- default partition; such rows are trimmed by age. Runs with the rights of the schema's owner: the service itself may not change
-- tables.
create function offer_event_turn_partitions(keep interval) returns void
language plpgsql security definer set search_path from current as $$
declare
    month timestamp;
    part text;
    old record;
begin
    for offset_months in -1..2 loop
        month := date_trunc('month', now() at time zone 'UTC') + offset_months * interval '1 month';
        part := 'offer_event_' || to_char(month, 'YYYYMM');
        if to_regclass(part) is null then
            begin
                execute format('create table %I partition of offer_event for values from (%L) to (%L)', part,
                    uuid_at(month at time zone 'UTC'), uuid_at((month + interval '1 month') at time zone 'UTC'));
            exception when check_violation then
                null;
            end;
        end if;
    end loop;
    for old in
        select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'offer_event'::regclass and c.relname ~ '_[0-9]{6}$'
            and to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' < (now() - keep) at time zone 'UTC'
    loop
        execute format('drop table %I', old.name);
    end loop;
    delete from offer_event_rest where at < now() - keep;
end
$$;
select offer_event_turn_partitions(interval '400 days');

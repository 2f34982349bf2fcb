-- Each producer's data lie under a key of their own, which lies wrapped here. Who was shown a number in full, and why, is
-- written down and stays.
--
-- A key that was destroyed leaves its row as a tombstone: `wrapped` is null, and what it sealed opens nowhere any more.

select set_config('phien.scope', 'system', true);

create table producer_key (
    producer_id uuid not null,
    -- The table the producer stands in; with cooperative and id it is what the key was wrapped for.
    producer text not null,
    cooperative_id uuid not null,
    commune_code text not null,
    wrapped bytea,
    -- Which key wrapped it.
    wrapped_by text,
    destroyed_at timestamptz,
    constraint producer_key_key primary key (producer_id),
    constraint producer_key_is_there_or_destroyed
        check ((wrapped is null) = (destroyed_at is not null) and (wrapped is null) = (wrapped_by is null)),
    constraint producer_key_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create index producer_key_by_cooperative on producer_key (cooperative_id, commune_code);
alter table producer_key enable row level security;
alter table producer_key force row level security;
create policy producer_key_seen on producer_key
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- What an erased producer no longer has.
alter table cooperative
    alter column representative_id_sealed drop not null,
    alter column representative_id_index drop not null,
    alter column representative_id_tail drop not null,
    alter column phone_sealed drop not null,
    alter column phone_tail drop not null,
    add column erased_at timestamptz,
    add constraint cooperative_numbers_until_erased check (
        (erased_at is null) = (representative_id_sealed is not null)
        and (erased_at is null) = (representative_id_index is not null)
        and (erased_at is null) = (phone_sealed is not null));
alter table household
    alter column personal_id_sealed drop not null,
    alter column personal_id_index drop not null,
    alter column personal_id_tail drop not null,
    add column erased_at timestamptz,
    add constraint household_numbers_until_erased check (
        (erased_at is null) = (personal_id_sealed is not null)
        and (erased_at is null) = (personal_id_index is not null)
        and (erased_at is null or phone_sealed is null and phone_tail is null and hamlet is null));

-- Rows that are written once. Only the commune follows its cooperative.
create function stays_as_written() returns trigger
language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - 'commune_code' = to_jsonb(old) - 'commune_code' then
        return new;
    end if;
    raise exception 'rows of % stay as they were written', tg_table_name;
end
$$;

-- Who was shown what of whom, and why; never the value.
create table reveal (
    reveal_id bigint generated always as identity,
    producer_id uuid not null,
    producer text not null,
    cooperative_id uuid not null,
    commune_code text not null,
    field text not null,
    reason text not null,
    words text not null,
    purpose text,
    actor text not null,
    role text not null,
    at timestamptz not null default now(),
    constraint reveal_key primary key (reveal_id),
    constraint reveal_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create index reveal_by_actor on reveal (actor, at);
create index reveal_by_producer on reveal (producer_id, reveal_id);
create index reveal_by_cooperative on reveal (cooperative_id, commune_code);
create trigger reveal_stays before update or delete on reveal for each row execute function stays_as_written();
alter table reveal enable row level security;
alter table reveal force row level security;
create policy reveal_seen on reveal
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- How often somebody was shown a number in the last hour, in whatever role and place.
create function reveals_in_an_hour(person text) returns bigint
language sql stable set phien.scope = 'system'
as $$ select count(*) from reveal where actor = person and at > now() - interval '1 hour' $$;

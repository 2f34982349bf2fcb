-- One person acts for a cooperative, and others did before. Each one's numbers lie under a key of their own: the first one's key
-- has the cooperative's id, `representative_key` names that of whoever came after.

select set_config('phien.scope', 'system', true);

alter table cooperative
    -- Whose key the numbers lie under; null while that is the first one.
    add column representative_key uuid,
    -- Since when they act, where that is known.
    add column representative_since date;

-- Times somebody acted that are over. Whoever comes back has two of them, under one key.
create table former_representative (
    term_id bigint generated always as identity,
    representative_key uuid not null,
    cooperative_id uuid not null,
    commune_code text not null,
    name text not null,
    personal_id_sealed bytea,
    personal_id_index bytea,
    personal_id_tail text,
    phone_sealed bytea,
    phone_tail text,
    acted_from date,
    acted_until date not null,
    erased_at timestamptz,
    constraint former_representative_key primary key (term_id),
    constraint former_representative_dates check (acted_until >= acted_from),
    constraint former_representative_numbers_until_erased check (
        num_nulls(personal_id_sealed, personal_id_index, personal_id_tail, phone_sealed, phone_tail)
            = case when erased_at is null then 0 else 5 end),
    constraint former_representative_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create index former_representative_by_key on former_representative (representative_key);
create index former_representative_by_cooperative on former_representative (cooperative_id, commune_code);
alter table former_representative enable row level security;
alter table former_representative force row level security;
create policy former_representative_seen on former_representative
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- A draft lies under the key of whoever acted when it was typed, and goes with it; null for the first one's.
alter table draft add column sealed_under uuid;

create function forget_drafts_under(key uuid) returns void
language sql volatile set phien.scope = 'system'
as $$ delete from draft where coalesce(sealed_under, cooperative_id) = key $$;

-- Lots are declared and revised by form: every declaration is kept as it was, and what the stock ledger has of a lot is known
-- here, so that nobody revises a lot below what is already sold.

-- Eight characters that nobody guesses: 40 random bits in an alphabet without I, L, O, U.
create function draw_public_code() returns text
language plpgsql volatile set phien.scope = 'system' set search_path from current
as $$
declare
    drawn bytea;
    code text;
begin
    loop
        -- A version 4 UUID is random everywhere but in its seventh and ninth byte.
        drawn := uuid_send(gen_random_uuid());
        select string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(drawn, at) & 31) + 1, 1), '') into code
        from unnest(array[0, 1, 2, 3, 4, 5, 9, 10]) as at;
        if not exists (select from lot where public_code = code) then
            return code;
        end if;
    end loop;
end
$$;

alter table lot add column public_code text;
select set_config('phien.scope', 'system', true);
update lot set public_code = draw_public_code();
alter table lot alter column public_code set not null;
alter table lot alter column public_code set default draw_public_code();
alter table lot add constraint lot_public_code_unique unique (public_code);
alter table lot add constraint lot_public_code check (public_code ~ '^[0-9A-HJKMNP-TV-Z]{8}$');
create index lot_by_season on lot (cooperative_id, season, lot_code);

-- The last number of a lot code that was used for a product and season, whoever asks: codes are unique in the whole house, and
-- all that is told is a number. Whoever draws the next one waits for whoever drew before to commit.
create function last_lot_number(prefix text) returns integer
language plpgsql volatile set phien.scope = 'system' set search_path from current
as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('lot code ' || prefix, 0));
    return coalesce((select max(split_part(lot_code, '-', 3)::integer) from lot where lot_code like prefix || '-%'), 0);
end
$$;

-- Declarations as they once were; never changed. Who weighed is not kept here.
create table lot_revision (
    lot_id uuid not null,
    revision integer not null,
    cooperative_id uuid not null,
    commune_code text not null,
    at timestamptz not null,
    actor text not null,
    by_name text not null,
    source text not null,
    reason text not null,
    quantity_g bigint not null,
    grade text not null,
    picked_from date not null,
    picked_to date not null,
    sell_by date not null,
    weighings jsonb not null,
    constraint lot_revision_key primary key (lot_id, revision),
    constraint lot_revision_source check (source in ('form', 'file')),
    constraint lot_revision_of_lot foreign key (cooperative_id, lot_id) references lot (cooperative_id, lot_id),
    constraint lot_revision_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);

-- Who took everything of a cooperative out, and why.
create table taken_out (
    taken_id bigint generated always as identity,
    cooperative_id uuid not null,
    at timestamptz not null,
    actor text not null,
    with_files boolean not null,
    reason text not null,
    constraint taken_out_key primary key (taken_id),
    constraint taken_out_has_a_reason check (not with_files or reason <> '')
);

-- What the stock ledger has told of a lot.
create table lot_booked (
    lot_id uuid not null,
    cooperative_id uuid not null,
    version bigint not null,
    declared_version bigint not null,
    declared_g bigint not null,
    committed_g bigint not null,
    constraint lot_booked_key primary key (lot_id)
);

insert into lot_revision (
    lot_id, revision, cooperative_id, commune_code, at, actor, by_name, source, reason, quantity_g, grade, picked_from,
    picked_to, sell_by, weighings
)
select l.lot_id, 1, l.cooperative_id, l.commune_code, now(), '', '', 'file', '', l.quantity_g, l.grade, l.picked_from,
    l.picked_to, l.sell_by,
    coalesce((
        select jsonb_agg(jsonb_build_object('household_code', m.code, 'picked_on', h.picked_on,
            'quantity_g', h.quantity_g, 'quantity_entered', h.quantity_entered, 'unit_entered', h.unit_entered)
            order by h.picked_on, m.code, h.weighing)
        from harvest h join household m on m.household_id = h.household_id where h.lot_id = l.lot_id
    ), '[]')
from lot l;

alter table lot_revision enable row level security;
alter table lot_revision force row level security;
create policy lot_revision_seen on lot_revision
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));
alter table lot_booked enable row level security;
alter table lot_booked force row level security;
-- Whoever sees a lot sees what the ledger told of it: an official who takes a file for a cooperative is held to it, too.
create policy lot_booked_seen on lot_booked
    using ((select sees(null, null)) or exists (select from lot l where l.lot_id = lot_booked.lot_id))
    with check (sees(cooperative_id, null));
alter table taken_out enable row level security;
alter table taken_out force row level security;
create policy taken_out_seen on taken_out
    using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null));

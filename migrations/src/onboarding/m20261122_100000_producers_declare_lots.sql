-- Producers, their papers and households, and what they picked.
--
-- Personal numbers and phones are sealed by the service; beside them lie a keyed hash, to find the same number again, and
-- the last three digits, to show. `fingerprint` is a keyed hash of a whole row as it was imported: the same again is no
-- change. `commune_code` of everything below a cooperative is the cooperative's own and follows it.

create table cooperative (
    cooperative_id uuid not null,
    version bigint not null,
    code text not null,
    name text not null,
    tax_code text not null,
    representative text not null,
    representative_id_sealed bytea not null,
    representative_id_index bytea not null,
    representative_id_tail text not null,
    phone_sealed bytea not null,
    phone_tail text not null,
    hamlet text,
    commune_code text not null,
    address_given text not null,
    founded_on date,
    state text not null,
    rejected_because text,
    households integer not null default 0,
    search_key text not null,
    fingerprint bytea not null,
    constraint cooperative_key primary key (cooperative_id),
    constraint cooperative_code_unique unique (code),
    -- Looked at when the statement ends, so that two cooperatives can swap what was mixed up.
    constraint cooperative_tax_code_unique unique (tax_code) deferrable,
    constraint cooperative_seat_unique unique (cooperative_id, commune_code),
    constraint cooperative_state check (state in ('draft', 'submitted', 'verified', 'rejected')),
    constraint cooperative_rejection_has_a_reason check ((state = 'rejected') = (rejected_because is not null)),
    constraint cooperative_households check (households >= 0)
);

create table household (
    household_id uuid not null,
    cooperative_id uuid not null,
    commune_code text not null,
    code text not null,
    head text not null,
    personal_id_sealed bytea not null,
    personal_id_index bytea not null,
    personal_id_tail text not null,
    phone_sealed bytea,
    phone_tail text,
    hamlet text,
    home_commune_code text not null,
    joined_on date not null,
    left_on date,
    search_key text not null,
    fingerprint bytea not null,
    constraint household_key primary key (household_id),
    constraint household_code_unique unique (cooperative_id, code),
    constraint household_person_unique unique (cooperative_id, personal_id_index) deferrable,
    constraint household_of_cooperative unique (cooperative_id, household_id),
    constraint household_dates check (left_on >= joined_on),
    constraint household_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);

create table paper (
    paper_id uuid not null,
    cooperative_id uuid not null,
    commune_code text not null,
    scheme text not null,
    number text not null,
    issuer text not null,
    issued_on date not null,
    valid_to date,
    product text,
    stars smallint,
    score smallint,
    fingerprint bytea not null,
    constraint paper_key primary key (paper_id),
    constraint paper_number_unique unique (cooperative_id, scheme, issuer, number),
    constraint paper_scheme
        check (scheme in ('ocop', 'vietgap', 'food_safety', 'food_safety_commitment', 'organic', 'gi')),
    constraint paper_dates check (valid_to >= issued_on),
    constraint paper_stars check ((scheme = 'ocop') = (stars is not null) and stars between 3 and 5),
    constraint paper_score check (score between 0 and 100),
    constraint paper_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);

create table lot (
    lot_id uuid not null,
    version bigint not null,
    lot_code text not null,
    cooperative_id uuid not null,
    commune_code text not null,
    product text not null,
    grade text not null,
    season text not null,
    picked_from date not null,
    picked_to date not null,
    sell_by date not null,
    quantity_g bigint not null,
    quantity_entered text not null,
    unit_entered text not null,
    -- Households that picked for it.
    households integer not null,
    fingerprint bytea not null,
    constraint lot_key primary key (lot_id),
    constraint lot_code_unique unique (lot_code),
    constraint lot_of_cooperative unique (cooperative_id, lot_id),
    constraint lot_grade check (grade in ('special', 'first', 'second')),
    constraint lot_dates check (picked_from <= picked_to and picked_to <= sell_by),
    constraint lot_quantity check (quantity_g > 0),
    constraint lot_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create index lot_by_cooperative on lot (cooperative_id, commune_code);

create table harvest (
    harvest_id uuid not null,
    lot_id uuid not null,
    household_id uuid not null,
    cooperative_id uuid not null,
    commune_code text not null,
    picked_on date not null,
    -- The first, the second … weighing of one household on one day.
    weighing integer not null,
    quantity_g bigint not null,
    quantity_entered text not null,
    unit_entered text not null,
    weighed_by text,
    constraint harvest_key primary key (harvest_id),
    constraint harvest_weighing_unique unique (lot_id, household_id, picked_on, weighing),
    constraint harvest_quantity check (quantity_g > 0),
    constraint harvest_lot foreign key (cooperative_id, lot_id) references lot (cooperative_id, lot_id),
    constraint harvest_household foreign key (cooperative_id, household_id)
        references household (cooperative_id, household_id),
    constraint harvest_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create index harvest_by_household on harvest (household_id);
create index harvest_by_cooperative on harvest (cooperative_id, commune_code);

alter table cooperative enable row level security;
alter table cooperative force row level security;
create policy cooperative_seen on cooperative
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));
alter table household enable row level security;
alter table household force row level security;
create policy household_seen on household
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));
alter table paper enable row level security;
alter table paper force row level security;
create policy paper_seen on paper
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));
alter table lot enable row level security;
alter table lot force row level security;
create policy lot_seen on lot
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));
alter table harvest enable row level security;
alter table harvest force row level security;
create policy harvest_seen on harvest
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- Codes that anybody has used already, whoever asks: they are unique in the whole house, and all that is told is that.
create function used_tax_codes(codes text[]) returns table (code text, cooperative_id uuid)
language sql stable set phien.scope = 'system'
as $$ select tax_code, cooperative_id from cooperative where tax_code = any(codes) $$;

create function used_lot_codes(codes text[]) returns table (code text, cooperative_id uuid)
language sql stable set phien.scope = 'system'
as $$ select lot_code, cooperative_id from lot where lot_code = any(codes) $$;

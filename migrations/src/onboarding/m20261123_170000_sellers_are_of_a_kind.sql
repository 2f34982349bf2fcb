-- Sellers are of a kind, their tax codes looked up or not; households join, leave and come back; officials record who they
-- looked at.

-- The owner is bound by row-level security, too, where it is no superuser.
select set_config('phien.scope', 'system', true);

alter table cooperative
    add column kind text not null default 'cooperative',
    alter column tax_code drop not null,
    add column tax_code_status text not null default 'format_ok',
    -- What the tax office gave before July 2025 to whom it now knows by their own number.
    add column legacy_tax_code text,
    add constraint cooperative_kind check (kind in
        ('cooperative', 'cooperative_union', 'cooperative_group', 'household_business', 'enterprise')),
    add constraint cooperative_tax_code_of_its_kind check (case kind
        when 'household_business' then tax_code is null
        when 'cooperative_group' then true
        else tax_code is not null end),
    add constraint cooperative_tax_code_status
        check (tax_code_status in ('format_ok', 'verified_manual', 'verified_registry', 'mismatch')),
    add constraint cooperative_legacy_tax_code check (legacy_tax_code is null or tax_code is null);

-- Without a code of its own, an organisation is known to the tax office by its representative's number.
-- Looked at when the statement ends, as for tax codes.
alter table cooperative add constraint cooperative_person_as_tax_code
    exclude using btree (representative_id_index with =) where (tax_code is null) deferrable;

-- By the code itself, or by the blind index of the number that takes its place.
create or replace function used_tax_codes(codes text[]) returns table (code text, cooperative_id uuid)
language sql stable set phien.scope = 'system'
as $$
    select tax_code, cooperative_id from cooperative where tax_code = any(codes)
    union all
    select encode(representative_id_index, 'hex'), cooperative_id from cooperative
    where tax_code is null and encode(representative_id_index, 'hex') = any(codes)
$$;

alter table household add column version bigint not null default 1;

-- Times a household was a member before the time its own row tells of.
create table past_membership (
    household_id uuid not null,
    cooperative_id uuid not null,
    commune_code text not null,
    joined_on date not null,
    left_on date not null,
    constraint past_membership_key primary key (household_id, joined_on),
    constraint past_membership_dates check (left_on >= joined_on),
    constraint past_membership_household foreign key (cooperative_id, household_id)
        references household (cooperative_id, household_id),
    constraint past_membership_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
alter table past_membership enable row level security;
alter table past_membership force row level security;
create policy past_membership_seen on past_membership
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- What came of looking at a representative. A row is never changed; a check of somebody who acts no more counts no more.
create table identity_check (
    check_id bigint generated always as identity,
    cooperative_id uuid not null,
    commune_code text not null,
    -- Whose number was looked at, as a keyed hash.
    representative_id_index bytea not null,
    verifier text not null,
    means text,
    seen_on date,
    reference text not null,
    result text not null,
    by_name text not null,
    -- The official's id.
    actor text not null,
    at timestamptz not null,
    constraint identity_check_key primary key (check_id),
    constraint identity_check_result check (result in ('matched', 'mismatched', 'unavailable', 'unsupported')),
    constraint identity_check_matched_by_something
        check (result <> 'matched' or (means is not null and seen_on is not null)),
    constraint identity_check_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create index identity_check_newest on identity_check (cooperative_id, representative_id_index, check_id);
alter table identity_check enable row level security;
alter table identity_check force row level security;
create policy identity_check_seen on identity_check
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

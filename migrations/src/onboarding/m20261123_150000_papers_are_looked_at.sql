-- A paper has a life: written, handed in, decided upon, renewed, over. It has a scan, and warnings before its end.

select set_config('phien.scope', 'system', true);

alter table paper
    add column version bigint not null default 1,
    -- The first of the row of renewals it belongs to.
    add column first_paper_id uuid,
    add column renews uuid,
    -- The verified paper that renews it.
    add column renewed_by uuid,
    -- What came in by a file was handed in with it.
    add column state text not null default 'submitted',
    add column state_since timestamptz not null default now(),
    add column reason text,
    add column verified_by text,
    add column verified_by_name text,
    add column verified_on date,
    add column warned_days smallint,
    add column plot text,
    add column area_m2 bigint,
    add column facility text,
    add column decision_no text,
    add column decision_date date,
    add column user_grant_no text,
    add column standard text,
    add column body text,
    add column scan_file text,
    add column scan_media_type text,
    add column scan_bytes bigint;

update paper set first_paper_id = paper_id;

alter table paper
    alter column first_paper_id set not null,
    add constraint paper_of_cooperative unique (cooperative_id, paper_id),
    add constraint paper_renews foreign key (cooperative_id, renews) references paper (cooperative_id, paper_id),
    add constraint paper_renewed_by foreign key (cooperative_id, renewed_by)
        references paper (cooperative_id, paper_id),
    add constraint paper_state
        check (state in ('draft', 'submitted', 'verified', 'rejected', 'expired', 'revoked')),
    add constraint paper_stopped_with_a_reason check ((state in ('rejected', 'revoked')) = (reason is not null)),
    add constraint paper_verified_by_somebody check (
        state <> 'verified' or num_nulls(verified_by, verified_by_name, verified_on, scan_file) = 0),
    add constraint paper_scan check (num_nulls(scan_file, scan_media_type, scan_bytes) in (0, 3)),
    add constraint paper_scan_media_type check (scan_media_type in ('image/jpeg', 'application/pdf')),
    add constraint paper_area check (area_m2 > 0),
    add constraint paper_warned check (warned_days in (60, 30, 7));

-- Either a certificate of food safety or a commitment, and exactly one that counts now.
create unique index paper_one_food_safety on paper (cooperative_id)
    where state = 'verified' and renewed_by is null and scheme in ('food_safety', 'food_safety_commitment');
create index paper_by_state on paper (state, paper_id);
create index paper_ending on paper (valid_to) where state = 'verified';
create index paper_renewed on paper (renews) where renews is not null;

-- The warnings that were given, each once.
create table paper_warning (
    paper_id uuid not null,
    cooperative_id uuid not null,
    commune_code text not null,
    days smallint not null,
    -- By the business calendar.
    told_on date not null,
    constraint paper_warning_once primary key (paper_id, days),
    constraint paper_warning_days check (days in (60, 30, 7)),
    constraint paper_warning_of foreign key (cooperative_id, paper_id) references paper (cooperative_id, paper_id),
    constraint paper_warning_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
alter table paper_warning enable row level security;
alter table paper_warning force row level security;
create policy paper_warning_seen on paper_warning
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

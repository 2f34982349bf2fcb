-- A listing names the papers it claims. Onboarding says which of them hold; what a listing needs and does not have hides it.

-- Papers as onboarding tells them.
create table paper (
    paper_id uuid primary key,
    version bigint not null,
    -- The first of a row of renewals: what a listing claims holds while any paper of the row does.
    first_paper_id uuid not null,
    cooperative_id uuid not null,
    commune_code text not null,
    scheme text not null,
    number text not null,
    product text,
    stars smallint,
    valid_to date,
    state text not null
);
create index paper_first on paper (first_paper_id);
create index paper_of_cooperative on paper (cooperative_id);
alter table paper enable row level security;
alter table paper force row level security;
create policy paper_seen on paper
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

create table listing_claim (
    listing_id uuid not null references listing (listing_id),
    first_paper_id uuid not null,
    cooperative_id uuid not null,
    commune_code text not null,
    -- Without the paper the listing is hidden.
    needed boolean not null,
    constraint listing_claim_key primary key (listing_id, first_paper_id)
);
create index listing_claim_by_paper on listing_claim (first_paper_id);
alter table listing_claim enable row level security;
alter table listing_claim force row level security;
create policy listing_claim_seen on listing_claim
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

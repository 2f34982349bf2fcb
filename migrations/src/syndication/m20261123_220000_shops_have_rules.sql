-- A shop may show something else than the listing says: its rules, who changed them, and what they reckon with.

-- What a buyer puts into the basket, and what the price is for. Priced by the kilogram, a pack's net weight is nominal.
alter table listing
    add column sold_by text not null default 'pack',
    add column priced_by text not null default 'pack',
    -- The day its offers were last resolved for: what depends on the day is resolved anew on each.
    add column resolved_on date,
    add constraint listing_sold_by check (sold_by in ('pack', 'piece')),
    add constraint listing_priced_by check (priced_by in ('pack', 'kilogram'));

-- Null until onboarding tells of the lot again: then nothing is held back for its age.
alter table lot add column sell_by date;

-- What a shop shows otherwise. Without a listing it is the shop's, for every listing that has none of its own. Officials
-- have no business here, as with shops. Clearing a rule deletes it.
create table channel_rule (
    account_id uuid not null references channel_account (account_id),
    listing_id uuid references listing (listing_id),
    cooperative_id uuid not null,
    kind text not null,
    rule jsonb not null,
    set_by text not null,
    set_at timestamptz not null,
    constraint channel_rule_once unique nulls not distinct (account_id, listing_id, kind),
    constraint channel_rule_kind check (kind in ('price', 'stock', 'season', 'title', 'description', 'category')),
    constraint channel_rule_says_its_kind check (rule ->> 'kind' = kind)
);
create index channel_rule_of_listing on channel_rule (listing_id);
create index channel_rule_of_cooperative on channel_rule (cooperative_id);
alter table channel_rule enable row level security;
alter table channel_rule force row level security;
create policy channel_rule_seen on channel_rule
    using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null));

-- What was changed about rules and prices, in which go, and from what to what: history, and what undoes it. A row without a
-- shop is a listing's own price.
create table rule_change (
    change_id uuid not null,
    ordinal bigint not null,
    account_id uuid references channel_account (account_id),
    listing_id uuid references listing (listing_id),
    cooperative_id uuid not null,
    kind text not null,
    before jsonb,
    after jsonb,
    made_by text not null,
    made_at timestamptz not null,
    constraint rule_change_key primary key (change_id, ordinal),
    constraint rule_change_changes check (before is distinct from after)
);
create index rule_change_of_cooperative on rule_change (cooperative_id, change_id);
create index rule_change_of_listing on rule_change (listing_id, change_id);
alter table rule_change enable row level security;
alter table rule_change force row level security;
create policy rule_change_seen on rule_change
    using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null));

-- Forms that are not finished are kept, sealed; and households read their own.

create table draft (
    cooperative_id uuid not null,
    form text not null,
    -- The id of what the form changes; empty for something new.
    about text not null,
    -- What was typed: personal numbers may be among it.
    fields_sealed bytea not null,
    saved_at timestamptz not null default now(),
    -- Who typed it, and for whom where that is somebody else.
    actor text not null,
    on_behalf_of text,
    by_name text not null,
    constraint draft_key primary key (cooperative_id, form, about),
    constraint draft_cooperative foreign key (cooperative_id) references cooperative (cooperative_id) on delete cascade
);
create index draft_age on draft (saved_at);
alter table draft enable row level security;
alter table draft force row level security;
-- Officials do not read what was never sent.
create policy draft_seen on draft
    using ((select sees(null, null)) or sees(cooperative_id, null)) with check (sees(cooperative_id, null));

-- Who erases somebody does not see what was typed of them, and takes it away all the same.
create function forget_drafts(cooperative uuid, forms text[]) returns void
language sql volatile set phien.scope = 'system'
as $$ delete from draft where cooperative_id = $1 and form = any($2) $$;

-- Whether a row is of the household that asks: its scope names the cooperative and the household.
create function sees_own(cooperative uuid, household uuid) returns boolean
language sql stable parallel safe
return current_setting('phien.scope', true) = 'household'
    and current_setting('phien.scope_of', true) = cooperative::text || '/' || household::text;

create policy household_seen_by_itself on household for select using (sees_own(cooperative_id, household_id));

-- What a household reads beside its own row, and no more: its cooperative's name, and its weighings with their lots.
create function own_cooperative_name() returns text
language sql stable set phien.scope = 'system'
as $$
    select name from cooperative
    where cooperative_id = nullif(split_part(current_setting('phien.scope_of', true), '/', 1), '')::uuid
$$;

create function own_weighings() returns table (
    lot_code text, product text, grade text, season text, picked_on date, weighing integer, quantity_g bigint, weighed_by text
)
language sql stable set phien.scope = 'system'
as $$
    select lot_code, product, grade, season, picked_on, weighing, h.quantity_g, weighed_by
    from harvest h join lot using (lot_id)
    where h.cooperative_id = nullif(split_part(current_setting('phien.scope_of', true), '/', 1), '')::uuid
        and household_id = nullif(split_part(current_setting('phien.scope_of', true), '/', 2), '')::uuid
$$;

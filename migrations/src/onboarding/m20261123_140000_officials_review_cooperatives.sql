-- Verification as a way with steps: taken up, decided with remarks for each field, suspended by two.

-- The owner is bound by row-level security, too, where it is no superuser.
select set_config('phien.scope', 'system', true);

alter table cooperative
    drop constraint cooperative_state,
    drop constraint cooperative_rejection_has_a_reason,
    add column remarks jsonb not null default '[]',
    add column reviewer jsonb,
    add column state_since timestamptz not null default now(),
    add column verified_at timestamptz,
    add column proposal jsonb;

-- What was called rejected was sent back to be mended.
update cooperative set
    remarks = case when rejected_because is null then '[]' else
        jsonb_build_array(jsonb_build_object('field', '', 'reason', rejected_because)) end,
    state = case state when 'rejected' then 'returned' else state end,
    verified_at = case state when 'verified' then now() end;

alter table cooperative
    drop column rejected_because,
    add constraint cooperative_state
        check (state in ('draft', 'submitted', 'in_review', 'verified', 'returned', 'rejected', 'suspended')),
    add constraint cooperative_stopped_with_a_reason
        check ((state in ('returned', 'rejected', 'suspended')) = (remarks <> '[]')),
    add constraint cooperative_in_review_by_somebody check ((state = 'in_review') = (reviewer is not null)),
    add constraint cooperative_proposal_while_selling
        check (proposal is null or verified_at is not null and state not in ('rejected', 'suspended'));

-- What officials and managers did, for those who read the file.
create table cooperative_step (
    step_id bigint generated always as identity,
    cooperative_id uuid not null,
    commune_code text not null,
    at timestamptz not null,
    state text not null,
    -- Who did it: a person's id, and how they were named.
    actor text not null,
    by_name text not null,
    remarks jsonb not null,
    constraint cooperative_step_key primary key (step_id),
    constraint cooperative_step_of foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create index cooperative_step_newest on cooperative_step (cooperative_id, step_id);
alter table cooperative_step enable row level security;
alter table cooperative_step force row level security;
create policy cooperative_step_seen on cooperative_step
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

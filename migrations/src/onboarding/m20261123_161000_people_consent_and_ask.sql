-- What people consented to, purpose by purpose, and what they ask of those who keep their data.

create table consent (
    consent_id bigint generated always as identity,
    producer_id uuid not null,
    producer text not null,
    cooperative_id uuid not null,
    commune_code text not null,
    purpose text not null,
    given boolean not null,
    -- Of the text they read, and in which language.
    version integer not null,
    language text not null,
    channel text not null,
    proof text not null,
    proof_file text,
    actor text not null,
    role text not null,
    at timestamptz not null,
    constraint consent_key primary key (consent_id),
    constraint consent_purpose check (purpose in ('verification', 'sale', 'statistics', 'sharing')),
    constraint consent_channel check (channel in ('portal', 'paper', 'assistant')),
    constraint consent_is_shown check (channel = 'portal' or proof <> '' or proof_file is not null),
    constraint consent_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create index consent_newest on consent (producer_id, purpose, consent_id desc);
create index consent_by_cooperative on consent (cooperative_id, commune_code);
create trigger consent_stays before update or delete on consent for each row execute function stays_as_written();
alter table consent enable row level security;
alter table consent force row level security;
create policy consent_seen on consent
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

create table subject_request (
    request_id uuid not null,
    version bigint not null,
    producer_id uuid not null,
    producer text not null,
    cooperative_id uuid not null,
    commune_code text not null,
    kind text not null,
    words text not null,
    state text not null,
    received_on date not null,
    answer_due date not null,
    finish_due date not null,
    -- The last day of what is to be done next.
    next_due date not null,
    holder text,
    holder_name text,
    hold text,
    -- The sealed file with all the data, until it was fetched.
    file text,
    constraint subject_request_key primary key (request_id),
    constraint subject_request_kind
        check (kind in ('access', 'correction', 'restriction', 'withdrawal', 'erasure', 'complaint')),
    constraint subject_request_state check (state in ('received', 'accepted', 'done', 'refused')),
    constraint subject_request_dates check (received_on <= answer_due and received_on <= finish_due),
    constraint subject_request_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create index subject_request_due on subject_request (next_due, request_id);
create index subject_request_by_producer on subject_request (producer_id, request_id);
create index subject_request_by_cooperative on subject_request (cooperative_id, commune_code);
alter table subject_request enable row level security;
alter table subject_request force row level security;
create policy subject_request_seen on subject_request
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- What was done about it, for those who read the register.
create table subject_request_step (
    step_id bigint generated always as identity,
    request_id uuid not null,
    cooperative_id uuid not null,
    commune_code text not null,
    at timestamptz not null,
    step text not null,
    words text not null,
    actor text not null,
    by_name text not null,
    constraint subject_request_step_key primary key (step_id),
    constraint subject_request_step_of foreign key (request_id) references subject_request (request_id),
    constraint subject_request_step_cooperative foreign key (cooperative_id, commune_code)
        references cooperative (cooperative_id, commune_code) on update cascade
);
create index subject_request_step_newest on subject_request_step (request_id, step_id);
create index subject_request_step_by_cooperative on subject_request_step (cooperative_id, commune_code);
create trigger subject_request_step_stays before update or delete on subject_request_step
    for each row execute function stays_as_written();
alter table subject_request_step enable row level security;
alter table subject_request_step force row level security;
create policy subject_request_step_seen on subject_request_step
    using ((select sees(null, null)) or sees(cooperative_id, commune_code)) with check (sees(cooperative_id, commune_code));

-- Identities at providers of OpenID Connect that open the house to a person: an issuer and a subject there, nothing else.

create table outside_identity (
    issuer text not null,
    subject text not null,
    person_id uuid not null,
    linked_at timestamptz not null default now(),
    used_at timestamptz,
    constraint outside_identity_key primary key (issuer, subject),
    constraint outside_identity_once unique (person_id, issuer),
    constraint outside_identity_person foreign key (person_id) references person (person_id) on delete cascade
);

alter table outside_identity enable row level security;
alter table outside_identity force row level security;
create policy outside_identity_seen on outside_identity using ((select sees(null, null))) with check ((select sees(null, null)));

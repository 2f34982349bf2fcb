-- Onboarding says whether a cooperative may sell. What it was told of before it said so might.

alter table cooperative add column may_sell boolean not null default true;

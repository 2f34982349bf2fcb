-- Which papers cover a lot, by the first of each row of renewals. Null until onboarding tells of the lot again: then none is asked
-- for.
alter table lot add column covered_by uuid[];

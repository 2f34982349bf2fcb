-- Whoever gets another name today and another number tomorrow is somebody else, too. What the one who acts was called, and their
-- number, when an official last looked, or since they act; null where that is as it is now.

select set_config('phien.scope', 'system', true);

alter table cooperative
    add column known_as text,
    add column known_as_index bytea,
    add constraint cooperative_known_as check ((known_as is null) = (known_as_index is null)),
    add constraint cooperative_known_as_until_erased check (erased_at is null or known_as is null);

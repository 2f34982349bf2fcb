-- Where something of somebody who follows was written down before the rest, nobody knows any more what it replaced of whoever
-- leaves.

alter table former_representative
    drop constraint former_representative_numbers_until_erased,
    add constraint former_representative_id_whole check (
        num_nulls(personal_id_sealed, personal_id_index, personal_id_tail) in (0, 3)),
    add constraint former_representative_phone_whole check (num_nulls(phone_sealed, phone_tail) in (0, 2)),
    add constraint former_representative_numbers_until_erased check (
        erased_at is null or personal_id_sealed is null and phone_sealed is null);

-- Where the numbers of somebody who follows were written down before their name, nobody knows any more those of whoever leaves.

alter table former_representative
    drop constraint former_representative_numbers_until_erased,
    add constraint former_representative_numbers check (
        num_nulls(personal_id_sealed, personal_id_index, personal_id_tail, phone_sealed, phone_tail) = 5
        or erased_at is null
            and num_nulls(personal_id_sealed, personal_id_index, personal_id_tail, phone_sealed, phone_tail) = 0);

-- Where a cooperative's money goes. The number lies sealed under a key of the account's own, which goes with its owner's data
-- when those are erased; `bank_id` is whose key that is.

select set_config('phien.scope', 'system', true);

alter table cooperative
    add column bank_id uuid,
    add column bank_bin text,
    add column bank_account_sealed bytea,
    add column bank_account_tail text,
    add column bank_holder text,
    -- A keyed hash of all three: the same again is no change, and another one is told to the managers.
    add column bank_fingerprint bytea,
    add constraint cooperative_bank_is_whole check (
        num_nulls(bank_id, bank_bin, bank_account_sealed, bank_account_tail, bank_holder, bank_fingerprint) in (0, 6)),
    add constraint cooperative_bank_until_erased check (erased_at is null or bank_id is null);

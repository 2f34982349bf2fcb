insert into cooperative (
    cooperative_id, version, code, name, kind, tax_code, legacy_tax_code, representative,
    representative_key, representative_since,
    representative_id_sealed, representative_id_index, representative_id_tail, phone_sealed, phone_tail,
    hamlet, commune_code, address_given, founded_on, state, remarks, reviewer, state_since, verified_at, proposal,
    search_key, fingerprint, bank_id, bank_bin, bank_account_sealed, bank_account_tail, bank_holder, bank_fingerprint
)
select
    r.cooperative_id, 1, r.code, r.name, r.kind, r.tax_code, r.legacy_tax_code, r.representative, r.representative_key,
    r.representative_since, decode(r.representative_id_sealed, 'hex'), decode(r.representative_id_index, 'hex'), r.representative_id_tail,
    decode(r.phone_sealed, 'hex'), r.phone_tail,
    r.hamlet, r.commune_code, r.address_given, r.founded_on, r.state, r.remarks, r.reviewer, r.state_since, r.verified_at,
    r.proposal, r.search_key,
    decode(r.fingerprint, 'hex'), r.bank_id, r.bank_bin, decode(r.bank_account_sealed, 'hex'), r.bank_account_tail,
    r.bank_holder, decode(r.bank_fingerprint, 'hex')
from jsonb_to_recordset($1::jsonb) as r (
    cooperative_id uuid, code text, name text, kind text, tax_code text, legacy_tax_code text, representative text,
    representative_key uuid, representative_since date, representative_id_sealed text, representative_id_index text, representative_id_tail text,
    phone_sealed text, phone_tail text, hamlet text, commune_code text, address_given text, founded_on date,
    state text, remarks jsonb, reviewer jsonb, state_since timestamptz, verified_at timestamptz, proposal jsonb,
    search_key text, fingerprint text, bank_id uuid, bank_bin text, bank_account_sealed text, bank_account_tail text,
    bank_holder text, bank_fingerprint text
)
order by r.cooperative_id
on conflict (cooperative_id) do update set
    version = cooperative.version + 1,
    name = excluded.name,
    kind = excluded.kind,
    -- Another code, or another number in its place, was not looked up.
    tax_code_status = case
        when cooperative.tax_code is distinct from excluded.tax_code
            or excluded.tax_code is null
                and cooperative.representative_id_index is distinct from excluded.representative_id_index
        then 'format_ok' else cooperative.tax_code_status end,
    tax_code = excluded.tax_code,
    legacy_tax_code = excluded.legacy_tax_code,
    -- Of somebody new nothing was known before; of whoever is there that stays until an official looks.
    known_as = case when excluded.representative_key = coalesce(cooperative.representative_key, cooperative.cooperative_id)
        then coalesce(cooperative.known_as, cooperative.representative) end,
    known_as_index = case when excluded.representative_key = coalesce(cooperative.representative_key, cooperative.cooperative_id)
        then coalesce(cooperative.known_as_index, cooperative.representative_id_index) end,
    representative = excluded.representative,
    representative_key = excluded.representative_key,
    representative_since = excluded.representative_since,
    -- Whoever was erased is followed by somebody who is here.
    erased_at = null,
    representative_id_sealed = excluded.representative_id_sealed,
    representative_id_index = excluded.representative_id_index,
    representative_id_tail = excluded.representative_id_tail,
    phone_sealed = excluded.phone_sealed,
    phone_tail = excluded.phone_tail,
    hamlet = excluded.hamlet,
    commune_code = excluded.commune_code,
    address_given = excluded.address_given,
    founded_on = excluded.founded_on,
    state = excluded.state,
    remarks = excluded.remarks,
    reviewer = excluded.reviewer,
    state_since = excluded.state_since,
    verified_at = excluded.verified_at,
    proposal = excluded.proposal,
    search_key = excluded.search_key,
    fingerprint = excluded.fingerprint,
    -- Whoever says nothing of a bank account keeps the one that is there; all of one comes at once.
    bank_id = coalesce(excluded.bank_id, cooperative.bank_id),
    bank_bin = coalesce(excluded.bank_bin, cooperative.bank_bin),
    bank_account_sealed = coalesce(excluded.bank_account_sealed, cooperative.bank_account_sealed),
    bank_account_tail = coalesce(excluded.bank_account_tail, cooperative.bank_account_tail),
    bank_holder = coalesce(excluded.bank_holder, cooperative.bank_holder),
    bank_fingerprint = coalesce(excluded.bank_fingerprint, cooperative.bank_fingerprint)

-- A file that says that somebody joined after they left says that they came back.
with came_back as (
    insert into past_membership (household_id, cooperative_id, commune_code, joined_on, left_on)
    select h.household_id, h.cooperative_id, h.commune_code, h.joined_on, h.left_on
    from jsonb_to_recordset($1::jsonb) as r (household_id uuid, joined_on date)
    join household h on h.household_id = r.household_id
    where r.joined_on > h.left_on
    on conflict do nothing
)
insert into household (
    household_id, cooperative_id, commune_code, code, head, personal_id_sealed, personal_id_index, personal_id_tail,
    phone_sealed, phone_tail, hamlet, home_commune_code, joined_on, search_key, fingerprint
)
select
    r.household_id, r.cooperative_id, c.commune_code, r.code, r.head,
    decode(r.personal_id_sealed, 'hex'), decode(r.personal_id_index, 'hex'), r.personal_id_tail,
    decode(r.phone_sealed, 'hex'), r.phone_tail, r.hamlet, r.home_commune_code, r.joined_on, r.search_key,
    decode(r.fingerprint, 'hex')
from jsonb_to_recordset($1::jsonb) as r (
    household_id uuid, cooperative_id uuid, code text, head text,
    personal_id_sealed text, personal_id_index text, personal_id_tail text, phone_sealed text, phone_tail text,
    hamlet text, home_commune_code text, joined_on date, search_key text, fingerprint text
)
join cooperative c on c.cooperative_id = r.cooperative_id
on conflict (household_id) do update set
    version = household.version + 1,
    head = excluded.head,
    personal_id_sealed = excluded.personal_id_sealed,
    personal_id_index = excluded.personal_id_index,
    personal_id_tail = excluded.personal_id_tail,
    phone_sealed = excluded.phone_sealed,
    phone_tail = excluded.phone_tail,
    hamlet = excluded.hamlet,
    home_commune_code = excluded.home_commune_code,
    -- A time that is over stays over: a file from before it says nothing of the one that holds.
    joined_on = case when exists (
        select from past_membership p where p.household_id = household.household_id and p.left_on >= excluded.joined_on
    ) then household.joined_on else excluded.joined_on end,
    left_on = case when excluded.joined_on > household.left_on then null else household.left_on end,
    search_key = excluded.search_key,
    fingerprint = excluded.fingerprint
where household.erased_at is null

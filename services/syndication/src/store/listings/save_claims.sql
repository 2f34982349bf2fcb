-- The papers these listings claim, and no others.
with saved as (
    select listing_id, cooperative_id, commune_code, claims
    from jsonb_to_recordset($1::jsonb) as r (listing_id uuid, cooperative_id uuid, commune_code text, claims jsonb)
), wanted as (
    select listing_id, cooperative_id, commune_code, c.paper_id as first_paper_id, c.needed
    from saved, jsonb_to_recordset(saved.claims) as c (paper_id uuid, needed boolean)
), gone as (
    delete from listing_claim
    using saved
    where listing_claim.listing_id = saved.listing_id
        and not exists (
            select from wanted
            where wanted.listing_id = listing_claim.listing_id
                and wanted.first_paper_id = listing_claim.first_paper_id)
)
insert into listing_claim (listing_id, first_paper_id, cooperative_id, commune_code, needed)
select listing_id, first_paper_id, cooperative_id, commune_code, needed from wanted
on conflict (listing_id, first_paper_id) do update set needed = excluded.needed

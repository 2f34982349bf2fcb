-- The lots of these listings, and no others.
with wanted as (
    select r.listing_id, lot_id, cooperative_id, commune_code
    from jsonb_to_recordset($1::jsonb) as r (listing_id uuid, cooperative_id uuid, commune_code text, lots uuid[]),
        unnest(r.lots) as lot_id
), gone as (
    delete from listing_lot
    using (select distinct listing_id from wanted) as saved
    where listing_lot.listing_id = saved.listing_id
        and not exists (
            select from wanted
            where wanted.listing_id = listing_lot.listing_id and wanted.lot_id = listing_lot.lot_id)
)
insert into listing_lot (listing_id, lot_id, cooperative_id, commune_code)
select listing_id, lot_id, cooperative_id, commune_code from wanted
on conflict do nothing

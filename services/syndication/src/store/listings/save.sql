-- Listings as they are now. Their offers are resolved anew.
insert into listing (listing_id, version, cooperative_id, commune_code, sku, title, description, product, grade,
    pack_name, pack_g, gross_g, price_vnd, sold_by, priced_by, active, gtin, search_key, resolve_due)
select listing_id, version, cooperative_id, commune_code, sku, title, description, product, grade,
    pack_name, pack_g, gross_g, price_vnd, sold_by, priced_by, active, gtin, search_key, true
from jsonb_to_recordset($1::jsonb) as r (listing_id uuid, version bigint, cooperative_id uuid, commune_code text,
    sku text, title text, description text, product text, grade text, pack_name text, pack_g bigint, gross_g bigint,
    price_vnd bigint, sold_by text, priced_by text, active boolean, gtin text, search_key text)
on conflict (listing_id) do update
set version = excluded.version, title = excluded.title, description = excluded.description,
    product = excluded.product, grade = excluded.grade, pack_name = excluded.pack_name, pack_g = excluded.pack_g,
    gross_g = excluded.gross_g, price_vnd = excluded.price_vnd, sold_by = excluded.sold_by, priced_by = excluded.priced_by,
    active = excluded.active, gtin = excluded.gtin, search_key = excluded.search_key, resolve_due = true

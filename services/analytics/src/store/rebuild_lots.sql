-- Lots as the event log tells them.
with newest as (
    select distinct on (about) version, body::jsonb as body
    from event_log where subject = 'onboarding.lot_declared.v1'
    order by about, version desc, heard_at, event_id
),
kept as (
    select lot_id::text as key, to_jsonb(lot) as content from lot
),
rebuilt as (
    select lot_id::text as key, to_jsonb(told) as content
    from (
        select substr(body ->> 'lot_id', 5)::uuid as lot_id, version,
            substr(body ->> 'cooperative_id', 5)::uuid as cooperative_id,
            body ->> 'commune_code' as commune_code, body ->> 'product' as product, body ->> 'grade' as grade,
            body ->> 'season' as season, (body ->> 'picked_from')::date as picked_from,
            (body ->> 'sell_by')::date as sell_by, (body ->> 'quantity_g')::bigint as declared_g
        from newest
    ) as told
)

-- Cooperatives as the event log tells them.
with newest as (
    select distinct on (about) version, body::jsonb as body
    from event_log where subject = 'onboarding.cooperative_changed.v1'
    order by about, version desc, heard_at, event_id
),
kept as (
    select cooperative_id::text as key, to_jsonb(cooperative) as content from cooperative
),
rebuilt as (
    select cooperative_id::text as key, to_jsonb(told) as content
    from (
        select substr(body ->> 'cooperative_id', 5)::uuid as cooperative_id, version,
            body ->> 'name' as name, body ->> 'commune_code' as commune_code
        from newest
    ) as told
)

-- Sales as the event log tells them: a second reading of the same events, in SQL, that shares nothing with the first.
with newest as (
    select distinct on (about) body::jsonb as body
    from event_log where subject = 'intake.order_changed.v1'
    order by about, version desc, heard_at, event_id
),
line as (
    select substr(body ->> 'order_id', 5)::uuid as order_id,
        substr(body ->> 'cooperative_id', 5)::uuid as cooperative_id,
        body ->> 'channel' as channel,
        body ->> 'state' as state,
        ((body ->> 'placed_at')::timestamptz at time zone interval '7 hours')::date as day,
        (line ->> 'line_no')::integer as line_no,
        line ->> 'product' as product,
        line ->> 'grade' as grade,
        case when line ->> 'product' is null then 0 else (line ->> 'quantity_g')::bigint end as quantity_g,
        (line ->> 'line_vnd')::bigint as line_vnd
    from newest cross join lateral jsonb_array_elements(body -> 'lines') as line
    where (line ->> 'quantity')::bigint <> 0
),
kept as (
    select order_id || '/' || line_no as key, to_jsonb(sale) as content from sale
),
rebuilt as (
    select order_id || '/' || line_no as key, to_jsonb(told) as content
    from (
        select '08' as province_id, date_trunc('month', day::timestamp)::date as placed_month, line.*,
            case when quantity_g > 0 then round(line_vnd * 1000::numeric / quantity_g)::bigint end as price_vnd_per_kg
        from line
    ) as told
)

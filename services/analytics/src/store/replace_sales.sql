-- An order's lines in place of its former ones. The order is locked: see `claim`.
-- $1 province, $2 order, $3 cooperative, $4 channel, $5 state, $6 day, $7 lines as JSON
with told as materialized (
    select date_trunc('month', $6::date::timestamp)::date as placed_month, line.*
    from jsonb_to_recordset($7::jsonb) as line (
        line_no integer, product text, grade text, quantity_g bigint, line_vnd bigint, price_vnd_per_kg bigint)
),
before as materialized (
    select distinct day, cooperative_id, channel from sale where order_id = $2
),
vanished as (
    delete from sale
    where order_id = $2
        and not exists (
            select from told where told.line_no = sale.line_no and told.placed_month = sale.placed_month)
),
kept as (
    insert into sale (province_id, placed_month, order_id, line_no, cooperative_id, channel, state, day,
        product, grade, quantity_g, line_vnd, price_vnd_per_kg)
    select $1, placed_month, $2, line_no, $3, $4, $5, $6::date, product, grade, quantity_g, line_vnd, price_vnd_per_kg
    from told
    on conflict on constraint sale_key do update set
        cooperative_id = excluded.cooperative_id, channel = excluded.channel, state = excluded.state, day = excluded.day,
        product = excluded.product, grade = excluded.grade, quantity_g = excluded.quantity_g,
        line_vnd = excluded.line_vnd, price_vnd_per_kg = excluded.price_vnd_per_kg
)
insert into stale (day, cooperative_id, channel)
select day, cooperative_id, channel from before
union
select $6::date, $3::uuid, $4::text

-- Declared grams of each group, of lots that could be sold within the days asked for.
-- $1 to $4 say what a row is about, $5 to $9 which part is asked for, `$seen` what the asker may see.
select
    case when $1 then product end as product,
    case when $2 then grade end as grade,
    case when $3 then commune_code end as commune_code,
    case when $4 then cooperative_id end as cooperative_id,
    sum(declared_g)::bigint as declared_g
from lot
where picked_from <= coalesce($6, 'infinity'::date) and sell_by >= coalesce($5, '-infinity'::date)
    and ($7::text is null or product = $7)
    and ($8::text is null or commune_code = $8)
    and ($9::uuid is null or cooperative_id = $9)
    and $seen
group by 1, 2, 3, 4

-- What was declared is kept as it is now, who had declared it, and why.
insert into lot_revision (
    lot_id, revision, cooperative_id, commune_code, at, actor, by_name, source, reason, quantity_g, grade, picked_from,
    picked_to, sell_by, weighings
)
select l.lot_id, coalesce((select max(r.revision) from lot_revision r where r.lot_id = l.lot_id), 0) + 1,
    l.cooperative_id, l.commune_code, $2, $3, $4, $5, $6, l.quantity_g, l.grade, l.picked_from, l.picked_to, l.sell_by,
    coalesce((
        select jsonb_agg(jsonb_build_object('household_code', m.code, 'plot', g.code,
            'picked_on', h.picked_on,
            'quantity_g', h.quantity_g, 'quantity_entered', h.quantity_entered, 'unit_entered', h.unit_entered)
            order by h.picked_on, m.code, h.weighing)
        from harvest h join household m on m.household_id = h.household_id left join plot g on g.plot_id = h.plot_id
        where h.lot_id = l.lot_id
    ), '[]')
from lot l where l.lot_id = any($1::uuid[])

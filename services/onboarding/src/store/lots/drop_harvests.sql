-- A lot comes with all its harvests: what is not in the file any more was a mistake.
delete from harvest
where lot_id = any($1::uuid[])
    and not exists (
        select
        from jsonb_to_recordset($2::jsonb) as r (lot_id uuid, household_id uuid, picked_on date, weighing integer)
        where r.lot_id = harvest.lot_id
            and r.household_id = harvest.household_id
            and r.picked_on = harvest.picked_on
            and r.weighing = harvest.weighing
    )

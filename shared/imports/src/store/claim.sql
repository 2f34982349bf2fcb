with waiting as (
    select import_id
    from import
    where state in ('queued', 'checking', 'taking')
        and (claimed_until is null or claimed_until < now())
    order by import_id
    limit 1
    for update skip locked
)
update import
set state = case when state = 'queued' then 'checking' else state end,
    claimed_until = now() + $1 * interval '1 second',
    attempts = attempts + 1
from waiting
where import.import_id = waiting.import_id
returning import.import_id, kind, file, state, caller, skip_faulty, attempts

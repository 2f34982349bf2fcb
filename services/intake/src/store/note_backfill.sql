-- A day of past orders has ended: it is in ($7 is null), left out for a reason ($6), or tried again after $7 seconds.
update backfill set
    claimed_until = now(),
    next_day = case when $7::float8 is null then next_day + 1 else next_day end,
    ended_at = case when $7::float8 is null and next_day = to_day then now() end,
    seen = seen + $4, changed = changed + $5,
    skipped = skipped + case when $6::text is null then 0 else 1 end,
    skipped_because = coalesce($6, skipped_because),
    attempts = case when $7::float8 is null then 0 else attempts + 1 end,
    next_attempt_at = coalesce(now() + make_interval(secs => $7::float8), '-infinity')
where channel = $1 and shop_id = $2 and next_day = $3 and ended_at is null

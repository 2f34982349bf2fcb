update channel_account
set version = version + 1, connected = true, reason_code = null, resting_until = null, refreshing_until = null,
    access_token = $5, refresh_token = $6, issued_at = $7, access_ends_at = $8, refresh_ends_at = $9, resolve_due = true,
    read_due_at = least(read_due_at, $7)
where account_id = $1 and cooperative_id = $2 and channel = $3 and shop_id = $4

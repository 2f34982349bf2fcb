update channel_account
set version = version + 1, connected = true, reason_code = null, resting_until = null, refreshing_until = null,
    access_token = $5, refresh_token = $6, issued_at = $7, access_ends_at = $8, refresh_ends_at = $9, resolve_due = true,
    read_due_at = least(read_due_at, $7),
    -- What it shows may be other things by now: it is read from its first page before anything is put there.
    read_at = case when connected then read_at end, reading_page = case when connected then reading_page end,
    reading_since = case when connected then reading_since end, reading_until = case when connected then reading_until end,
    reading_attempts = case when connected then reading_attempts else 0 end
where account_id = $1 and cooperative_id = $2 and channel = $3 and shop_id = $4

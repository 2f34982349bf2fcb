insert into channel_account (account_id, version, cooperative_id, channel, shop_id, connected, access_token,
    refresh_token, issued_at, access_ends_at, refresh_ends_at)
values ($1, 1, $2, $3, $4, true, $5, $6, $7, $8, $9)
on conflict (channel, shop_id) do nothing

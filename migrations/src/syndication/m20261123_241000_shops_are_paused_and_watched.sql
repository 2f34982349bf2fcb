-- A shop may be paused by its manager: nothing is sent to it, its orders still come in. And it says when it last answered us.

alter table channel_account
    add column paused_at timestamptz,
    -- The last call that came to an end, and why it failed if it did.
    add column called_at timestamptz,
    add column call_fault text;

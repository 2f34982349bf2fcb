//! Tokens at rest: sealed for the account and the column they are kept in.

use anyhow::Context;
use chrono::{DateTime, Utc};
use ids::{ChannelAccount, Id};
use marketplaces::Tokens;

use crate::{
    app::App,
    store::accounts::{Kept, NewTokens},
};

/// A pair as it is kept for an account.
pub(crate) fn sealed(app: &App, account: Id<ChannelAccount>, tokens: &Tokens, issued_at: DateTime<Utc>) -> NewTokens {
    let seal = |column, token: &str| app.sealer.seal(&place(column, account), token.as_bytes());
    NewTokens {
        access_token: seal("access_token", &tokens.access_token),
        refresh_token: seal("refresh_token", &tokens.refresh_token),
        issued_at,
        access_ends_at: tokens.access_ends_at,
        refresh_ends_at: tokens.refresh_ends_at,
    }
}

/// The access token that is kept.
pub(super) fn open(app: &App, kept: &Kept) -> Result<String, super::NoToken> {
    unseal(app, "access_token", kept.account_id, &kept.access_token).map_err(super::NoToken::Failed)
}

/// The refresh token that is kept.
pub(super) fn open_refresh(app: &App, kept: &Kept) -> Result<String, super::NoToken> {
    unseal(app, "refresh_token", kept.account_id, &kept.refresh_token).map_err(super::NoToken::Failed)
}

fn unseal(app: &App, column: &str, account: Id<ChannelAccount>, sealed: &[u8]) -> anyhow::Result<String> {
    let clear = app.sealer.open(&place(column, account), sealed).with_context(|| format!("{column} of {account}"))?;
    String::from_utf8(clear).with_context(|| format!("{column} of {account} is no text"))
}

fn place(column: &str, account: Id<ChannelAccount>) -> String {
    format!("syndication|channel_account|{column}|{account}")
}

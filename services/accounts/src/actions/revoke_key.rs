//! A key is ended.

use contract::accounts::RevokeKey;
use mailbox::Stop;
use scoped::Scoped;

use crate::{App, store::keys};

pub(crate) async fn revoke_key(_: &App, tx: &Scoped, ask: RevokeKey) -> Result<(), Stop> {
    if keys::revoke(tx, tx.caller().scope.cooperative(), ask.key_id).await? {
        Ok(())
    } else {
        Err(Stop::not_found("key"))
    }
}

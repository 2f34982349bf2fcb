//! What does a key allow? Asking notes that it was used.

use contract::{
    Caller,
    accounts::{KeyIdentity, WhoseKey},
};
use mailbox::Stop;

use crate::{App, domain::SessionHash, store::keys};

pub(crate) async fn whose_key(app: &App, _: &Caller, ask: WhoseKey) -> Result<KeyIdentity, Stop> {
    let hash = SessionHash::parse(&ask.key_hash)?;
    let tx = app.database.begin_as_service().await?;
    let key = keys::find(&tx, &hash).await?.ok_or_else(|| Stop::not_found("key"))?;
    tx.commit().await?;
    Ok(key)
}

//! Which keys there are, and whether they work.

use contract::{
    Caller, Page,
    accounts::{FindKeys, KeyView},
};
use mailbox::Stop;

use crate::{App, store::keys};

/// In the service's own transaction: who made a key is a row of the house. So the query names the cooperative.
pub(crate) async fn find_keys(app: &App, caller: &Caller, ask: FindKeys) -> Result<Page<KeyView>, Stop> {
    let tx = app.database.begin_as_service().await?;
    let found = keys::list(&tx, caller.scope.cooperative(), &ask.page).await?;
    tx.commit().await?;
    Ok(found)
}

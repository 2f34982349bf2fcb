//! A key is made for a program. Here it is known by its hash alone.

use contract::{FieldFault, Refusal, accounts::MakeKey};
use ids::{ApiKey, Id};
use mailbox::Stop;
use scoped::Scoped;

use super::identify::oneself;
use crate::{
    App,
    domain::{NewKey, SessionHash},
    store::keys,
};

pub(crate) async fn make_key(_: &App, tx: &Scoped, ask: MakeKey) -> Result<Id<ApiKey>, Stop> {
    let made_by = oneself(tx.caller())?;
    let hash = SessionHash::parse(&ask.key_hash)?;
    let key = NewKey::try_new(tx.caller(), &ask)?;
    let key_id = Id::generate();
    if !keys::add(tx, key_id, (made_by, tx.caller()), &hash, &key).await? {
        return Err(Refusal::of_fields(vec![FieldFault { field: "key_hash".into(), code: "used".into() }]).into());
    }
    Ok(key_id)
}

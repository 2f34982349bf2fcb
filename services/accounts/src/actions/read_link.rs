//! Whom is a link for?

use contract::{
    Caller,
    accounts::{LinkView, ReadLink},
};
use mailbox::Stop;

use crate::{App, domain::SessionHash, store::links};

pub(crate) async fn read_link(app: &App, _: &Caller, ask: ReadLink) -> Result<LinkView, Stop> {
    let hash = SessionHash::parse(&ask.token_hash)?;
    let tx = app.database.begin_as_service().await?;
    let link = links::find(&tx, hash.bytes(), false).await?.ok_or_else(|| Stop::not_found("link"))?;
    tx.commit().await?;
    Ok(LinkView { name: link.name, is_invitation: link.is_invitation })
}

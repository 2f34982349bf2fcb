//! A link is drawn for somebody, and sent to them.

use contract::{
    Ask, Caller, Refusal,
    accounts::{DrawLink, DrawnLink},
    code,
};
use ids::{Id, Person};
use mailbox::Stop;
use rand::RngExt;
use scoped::{Access, Scoped};
use sha2::{Digest, Sha256};

use super::identify::{note_about, oneself};
use crate::{
    App, Message,
    domain::Reach,
    store::{links, messages, people, persons},
};

pub(crate) async fn draw_link(app: &App, caller: &Caller, ask: DrawLink) -> Result<DrawnLink, Stop> {
    if oneself(caller)? == ask.person_id {
        return Err(Refusal::new(code::CONFLICT, "one's own password is changed with the one before").into());
    }
    let tx = app.database.begin(caller, Access::Write).await?;
    persons::lock(&tx, ask.person_id).await?;
    people::get(&tx, &Reach::of(caller), ask.person_id).await?.ok_or_else(|| Stop::not_found("person"))?;
    let login = persons::login(&tx, ask.person_id).await?.ok_or_else(|| Stop::not_found("person"))?;
    let drawn = draw(app, &tx, ask.person_id, &login).await?.ok_or_else(|| Stop::not_found("person"))?;
    note_about(&tx, caller, ask.person_id, DrawLink::NAME).await?;
    tx.commit().await?;
    app.message_waits.notify_one();
    Ok(drawn)
}

/// Draws a link and lets it wait to be sent; none for somebody who is shut out.
pub(super) async fn draw(
    app: &App,
    tx: &Scoped,
    person_id: Id<Person>,
    login: &str,
) -> Result<Option<DrawnLink>, Stop> {
    let token = hex::encode(rand::rng().random::<[u8; 32]>());
    let Some(ends_at) = links::draw(tx, person_id, Sha256::digest(&token).into()).await? else { return Ok(None) };
    let link = format!("{}/join?token={token}", app.public_url.as_str().trim_end_matches('/'));
    let text = format!("Chợ Phiên: mở {link} để đặt mật khẩu. Không đưa đường dẫn này cho ai khác.");
    messages::add(tx, &app.sealer, &Message { to: login.to_owned(), text }).await?;
    Ok(Some(DrawnLink { token, ends_at }))
}

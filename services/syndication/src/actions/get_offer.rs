//! One offer, and what happened to it.

use contract::{
    FieldFault, Page, Refusal,
    syndication::{FindOfferHistory, GetOffer, OfferDetail, OfferEvent},
};
use mailbox::Stop;
use scoped::Scoped;
use uuid::Uuid;

use crate::{app::App, store::offers};

pub(crate) async fn get_offer(app: &App, tx: &Scoped, ask: GetOffer) -> Result<OfferDetail, Stop> {
    offers::detail(tx, ask.offer_id, (app.now)()).await?.ok_or_else(|| Stop::not_found("offer"))
}

pub(crate) async fn find_offer_history(
    app: &App,
    tx: &Scoped,
    ask: FindOfferHistory,
) -> Result<Page<OfferEvent>, Stop> {
    get_offer(app, tx, GetOffer { offer_id: ask.offer_id }).await?;
    let rows = ask.page.rows();
    let before = ask.page.after.as_deref().map(read_cursor).transpose()?;
    // One more than asked for tells whether there is a next page.
    let mut found = offers::history(tx, ask.offer_id, before, rows + 1).await?;
    let has_more = found.len() > rows as usize;
    found.truncate(rows as usize);
    let next = found.last().filter(|_| has_more).map(|(event_id, _)| event_id.simple().to_string());
    Ok(Page { rows: found.into_iter().map(|(_, event)| event).collect(), next, total: None })
}

fn read_cursor(after: &str) -> Result<Uuid, Refusal> {
    let fault = FieldFault { field: "page.after".into(), code: "not_a_page".into() };
    after.parse().map_err(|_| Refusal::of_fields(vec![fault]))
}

//! A page of the offers that need somebody, those first that lose the most.

use amounts::Vnd;
use contract::{
    FieldFault, Page, Refusal,
    syndication::{FindTroubledOffers, OfferDetail},
};
use ids::{Id, Offer};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    app::App,
    store::offers::{self, Troubled},
};

pub(crate) async fn find_troubled_offers(
    app: &App,
    tx: &Scoped,
    ask: FindTroubledOffers,
) -> Result<Page<OfferDetail>, Stop> {
    let rows = ask.page.rows();
    let key = ask.text.as_deref().map(places::search_key).filter(|key| !key.is_empty());
    let wanted = Troubled {
        key: key.as_deref(),
        reason: ask.reason.as_deref().filter(|reason| !reason.is_empty()),
        after: ask.page.after.as_deref().map(read_cursor).transpose()?,
    };
    // One more than asked for tells whether there is a next page.
    let mut found = offers::troubled(tx, &wanted, rows + 1, (app.now)()).await?;
    let has_more = found.len() > rows as usize;
    found.truncate(rows as usize);
    let last = found.last().filter(|_| has_more);
    let next = last.map(|last| format!("{}.{}", last.lost_vnd.0, last.offer.offer_id));
    Ok(Page { rows: found, next, total: None })
}

fn read_cursor(after: &str) -> Result<(Vnd, Id<Offer>), Refusal> {
    let read = after.split_once('.').and_then(|(lost, id)| Some((Vnd(lost.parse().ok()?), id.parse().ok()?)));
    let fault = FieldFault { field: "page.after".into(), code: "not_a_page".into() };
    read.ok_or_else(|| Refusal::of_fields(vec![fault]))
}

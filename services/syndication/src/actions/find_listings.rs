//! A page of listings with their offers, the newest first.

use contract::{
    FieldFault, Page, Refusal,
    syndication::{FindListings, ListingView},
};
use ids::{Id, Listing};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    app::App,
    store::listings::{self, Wanted},
};

pub(crate) async fn find_listings(_: &App, tx: &Scoped, ask: FindListings) -> Result<Page<ListingView>, Stop> {
    let rows = ask.page.rows();
    let key = ask.text.as_deref().map(places::search_key).filter(|key| !key.is_empty());
    let wanted = Wanted {
        key: key.as_deref(),
        offer_state: ask.offer_state,
        after: ask.page.after.as_deref().map(read_cursor).transpose()?,
    };
    // One more than asked for tells whether there is a next page.
    let mut found = listings::page(tx, &wanted, rows + 1).await?;
    let has_more = found.len() > rows as usize;
    found.truncate(rows as usize);
    let next = found.last().filter(|_| has_more).map(|last| last.listing_id.to_string());
    Ok(Page { rows: found, next, total: None })
}

fn read_cursor(after: &str) -> Result<Id<Listing>, Refusal> {
    let fault = FieldFault { field: "page.after".into(), code: "not_a_page".into() };
    after.parse().map_err(|_| Refusal::of_fields(vec![fault]))
}

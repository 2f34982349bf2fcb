//! A listing has come in or changed: orders that wait for its SKU are matched, and short ones tried again.

use chrono::NaiveDate;
use contract::syndication::ListingChanged;
use ids::{Cooperative, Id};
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{
    App,
    actions::{fill_short_orders, settle::settle},
    store::{
        catalogue,
        orders::{self, WaitsFor},
    },
};

/// Keeps the listing and settles who waited for it.
pub async fn take_listing(app: &App, tx: &Scoped, heard: Heard<ListingChanged>) -> Result<(), Stop> {
    let listing = heard.fact;
    catalogue::hold_books(tx, listing.cooperative_id).await?;
    if !catalogue::save_listing(tx, &listing).await? {
        return Ok(());
    }
    match_waiting(tx, app.calendar.today(), listing.cooperative_id, &listing.sku).await?;
    fill_short_orders::of_sku(tx, app.calendar.today(), listing.cooperative_id, &listing.sku).await
}

/// Matches the orders that wait for this SKU.
pub(super) async fn match_waiting(
    tx: &Scoped,
    today: NaiveDate,
    cooperative_id: Id<Cooperative>,
    sku: &str,
) -> Result<(), Stop> {
    loop {
        let waiting = orders::lock_waiting(tx, cooperative_id, sku, WaitsFor::Listing).await?;
        let all = waiting.len();
        let settled = settle(tx, today, waiting.into_iter().map(|order| (order, false)).collect()).await?;
        // Each of these is matched now, so the next round finds others.
        if all == 0 || settled.changed == 0 {
            return Ok(());
        }
    }
}

//! A listing has come in or changed: orders that wait for its SKU are matched, and short ones tried again.

use contract::syndication::ListingChanged;
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
    loop {
        let waiting = orders::lock_waiting(tx, listing.cooperative_id, &listing.sku, WaitsFor::Listing).await?;
        if waiting.is_empty() {
            break;
        }
        // Each of these is matched now, so the next round finds others.
        settle(tx, app.calendar.today(), waiting.into_iter().map(|order| (order, false)).collect()).await?;
    }
    fill_short_orders::of_sku(tx, app.calendar.today(), listing.cooperative_id, &listing.sku).await
}

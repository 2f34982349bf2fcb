//! One listing with its offers.

use contract::syndication::{GetListing, ListingView};
use mailbox::Stop;
use scoped::Scoped;

use crate::{app::App, store::listings};

pub(crate) async fn get_listing(_: &App, tx: &Scoped, ask: GetListing) -> Result<ListingView, Stop> {
    listings::get(tx, ask.listing_id).await?.ok_or_else(|| Stop::not_found("listing"))
}

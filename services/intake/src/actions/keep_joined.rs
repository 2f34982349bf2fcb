//! Something in a shop was joined to a listing by hand: orders that wait to know what it is are matched.

use contract::syndication::ItemJoined;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{App, actions::take_listing::match_waiting, store::catalogue};

/// Keeps it and settles who waited for it. A listing that is not known yet does so when it comes.
pub async fn keep_joined(app: &App, tx: &Scoped, heard: Heard<ItemJoined>) -> Result<(), Stop> {
    let joined = heard.fact;
    catalogue::hold_books(tx, joined.cooperative_id).await?;
    if !catalogue::save_joined(tx, &joined).await? {
        return Ok(());
    }
    match catalogue::sku_of(tx, joined.listing_id).await? {
        Some(sku) => match_waiting(tx, app.calendar.today(), joined.cooperative_id, &sku).await,
        None => Ok(()),
    }
}

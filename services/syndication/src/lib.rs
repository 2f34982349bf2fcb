//! A listing becomes an offer on every marketplace, and stays true there.
//!
//! The persons of the play:
//! - a **listing** is what a cooperative offers for sale, once: a pack of a product, a price, the lots it draws on;
//! - a **channel account** is a cooperative's shop on a marketplace, with the tokens its owner's consent gave us;
//! - an **offer** is a listing as one shop shows it: what we wish there, what the channel confirmed, what it refused;
//! - a **rule** makes a shop show something else than the listing says: another price, fewer packs, only in season;
//! - the **resolver** (`domain/showing.rs`) decides what a shop should show, and explains each value; the **workers** tell
//!   the shop, and write down its answer;
//! - the **token keeper** is the only one who refreshes tokens.
//!
//! The promises:
//! - a listing of a connected shop gets its offer by itself, whichever of the two came first;
//! - stock that falls is told before anything else; the numbers are absolute, so telling twice does no harm;
//! - no listing is put into a shop twice: after a doubtful end it is looked for first;
//! - nothing but the resolver decides what a shop shows, so a preview says what will be sent; a rule that is cleared is gone;
//! - whatever stands in the way is visible: a stable reason, the channel's own words, and when we try again;
//! - no call to a channel happens within a transaction, and no token is used before it is stored.
//!
//! Absent on purpose: orders and the ledger of stock (intake keeps them, and tells what may be sold).

mod actions;
mod app;
mod conversation;
mod domain;
mod jobs;
mod listings_workbook;
mod pictures;
mod store;
mod tokens;

pub use app::App;

use host::Shutdown;
use mailbox::{BrokerFault, Relay};

/// Joins the conversation and works until the shutdown begins.
pub async fn start(app: App, shutdown: &Shutdown) -> Result<(), BrokerFault> {
    conversation::of(&app).start(shutdown).await?;
    Relay::new(app.database.clone(), app.broker.clone()).start(shutdown);
    mailbox::keep_house(app.database.clone(), shutdown);
    app.imports.start(shutdown);
    tokens::refresh_early(&app, shutdown);
    jobs::start(&app, shutdown);
    Ok(())
}

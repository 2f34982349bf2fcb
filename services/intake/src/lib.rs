//! Intake: a marketplace's order becomes our order, and its goods are promised once.
//!
//! The persons of the play: the **door** records a webhook durably before it says yes; the **webhook worker** asks the
//! marketplace for the orders that webhooks speak of; the **poller** asks what changed, for the webhooks that never came;
//! both hand the orders to one action, `take_orders`, which promises goods from lots in the same transaction; the **task
//! worker** tells marketplaces what has been packed or cannot be had.
//!
//! The promises:
//! - a webhook that was answered with 2xx is in Postgres, and its order will be in, or an alarm names it;
//! - an order is in once, however often and in whatever order it is told;
//! - goods are promised once, never more than there are, and each lot's ledger adds up at every row;
//! - nothing here needs the broker to be up while webhooks come in.

pub mod actions;
pub mod app;
pub mod domain;
pub mod door;
pub mod jobs;
pub mod store;
pub mod tokens;

mod conversation;

pub use app::App;
pub use door::Door;

use host::Shutdown;
use mailbox::{BrokerFault, Relay};

/// Starts intake's conversation, relay and workers, until the shutdown begins. The door is mounted by whoever listens for
/// HTTP.
pub async fn start(app: &App, shutdown: &Shutdown) -> Result<(), BrokerFault> {
    conversation::conversation(app).start(shutdown).await?;
    Relay::new(app.database.clone(), app.broker.clone()).start(shutdown);
    mailbox::keep_house(app.database.clone(), shutdown);
    jobs::start(app, shutdown);
    Ok(())
}

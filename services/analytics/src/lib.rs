//! What was sold becomes figures.
//!
//! The persons of the play: a *sale* is a line of the newest version of an order that was heard; a *day* gathers the sales of
//! one cooperative on one channel; *figures* are what people read. A day whose figures are behind its sales is *stale*; the
//! *reckoner* makes it up to date.
//!
//! The promises:
//! - Whatever order facts come in, and however often, the figures end up the same: each fact carries full state, and the
//!   newest version is the truth.
//! - Figures are never counted up. A stale day is reckoned anew from its sales, so a wrong figure heals itself.
//! - Every event heard is in `event_log`, word for word, and [`verify_figures`] makes all figures out of it once more.
//! - A cooperative sees its own figures, an official their commune's or province's; single sales only their cooperative.
//!
//! It hears `OrderChanged` of intake, and `LotDeclared` and `CooperativeChanged` of onboarding. It tells nothing.

mod actions;
mod app;
mod as_told;
mod conversation;
mod domain;
mod reckoner;
mod store;
mod workbooks;

pub use actions::verify_figures::verify_figures;
pub use app::App;
pub use store::verification::{Difference, Verified};

use std::time::Duration;

use host::Shutdown;
use mailbox::BrokerFault;
use scoped::{Database, DbErr};

/// Listens, answers and reckons until the shutdown begins.
pub async fn start(app: App, shutdown: &Shutdown) -> Result<(), BrokerFault> {
    mailbox::keep_house(app.database.clone(), shutdown);
    keep_log(app.database.clone(), shutdown);
    reckoner::start(app.database.clone(), shutdown);
    app.imports.start(shutdown);
    conversation::conversation(app).start(shutdown).await
}

/// Makes the event log's months ahead, once an hour.
fn keep_log(database: Database, shutdown: &Shutdown) {
    let ending = shutdown.clone();
    shutdown.spawn(async move {
        loop {
            if let Err(error) = turn_log(&database).await {
                tracing::warn!(%error, "could not make the event log's months ahead");
            }
            if !ending.sleep(Duration::from_hours(1)).await {
                return;
            }
        }
    });
}

async fn turn_log(database: &Database) -> Result<(), DbErr> {
    let tx = database.begin_as_service().await?;
    tx.run("select event_log_turn_partitions()", []).await?;
    tx.commit().await
}

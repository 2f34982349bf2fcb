//! A producer becomes a seller: cooperatives, their households and papers, and the lots they declare.
//!
//! The persons of the play: a **cooperative** with its **households** and **papers**; the **lot** its households fill by
//! their **harvests**; the **official** who verifies the cooperative or sends it back with remarks.
//!
//! The promises:
//! - A file is taken whole or not at all, and the same file again changes nothing.
//! - A lot weighs what its households declared, to the gram, and comes with all of their declarations.
//! - Every change of a cooperative or a lot is told once, with its full state.
//! - A cooperative sells once an official has found it right, and is looked at again when it changes what was looked at.
//!   Stopping one that sells takes two officials; neither an edit nor a file undoes what they decided.
//! - A paper counts from the day an official has found it right to its last day, by the business calendar, unless it is
//!   revoked; its end is warned of 60, 30 and 7 days before, each once; and what has changed about that is told.
//! - Personal numbers and phones are sealed where they lie, under a key of their producer's own, and shown by their last three
//!   digits; in full only to whoever says why, which is kept. They are in no fact and in no log.
//! - What somebody withdraws consent to stops. What they ask of those who keep their data has two clocks and an end; who was
//!   erased is read nowhere any more.
//! - A cooperative sees its own rows and nobody else's; Postgres holds to that even where a query forgets it.

mod actions;
mod app;
mod conversation;
mod domain;
mod identity;
mod jobs;
mod store;
mod sweeping;
mod workbooks;

pub use app::App;
pub use store::rewrap;

use host::Shutdown;
use mailbox::{Relay, Stop, keep_house};

/// The sheets of each file onboarding takes, to offer as templates.
pub fn layouts(kind: contract::imports::ImportKind) -> Option<&'static [sheets::Layout]> {
    workbooks::layouts(kind)
}

/// Answers, relays and works on files until the shutdown begins; first, what an older release has sealed is sealed anew.
pub async fn start(app: App, shutdown: &Shutdown) -> Result<(), Stop> {
    store::resealing::reseal(&app.database, &app.vault, &app.old_key).await?;
    let opened = conversation::conversation(app.clone()).start(shutdown).await;
    opened.map_err(anyhow::Error::from)?;
    Relay::new(app.database.clone(), app.broker.clone()).start(shutdown);
    keep_house(app.database.clone(), shutdown);
    sweeping::start(app.database.clone(), app.files.clone(), shutdown);
    app.imports.start(shutdown);
    jobs::start(&app, shutdown);
    Ok(())
}

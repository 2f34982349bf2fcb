//! A lot was declared: listings may draw on it, and how long it keeps may matter to those that do.

use contract::onboarding::LotDeclared;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{
    app::App,
    store::{listings, lots},
};

pub(crate) async fn note_lot(app: &App, tx: &Scoped, heard: Heard<LotDeclared>) -> Result<(), Stop> {
    if lots::note_declared(tx, &heard.fact).await? {
        listings::mark_drawing_on(tx, heard.fact.lot_id).await?;
        app.wake.notify_one();
    }
    Ok(())
}

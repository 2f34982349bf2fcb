//! What may be sold of a lot has changed: every shop that sells of it must know.

use contract::intake::StockChanged;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{
    app::App,
    store::{listings, lots},
};

pub(crate) async fn note_stock(app: &App, tx: &Scoped, heard: Heard<StockChanged>) -> Result<(), Stop> {
    if lots::note_stock(tx, &heard.fact).await? {
        listings::mark_drawing_on(tx, heard.fact.lot_id).await?;
        app.wake.notify_one();
    }
    Ok(())
}

//! The stock ledger tells what it has of a lot.

use contract::intake::StockChanged;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{App, store::lots};

/// Keeps it, so that no lot is declared as less than what is already sold.
pub(crate) async fn note_stock(_: &App, tx: &Scoped, heard: Heard<StockChanged>) -> Result<(), Stop> {
    lots::note_booked(tx, &heard.fact).await
}

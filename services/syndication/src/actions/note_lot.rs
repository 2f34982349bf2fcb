//! A lot was declared: listings may draw on it.

use contract::onboarding::LotDeclared;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{app::App, store::lots};

pub(crate) async fn note_lot(_: &App, tx: &Scoped, heard: Heard<LotDeclared>) -> Result<(), Stop> {
    Ok(lots::note_declared(tx, &heard.fact).await?)
}

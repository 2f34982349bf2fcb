//! A cooperative has come in or changed: its code stands in Excel files, and its commune's officials see its listings.

use contract::onboarding::CooperativeChanged;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{app::App, store::cooperatives};

pub(crate) async fn note_cooperative(_: &App, tx: &Scoped, heard: Heard<CooperativeChanged>) -> Result<(), Stop> {
    Ok(cooperatives::note(tx, &heard.fact).await?)
}

//! A paper was verified, renewed, has ended or was revoked: listings that claim it are decided anew.

use contract::onboarding::PaperChanged;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{app::App, store::papers};

pub(crate) async fn note_paper(app: &App, tx: &Scoped, heard: Heard<PaperChanged>) -> Result<(), Stop> {
    papers::note(tx, &heard.fact).await?;
    app.wake.notify_one();
    Ok(())
}

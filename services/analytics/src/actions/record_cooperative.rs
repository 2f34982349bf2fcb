//! A cooperative has come in or changed: its sales count where it sits, also those that came before it.

use contract::onboarding::CooperativeChanged;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{
    App,
    as_told::AsTold,
    store::{figures, harvest},
};

pub(crate) async fn record_cooperative(
    _: &App,
    tx: &Scoped,
    heard: Heard<AsTold<CooperativeChanged>>,
) -> Result<(), Stop> {
    figures::hold_reckoning(tx).await?;
    if harvest::save_cooperative(tx, &heard).await? {
        harvest::mark_stale(tx, heard.fact.fact.cooperative_id).await?;
        tx.note_posted();
    }
    Ok(())
}

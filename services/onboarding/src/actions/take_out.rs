//! A cooperative takes everything out: who did, when and why is kept.

use contract::{Refusal, onboarding::TakeOut};
use mailbox::Stop;
use scoped::Scoped;

use super::declare_lot::fault;
use crate::App;

const REASON_LENGTH_MAX: usize = 500;

pub(crate) async fn take_out(app: &App, tx: &Scoped, ask: TakeOut) -> Result<(), Stop> {
    let Some(cooperative_id) = tx.caller().scope.cooperative() else { return Err(Stop::not_found("cooperative")) };
    let reason = ask.reason.trim();
    if ask.with_files && reason.is_empty() {
        return Err(Refusal::of_fields(vec![fault("reason", "missing")]).into());
    }
    if reason.chars().count() > REASON_LENGTH_MAX {
        return Err(Refusal::of_fields(vec![fault("reason", "text_length")]).into());
    }
    let sql = "insert into taken_out (cooperative_id, at, actor, with_files, reason) values ($1, $2, $3, $4, $5)";
    let values = [
        cooperative_id.into(),
        app.calendar.now().into(),
        tx.caller().actor.to_string().into(),
        ask.with_files.into(),
        reason.into(),
    ];
    tx.run(sql, values).await?;
    Ok(())
}

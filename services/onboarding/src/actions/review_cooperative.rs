//! An official takes a cooperative up, lays it down, or has a part in its suspension.

use contract::{
    Actor, Refusal, code,
    onboarding::{Because, ReviewCooperative, ReviewStep},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    domain::{Impossible, Official},
    store::{
        cooperatives,
        standings::{self, Change},
    },
};

const REASON_LENGTH_MAX: usize = 1_000;
const NAME_LENGTH_MAX: usize = 120;

pub(crate) async fn review_cooperative(app: &App, tx: &Scoped, ask: ReviewCooperative) -> Result<(), Stop> {
    let Actor::Person(person_id) = tx.caller().actor else {
        return Err(Refusal::new(code::NOT_ALLOWED, "only a person has eyes").into());
    };
    let step = match ask.step {
        ReviewStep::ProposeSuspension(reason) => {
            let reason = reason.trim().to_owned();
            if reason.is_empty() || reason.chars().count() > REASON_LENGTH_MAX {
                return Err(Refusal::of_fields(vec![Because::Length.of("step")]).into());
            }
            ReviewStep::ProposeSuspension(reason)
        }
        step => step,
    };
    let by = Official { person_id, name: by_name(tx, &ask.name) };
    let known = cooperatives::lock(tx, &[ask.cooperative_id]).await?;
    let known = known.into_iter().next().ok_or_else(|| Stop::not_found("cooperative"))?;
    let at = app.calendar.now();
    let standing = known.standing.reviewed(&step, &by, at).map_err(|why| impossible(&known.code, why))?;
    let change = standing.map(|standing| Change { cooperative_id: known.cooperative_id, standing });
    standings::stand(tx, change.into_iter().collect(), &by.name, at).await
}

/// How whoever acts is named in the cooperative's file: as they said, or by their role.
pub(super) fn by_name(tx: &Scoped, name: &str) -> String {
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(NAME_LENGTH_MAX).collect();
    if name.is_empty() { tx.caller().role.slug().to_owned() } else { name }
}

/// A step that does not lead on, as a refusal.
pub(super) fn impossible(cooperative: &str, why: Impossible) -> Refusal {
    let refusal = match why {
        Impossible::SameEyes => code::FOUR_EYES,
        Impossible::Draft | Impossible::State => code::CONFLICT,
    };
    Refusal::new(refusal, format!("{cooperative}: {why}"))
}

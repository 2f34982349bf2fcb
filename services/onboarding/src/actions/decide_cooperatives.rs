//! An official verifies cooperatives, or sends them back with a reason: all that were named, or none.

use std::collections::BTreeSet;

use contract::{
    FieldFault, Refusal, code,
    onboarding::{DecideCooperatives, Decided},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    domain::{Decision, Standing},
    store::cooperatives,
};

const AT_ONCE_MAX: usize = 200;
const REASON_LENGTH_MAX: usize = 1_000;

pub(crate) async fn decide_cooperatives(app: &App, tx: &Scoped, ask: DecideCooperatives) -> Result<Decided, Stop> {
    let decision = decision(&ask)?;
    let ids: BTreeSet<_> = ask.cooperative_ids.into_iter().collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let known = cooperatives::lock(tx, &ids).await?;
    if known.len() != ids.len() {
        return Err(Stop::not_found("cooperative among these"));
    }
    let mut changed = Vec::new();
    let mut next: Option<Standing> = None;
    for cooperative in &known {
        let standing = cooperative.standing.decided(&decision).map_err(|undecidable| {
            Refusal::new(code::CONFLICT, format!("{} cannot be decided: {undecidable}", cooperative.code))
        })?;
        if let Some(standing) = standing {
            changed.push(cooperative.cooperative_id.uuid());
            next = Some(standing);
        }
    }
    let count = u32::try_from(changed.len()).unwrap_or(u32::MAX);
    if let Some(standing) = next {
        cooperatives::stand(tx, changed, &standing).await?;
    }
    Ok(Decided { changed: count, at: app.calendar.now() })
}

fn decision(ask: &DecideCooperatives) -> Result<Decision, Refusal> {
    let mut fields = Vec::new();
    let mut refuse =
        |field: &str, code: &str| fields.push(FieldFault { field: field.to_owned(), code: code.to_owned() });
    if ask.cooperative_ids.is_empty() || ask.cooperative_ids.len() > AT_ONCE_MAX {
        refuse("cooperative_ids", "length");
    }
    let reason = ask.rejected_because.as_deref().map(str::trim);
    if reason.is_some_and(|reason| reason.is_empty() || reason.chars().count() > REASON_LENGTH_MAX) {
        refuse("rejected_because", "length");
    }
    if !fields.is_empty() {
        return Err(Refusal::of_fields(fields));
    }
    Ok(reason.map_or(Decision::Verify, |reason| Decision::SendBack(reason.to_owned())))
}

//! An official verifies cooperatives, sends them back with remarks, or rejects them: all that were named, or none.

use std::collections::{BTreeSet, HashMap};

use contract::{
    Department, Refusal, code,
    onboarding::{Because, DecideCooperatives, Decided, Decision, IdentityResult, Purpose, Remark},
};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    App,
    actions::review_cooperative::{by_name, decides_for, impossible},
    store::{
        consents, cooperatives, identities,
        standings::{self, Change},
    },
};

const AT_ONCE_MAX: usize = 200;
const REASON_LENGTH_MAX: usize = 1_000;
const REMARKS_MAX: usize = 20;

pub(crate) async fn decide_cooperatives(app: &App, tx: &Scoped, ask: DecideCooperatives) -> Result<Decided, Stop> {
    decides_for(tx, Department::OF_SELLERS)?;
    let (decision, by) = (decision(&ask)?, by_name(tx, &ask.name));
    let ids: BTreeSet<_> = ask.cooperative_ids.into_iter().collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let known = cooperatives::lock(tx, &ids).await?;
    if known.len() != ids.len() {
        return Err(Stop::not_found("cooperative among these"));
    }
    if let (Some(version), [only]) = (ask.version, known.as_slice())
        && only.version != version
    {
        return Err(Refusal::new(code::CONFLICT, "another change of the cooperative came first").into());
    }
    let producers: Vec<_> = known.iter().map(|known| known.representative_key).collect();
    if decision == Decision::Verify && consents::any_withdrawn(tx, &producers, Purpose::Verification).await? {
        return Err(Refusal::new(code::CONSENT_MISSING, "consent to being verified was withdrawn").into());
    }
    let at = app.calendar.now();
    let verifies = decision == Decision::Verify;
    let looked_at = if verifies { identities::newest(tx, &known).await? } else { HashMap::new() };
    let mut changes = Vec::new();
    for cooperative in &known {
        let identity = looked_at.get(&cooperative.cooperative_id).copied();
        if identity == Some(IdentityResult::Mismatched) {
            let words = format!("{}: its representative is not who they say they are", cooperative.code);
            return Err(Refusal::new(code::CONFLICT, words).into());
        }
        let decided = cooperative.standing.decided(&decision, at);
        let decided = decided.map_err(|why| impossible(&cooperative.code, why))?;
        let said = verifies.then(|| identities::said(identity));
        let cooperative_id = cooperative.cooperative_id;
        changes.extend(decided.map(|standing| Change { cooperative_id, standing, said }));
    }
    let changed = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    standings::stand(tx, changes, &by, at).await?;
    Ok(Decided { changed, at })
}

/// The decision with its words trimmed; every field at fault is named.
fn decision(ask: &DecideCooperatives) -> Result<Decision, Refusal> {
    let mut fields = Vec::new();
    let mut refuse = |field: &str| fields.push(Because::Length.of(field));
    if ask.cooperative_ids.is_empty() || ask.cooperative_ids.len() > AT_ONCE_MAX {
        refuse("cooperative_ids");
    }
    let decision = match &ask.decision {
        Decision::Verify => Decision::Verify,
        Decision::Reject(reason) => Decision::Reject(reason.trim().to_owned()),
        Decision::Return(remarks) => Decision::Return(
            remarks
                .iter()
                .map(|remark| Remark { field: remark.field.clone(), reason: remark.reason.trim().to_owned() })
                .collect(),
        ),
    };
    let is_sound = |reason: &str| !reason.is_empty() && reason.chars().count() <= REASON_LENGTH_MAX;
    match &decision {
        Decision::Verify => {}
        Decision::Reject(reason) if is_sound(reason) => {}
        Decision::Return(remarks)
            if (1..=REMARKS_MAX).contains(&remarks.len())
                && remarks.iter().all(|remark| is_sound(&remark.reason) && remark.field.len() <= 40) => {}
        Decision::Reject(_) | Decision::Return(_) => refuse("decision"),
    }
    if fields.is_empty() { Ok(decision) } else { Err(Refusal::of_fields(fields)) }
}

#[cfg(test)]
mod tests {
    use ids::Id;

    use super::*;

    #[test]
    fn a_decision_that_stops_somebody_says_why() {
        let remark = |reason: &str| Remark { field: "papers".into(), reason: reason.into() };
        let cases = [
            (Decision::Verify, true),
            (Decision::Reject(" không có thật ".into()), true),
            (Decision::Reject("  ".into()), false),
            (Decision::Reject("x".repeat(1_001)), false),
            (Decision::Return(vec![remark("hết hạn")]), true),
            (Decision::Return(vec![remark("hết hạn"), remark(" ")]), false),
            (Decision::Return(vec![]), false),
            (Decision::Return(vec![remark("x"); 21]), false),
        ];
        for (given, sound) in cases {
            let ask = DecideCooperatives {
                cooperative_ids: vec![Id::generate()],
                decision: given,
                version: None,
                name: String::new(),
            };
            assert_eq!(decision(&ask).is_ok(), sound, "{:?}", ask.decision);
        }
    }
}

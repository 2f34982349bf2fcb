//! How a cooperative's standing lies in its row, and the steps that led there.

use chrono::{DateTime, Utc};
use contract::onboarding::{Remark, SuspensionProposed, Verification, VerificationStep};
use ids::{Cooperative, Id, Person};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use sea_orm::JsonValue;
use serde::{Deserialize, Serialize};

use super::{narrowed, producers};
use crate::domain::{Official, Proposal, Standing};

/// The columns of a standing, as `select` lists them.
pub(super) const COLUMNS: &str = "state, remarks, reviewer, state_since, verified_at, proposal";
const STEPS_SHOWN: i64 = 50;
/// What the remark about a proposed suspension is filed under.
const SUSPENSION: &str = "suspension";

/// The columns of a standing.
#[derive(Debug, Serialize, FromQueryResult)]
pub(crate) struct StandingRow {
    state: String,
    remarks: JsonValue,
    reviewer: Option<JsonValue>,
    state_since: DateTime<Utc>,
    verified_at: Option<DateTime<Utc>>,
    proposal: Option<JsonValue>,
}

#[derive(Serialize, Deserialize)]
struct Named {
    id: Id<Person>,
    name: String,
}

#[derive(Serialize, Deserialize)]
struct Proposed {
    by: Named,
    reason: String,
    at: DateTime<Utc>,
}

impl From<&Official> for Named {
    fn from(official: &Official) -> Self {
        Self { id: official.person_id, name: official.name.clone() }
    }
}

impl From<Named> for Official {
    fn from(person: Named) -> Self {
        Self { person_id: person.id, name: person.name }
    }
}

fn json(value: &impl Serialize) -> JsonValue {
    serde_json::to_value(value).expect("names and reasons are always JSON")
}

impl StandingRow {
    pub(crate) fn of(standing: &Standing) -> Self {
        let proposed = |proposal: &Proposal| {
            json(&Proposed { by: (&proposal.by).into(), reason: proposal.reason.clone(), at: proposal.at })
        };
        Self {
            state: standing.state.slug().to_owned(),
            remarks: json(&standing.remarks),
            reviewer: standing.reviewer.as_ref().map(|reviewer| json(&Named::from(reviewer))),
            state_since: standing.since,
            verified_at: standing.verified_at,
            proposal: standing.proposal.as_ref().map(proposed),
        }
    }

    pub(crate) fn into_standing(self) -> Result<Standing, Stop> {
        let proposal: Option<Proposed> = self.proposal.map(serde_json::from_value).transpose()?;
        let reviewer: Option<Named> = self.reviewer.map(serde_json::from_value).transpose()?;
        Ok(Standing {
            state: state_of(&self.state)?,
            since: self.state_since,
            remarks: serde_json::from_value(self.remarks)?,
            reviewer: reviewer.map(Official::from),
            verified_at: self.verified_at,
            proposal: proposal.map(|it| Proposal { by: it.by.into(), reason: it.reason, at: it.at }),
        })
    }
}

impl From<Proposal> for SuspensionProposed {
    fn from(proposal: Proposal) -> Self {
        Self { by: proposal.by.person_id, by_name: proposal.by.name, reason: proposal.reason, at: proposal.at }
    }
}

/// The state with this slug; the table holds no other.
pub(super) fn state_of(slug: &str) -> Result<Verification, Stop> {
    Verification::from_slug(slug)
        .ok_or_else(|| anyhow::anyhow!("a cooperative is in the unknown state `{slug}`").into())
}

/// A cooperative's new standing.
#[derive(Debug)]
pub(crate) struct Change {
    pub cooperative_id: Id<Cooperative>,
    pub standing: Standing,
    /// What the step says beside what is to be mended.
    pub said: Option<Remark>,
}

/// Gives cooperatives a new standing, notes who did it, and tells it.
pub(crate) async fn stand(tx: &Scoped, changes: Vec<Change>, by: &str, at: DateTime<Utc>) -> Result<(), Stop> {
    for change in &changes {
        let row = StandingRow::of(&change.standing);
        let sql = "update cooperative set state = $2, remarks = $3, reviewer = $4, state_since = $5, verified_at = $6,
                proposal = $7, known_as = case when $2 <> 'verified' then known_as end,
                known_as_index = case when $2 <> 'verified' then known_as_index end, version = version + 1
            where cooperative_id = $1";
        let values = [
            change.cooperative_id.into(),
            row.state.into(),
            row.remarks.into(),
            row.reviewer.into(),
            row.state_since.into(),
            row.verified_at.into(),
            row.proposal.into(),
        ];
        tx.run(sql, values).await?;
        note(tx, change, by, at).await?;
    }
    producers::tell(tx, changes.into_iter().map(|change| change.cooperative_id.uuid()).collect()).await
}

/// Notes a step. A proposed suspension is a step that does not change the state; its reason is said all the same.
pub(crate) async fn note(tx: &Scoped, change: &Change, by: &str, at: DateTime<Utc>) -> Result<(), Stop> {
    let proposed =
        change.standing.proposal.as_ref().map(|it| Remark { field: SUSPENSION.into(), reason: it.reason.clone() });
    let said = change.said.iter().cloned();
    let remarks: Vec<Remark> = change.standing.remarks.iter().cloned().chain(proposed).chain(said).collect();
    write_step(tx, change.cooperative_id, &remarks, (by, at)).await
}

/// Notes a step that says something and changes no standing.
pub(crate) async fn note_said(
    tx: &Scoped,
    cooperative_id: Id<Cooperative>,
    said: Remark,
    (by, at): (&str, DateTime<Utc>),
) -> Result<(), Stop> {
    write_step(tx, cooperative_id, &[said], (by, at)).await
}

async fn write_step(
    tx: &Scoped,
    cooperative_id: Id<Cooperative>,
    remarks: &[Remark],
    (by, at): (&str, DateTime<Utc>),
) -> Result<(), Stop> {
    let sql = "insert into cooperative_step (cooperative_id, commune_code, at, state, by_name, remarks, actor)
        select cooperative_id, commune_code, $2, state, $3, $4, $5 from cooperative where cooperative_id = $1";
    let actor = tx.caller().actor.to_string();
    tx.run(sql, [cooperative_id.into(), at.into(), by.into(), json(&remarks).into(), actor.into()]).await?;
    Ok(())
}

/// The newest steps of a cooperative.
pub(crate) async fn steps(tx: &Scoped, cooperative_id: Id<Cooperative>) -> Result<Vec<VerificationStep>, Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        at: DateTime<Utc>,
        state: String,
        by_name: String,
        remarks: JsonValue,
    }
    let sql = "select at, state, by_name, remarks from cooperative_step where cooperative_id = $1 and $seen
        order by step_id desc limit $2";
    let (sql, values) = narrowed(tx, sql, [cooperative_id.into(), STEPS_SHOWN.into()]);
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    // A suspension that only one official wants is not the manager's to read.
    let is_official = tx.caller().scope.cooperative().is_none();
    let step = |row: Row| {
        let state = state_of(&row.state)?;
        let mut remarks: Vec<Remark> = serde_json::from_value(row.remarks)?;
        remarks.retain(|remark| is_official || remark.field != SUSPENSION);
        Ok(VerificationStep { at: row.at, state, by: row.by_name, remarks })
    };
    rows.into_iter().map(step).collect()
}

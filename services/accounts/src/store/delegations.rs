//! Delegations, with the names of those who act and decide.

use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Page, PageRequest,
    accounts::{DelegationState, DelegationTerms, DelegationView, Errand, LiveDelegation},
};
use ids::{Cooperative, Id, Person};
use scoped::{DbErr, FromQueryResult, Scoped};

use crate::domain::Delegation;

/// A delegation that is made.
pub(crate) struct New<'a> {
    pub delegation_id: Id<ids::Delegation>,
    pub assistant_id: Id<Person>,
    pub terms: &'a DelegationTerms,
    pub agreed_by: &'a str,
    pub evidence: Option<&'a str>,
    /// Whoever lets it hold from the start.
    pub given_by: Option<Id<Person>>,
}

/// Adds a delegation; false if its id is used already.
pub(crate) async fn add(tx: &Scoped, new: New<'_>) -> Result<bool, DbErr> {
    let sql = "insert into delegation (delegation_id, assistant_id, cooperative_id, cooperative, errands, starts_on,
            ends_on, agreed_by, evidence, state, decided_by, decided_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $10::uuid is null then 'proposed' else 'live' end, $10,
            case when $10::uuid is not null then now() end)
        on conflict do nothing";
    let mut errands = new.terms.errands.clone();
    errands.sort_unstable();
    errands.dedup();
    let errands: Vec<String> = errands.iter().map(|errand| errand.slug().to_owned()).collect();
    let values = [
        new.delegation_id.into(),
        new.assistant_id.into(),
        new.terms.cooperative_id.into(),
        new.terms.cooperative.trim().into(),
        errands.into(),
        new.terms.starts_on.into(),
        new.terms.ends_on.into(),
        new.agreed_by.into(),
        new.evidence.into(),
        new.given_by.into(),
    ];
    Ok(tx.run(sql, values).await? == 1)
}

/// A delegation, locked until the transaction ends.
pub(crate) async fn lock(tx: &Scoped, id: Id<ids::Delegation>) -> Result<Option<Delegation>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        assistant_id: Id<Person>,
        cooperative_id: Id<Cooperative>,
        state: String,
    }
    let sql = "select assistant_id, cooperative_id, state from delegation where delegation_id = $1 for update";
    let row: Option<Row> = tx.first(sql, [id.into()]).await?;
    row.map(|row| {
        let state = state_of(&row.state)?;
        Ok(Delegation { assistant_id: row.assistant_id, cooperative_id: row.cooperative_id, state })
    })
    .transpose()
}

/// Writes down what was decided, and by whom.
pub(crate) async fn decide(
    tx: &Scoped,
    id: Id<ids::Delegation>,
    state: DelegationState,
    by: Id<Person>,
) -> Result<(), DbErr> {
    let sql = "update delegation set state = $2, decided_by = $3, decided_at = now() where delegation_id = $1";
    tx.run(sql, [id.into(), state.slug().into(), by.into()]).await?;
    Ok(())
}

/// What holds today for somebody who is an assistant.
pub(crate) async fn live(tx: &Scoped, assistant: Id<Person>, today: NaiveDate) -> Result<Vec<LiveDelegation>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        delegation_id: Id<ids::Delegation>,
        cooperative_id: Id<Cooperative>,
        cooperative: String,
        errands: Vec<String>,
        ends_on: NaiveDate,
    }
    // Of two for one cooperative the one that ends last counts, with the errands of both.
    let sql = "select distinct on (cooperative_id) delegation_id, cooperative_id, cooperative, ends_on,
            (select array_agg(distinct errand) from delegation d, unnest(errands) errand
                where d.assistant_id = $1 and d.cooperative_id = delegation.cooperative_id and d.state = 'live'
                    and $2 between d.starts_on and d.ends_on) as errands
        from delegation where assistant_id = $1 and state = 'live' and $2 between starts_on and ends_on
        order by cooperative_id, ends_on desc";
    let rows: Vec<Row> = tx.all(sql, [assistant.into(), today.into()]).await?;
    let of_row = |row: Row| {
        Ok(LiveDelegation {
            delegation_id: row.delegation_id,
            cooperative_id: row.cooperative_id,
            cooperative: row.cooperative,
            errands: errands_of(&row.errands)?,
            ends_on: row.ends_on,
        })
    };
    rows.into_iter().map(of_row).collect()
}

/// Whose delegations somebody sees.
pub(crate) enum Of {
    /// An assistant's own.
    Assistant(Id<Person>),
    /// A cooperative's.
    Cooperative(Id<Cooperative>),
    /// Everybody's.
    Everybody,
}

#[derive(FromQueryResult)]
struct Row {
    delegation_id: Id<ids::Delegation>,
    assistant_id: Id<Person>,
    assistant: String,
    cooperative_id: Id<Cooperative>,
    cooperative: String,
    errands: Vec<String>,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    agreed_by: String,
    evidence: Option<String>,
    state_now: String,
    made_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    decided_by_name: Option<String>,
}

/// Delegations, the newest first.
pub(crate) async fn find(
    tx: &Scoped,
    of: Of,
    only: Option<Id<ids::Delegation>>,
    state: Option<DelegationState>,
    page: &PageRequest,
    today: NaiveDate,
) -> Result<Page<DelegationView>, DbErr> {
    let (assistant, cooperative) = match of {
        Of::Assistant(id) => (Some(id), None),
        Of::Cooperative(id) => (None, Some(id)),
        Of::Everybody => (None, None),
    };
    let after: Option<Id<ids::Delegation>> = page.after.as_deref().and_then(|after| after.parse().ok());
    let rows = page.rows() as usize;
    let values = [
        assistant.into(),
        cooperative.into(),
        only.into(),
        state.map(|state| state.slug().to_owned()).into(),
        after.into(),
        today.into(),
        i64::from(page.rows() + 1).into(),
    ];
    let mut found: Vec<Row> = tx.all(include_str!("delegations/find.sql"), values).await?;
    let next = if found.len() > rows { found.get(rows - 1).map(|row| row.delegation_id.to_string()) } else { None };
    found.truncate(rows);
    Ok(Page { rows: found.into_iter().map(view).collect::<Result<_, _>>()?, next, total: None })
}

fn view(row: Row) -> Result<DelegationView, DbErr> {
    Ok(DelegationView {
        delegation_id: row.delegation_id,
        terms: DelegationTerms {
            cooperative_id: row.cooperative_id,
            cooperative: row.cooperative,
            errands: errands_of(&row.errands)?,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
        },
        state: state_of(&row.state_now)?,
        assistant_id: row.assistant_id,
        assistant: row.assistant,
        agreed_by: row.agreed_by,
        evidence: row.evidence,
        made_at: row.made_at,
        decided_at: row.decided_at,
        decided_by: row.decided_by_name,
    })
}

fn state_of(slug: &str) -> Result<DelegationState, DbErr> {
    DelegationState::from_slug(slug).ok_or_else(|| DbErr::Custom(format!("there is no state `{slug}` of delegations")))
}

fn errands_of(slugs: &[String]) -> Result<Vec<Errand>, DbErr> {
    let errand =
        |slug: &String| Errand::from_slug(slug).ok_or_else(|| DbErr::Custom(format!("there is no errand `{slug}`")));
    slugs.iter().map(errand).collect()
}

//! Cooperatives, households, papers and plots of a file come in together, and what changed about a cooperative is told once.

mod rows;

pub(crate) use rows::{CooperativeRow, HouseholdRow, PaperRow};

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use contract::onboarding::{BankAccountReplaced, CooperativeChanged, Remark};
use ids::{Cooperative as CooperativeId, Id, UnionMembership};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};
use uuid::Uuid;

use super::{
    Vault, lots,
    plots::{self, PlotRow},
    representatives::{self, Succession},
    standings::{self, Change},
    unions::{self, Candidate},
    vault::ProducerKeys,
};
use crate::domain::UnionTerm;

/// What comes in: only what is new or changed.
#[derive(Debug, Default)]
pub(crate) struct Producers {
    pub cooperatives: Vec<CooperativeRow>,
    pub households: Vec<HouseholdRow>,
    pub papers: Vec<PaperRow>,
    pub plots: Vec<PlotRow>,
    /// Cooperatives that were there, with the version that was read.
    pub read: Vec<(Uuid, i64)>,
    /// Cooperatives whose standing has changed with it.
    pub stood: Vec<Change>,
    /// Cooperatives for which somebody else acts than did.
    pub succeeded: Vec<Succession>,
    /// Cooperatives whose bank account is another than before.
    pub banked: Vec<Banked>,
    /// Memberships in unions that begin or end.
    pub memberships: Vec<Membership>,
    /// Cooperatives that now sit in another commune; their lots go with them.
    pub moved: Vec<Uuid>,
}

/// A membership in a union that a file tells of.
#[derive(Debug)]
pub(crate) enum Membership {
    /// It begins; it may be over already.
    Begins { id: Id<UnionMembership>, union: Id<CooperativeId>, member: Candidate, term: UnionTerm },
    /// It has a last day.
    Ends { id: Id<UnionMembership>, term: UnionTerm },
}

/// A cooperative has another bank account than before, its first one, or none any more.
#[derive(Debug)]
pub(crate) struct Banked {
    pub cooperative_id: Id<CooperativeId>,
    pub how: AccountChange,
    pub at: DateTime<Utc>,
}

/// What became of a bank account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountChange {
    /// There was none before.
    Added,
    /// It took the place of one.
    Replaced,
    /// Its holder took it along.
    Removed,
}

impl AccountChange {
    const fn slug(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Replaced => "replaced",
            Self::Removed => "removed",
        }
    }
}

impl Banked {
    /// There was an account, and it is not there any more.
    pub(crate) fn supersedes(&self) -> bool {
        self.how != AccountChange::Added
    }
}

/// Saves all of it and tells each cooperative that has changed, once, as it is in the end.
pub(crate) async fn save(tx: &Scoped, vault: &Vault, mut producers: Producers) -> Result<(), Stop> {
    // In id order, like everybody who locks cooperatives.
    producers.cooperatives.sort_by_key(|row| row.cooperative_id);
    let mut changed: Vec<Uuid> = producers.cooperatives.iter().map(|row| row.cooperative_id).collect();
    let mut recount: Vec<Uuid> = producers.households.iter().map(|row| row.cooperative_id).collect();
    recount.sort_unstable();
    recount.dedup();
    lock_as_read(tx, std::mem::take(&mut producers.read)).await?;
    let by = tx.caller().role.slug();
    representatives::succeed(tx, &mut producers.cooperatives, &producers.succeeded, by).await?;
    let keys = seal(tx, vault, &mut producers).await?;
    if !producers.cooperatives.is_empty() {
        let rows = serde_json::to_string(&producers.cooperatives)?;
        tx.run(include_str!("producers/save_cooperatives.sql"), [rows.into()]).await?;
    }
    if !producers.households.is_empty() {
        let rows = serde_json::to_string(&producers.households)?;
        tx.run(include_str!("producers/save_households.sql"), [rows.into()]).await?;
    }
    plots::save(tx, &producers.plots).await?;
    if !producers.papers.is_empty() {
        let rows = serde_json::to_string(&producers.papers)?;
        let saved = tx.run(include_str!("producers/save_papers.sql"), [rows.into()]).await?;
        if usize::try_from(saved).unwrap_or(usize::MAX) < producers.papers.len() {
            return Err(anyhow::anyhow!("a paper was verified meanwhile; the file is judged anew").into());
        }
        save_paper_plots(tx, &producers.papers).await?;
    }
    keys.keep(tx).await?;
    for change in &producers.stood {
        standings::note(tx, change, by, change.standing.since).await?;
    }
    note_banked(tx, &producers.banked, by).await?;
    for membership in &producers.memberships {
        match membership {
            Membership::Begins { id, union, member, term } => unions::begin(tx, *id, *union, member, *term).await?,
            Membership::Ends { id, term } => unions::end(tx, *id, *term).await?,
        }
    }
    changed.extend(recount_households(tx, recount).await?);
    tell(tx, changed).await?;
    lots::follow_cooperatives(tx, producers.moved).await
}

/// Writes which plots these papers name.
pub(crate) async fn save_paper_plots(tx: &Scoped, papers: &[PaperRow]) -> Result<(), Stop> {
    let rows = serde_json::to_string(papers)?;
    tx.run(include_str!("producers/save_paper_plots.sql"), [rows.into()]).await?;
    Ok(())
}

/// Notes in their history what became of cooperatives' bank accounts, and tells where one that was there is not any more.
async fn note_banked(tx: &Scoped, banked: &[Banked], by: &str) -> Result<(), Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        cooperative_id: Id<CooperativeId>,
        version: i64,
    }
    for one in banked {
        let said = Remark { field: "bank".into(), reason: one.how.slug().into() };
        standings::note_said(tx, one.cooperative_id, said, (by, one.at)).await?;
    }
    let superseded = banked.iter().filter(|it| it.supersedes());
    let replaced: HashMap<_, _> = superseded.map(|it| (it.cooperative_id, it.at)).collect();
    let ids: Vec<Uuid> = replaced.keys().map(|id| id.uuid()).collect();
    let sql = "select cooperative_id, version from cooperative where cooperative_id = any($1::uuid[]) order by 1";
    let rows: Vec<Row> = tx.all(sql, [ids.into()]).await?;
    let facts = rows.into_iter().filter_map(|row| {
        let at = *replaced.get(&row.cooperative_id)?;
        Some(BankAccountReplaced { cooperative_id: row.cooperative_id, version: row.version, at })
    });
    Ok(mailbox::post_all(tx, &facts.collect::<Vec<_>>()).await?)
}

/// Seals every row under its producer's own key.
async fn seal(tx: &Scoped, vault: &Vault, producers: &mut Producers) -> Result<ProducerKeys, Stop> {
    let cooperatives = producers.cooperatives.iter().flat_map(CooperativeRow::producers);
    let owners: Vec<_> = cooperatives.chain(producers.households.iter().map(HouseholdRow::producer)).collect();
    let keys = vault.keys_to_seal(tx, &owners).await?;
    for row in &mut producers.cooperatives {
        row.seal(&keys)?;
    }
    for row in &mut producers.households {
        row.seal(&keys)?;
    }
    Ok(keys)
}

/// Locks cooperatives as they were read. One that has changed since fails the whole file, which is judged anew: it must not
/// undo what an official has decided meanwhile.
async fn lock_as_read(tx: &Scoped, read: Vec<(Uuid, i64)>) -> Result<(), Stop> {
    #[derive(FromQueryResult)]
    struct Row {
        has_changed: bool,
    }
    let (ids, versions): (Vec<Uuid>, Vec<i64>) = read.into_iter().unzip();
    let sql = "select c.version <> r.version as has_changed
        from cooperative c join unnest($1::uuid[], $2::bigint[]) as r (id, version) on c.cooperative_id = r.id
        order by c.cooperative_id for update of c";
    let rows: Vec<Row> = tx.all(sql, [ids.into(), versions.into()]).await?;
    if rows.iter().any(|row| row.has_changed) {
        return Err(anyhow::anyhow!("a cooperative of the file was changed meanwhile; the file is judged anew").into());
    }
    Ok(())
}

/// Counts the members of these cooperatives anew, and tells for which the count has changed.
pub(crate) async fn recount_households(tx: &Scoped, cooperative_ids: Vec<Uuid>) -> Result<Vec<Uuid>, Stop> {
    #[derive(FromQueryResult)]
    struct Recounted {
        cooperative_id: Uuid,
    }
    let recounted: Vec<Recounted> =
        tx.all(include_str!("producers/recount_households.sql"), [cooperative_ids.into()]).await?;
    Ok(recounted.into_iter().map(|row| row.cooperative_id).collect())
}

/// Counts the members of one cooperative anew, and tells it where the count has changed.
pub(crate) async fn recount(tx: &Scoped, id: Id<CooperativeId>) -> Result<(), Stop> {
    let changed = recount_households(tx, vec![id.uuid()]).await?;
    tell(tx, changed).await
}

/// Tells these cooperatives as they are now.
pub(crate) async fn tell(tx: &Scoped, mut cooperative_ids: Vec<Uuid>) -> Result<(), Stop> {
    #[derive(FromQueryResult)]
    struct Told {
        cooperative_id: Id<CooperativeId>,
        version: i64,
        code: String,
        name: String,
        commune_code: String,
        state: String,
        may_sell: bool,
        households: i32,
    }
    cooperative_ids.sort_unstable();
    cooperative_ids.dedup();
    let sql = "select cooperative_id, version, code, name, commune_code, state, households,
            verified_at is not null and state not in ('rejected', 'suspended') as may_sell
        from cooperative where cooperative_id = any($1::uuid[]) order by cooperative_id";
    let rows: Vec<Told> = tx.all(sql, [cooperative_ids.into()]).await?;
    let mut facts = Vec::with_capacity(rows.len());
    for row in rows {
        facts.push(CooperativeChanged {
            cooperative_id: row.cooperative_id,
            version: row.version,
            code: row.code,
            name: row.name,
            commune_code: row.commune_code,
            state: super::standings::state_of(&row.state)?,
            may_sell: row.may_sell,
            households: u32::try_from(row.households).unwrap_or(0),
        });
    }
    Ok(mailbox::post_all(tx, &facts).await?)
}

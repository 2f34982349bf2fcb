//! The rows of `import`.

use chrono::{DateTime, Utc};
use contract::{
    Caller, Page, PageRequest, Role, Scope,
    imports::{CheckImport, ImportCount, ImportFault, ImportKind, ImportState, ImportStatus},
};
use ids::{Id, Import};
use mailbox::Stop;
use scoped::{FromQueryResult, Scoped};

/// Faults that are kept; the rest is counted, and found again when a copy is marked.
const FAULTS_KEPT: usize = 500;

/// What a check or a take has found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    faults: Vec<ImportFault>,
    faults_total: usize,
    rows_faulty: usize,
    takes: Vec<ImportCount>,
}

impl Findings {
    pub(crate) fn new(faults: sheets::Faults, takes: Vec<ImportCount>) -> Self {
        let (faults_total, rows_faulty) = (faults.total(), faults.rows());
        let faults = faults.into_kept().into_iter().take(FAULTS_KEPT).map(as_told).collect();
        Self { faults, faults_total, rows_faulty, takes }
    }

    /// One fault of the whole file.
    pub(crate) fn of_the_file(fault: ImportFault) -> Self {
        Self { faults: vec![fault], faults_total: 1, rows_faulty: 0, takes: Vec::new() }
    }
}

fn as_told(fault: sheets::Fault) -> ImportFault {
    ImportFault {
        sheet: fault.sheet,
        row: fault.row,
        column: fault.column,
        value: fault.value,
        code: fault.code,
        reason: fault.reason,
        remedy: fault.remedy,
        reason_en: fault.reason_en,
        remedy_en: fault.remedy_en,
    }
}

/// Notes a file that waits for a worker, for its owner: the transaction's caller.
pub(crate) async fn add(tx: &Scoped, ask: &CheckImport) -> Result<Id<Import>, Stop> {
    let import_id = Id::<Import>::generate();
    let scope = &tx.caller().scope;
    // The key was spent on the ask itself.
    let owner = Caller { idempotency_key: None, ..tx.caller().clone() };
    let sql = "insert into import (import_id, kind, file, file_name, caller, cooperative_id, office)
        values ($1, $2, $3, $4, $5::jsonb, $6, $7)";
    let values = [
        import_id.into(),
        ask.kind.slug().into(),
        ask.file.as_str().into(),
        ask.file_name.as_str().into(),
        serde_json::to_string(&owner)?.into(),
        scope.cooperative().map(Id::uuid).into(),
        office_of(scope).into(),
    ];
    tx.run(sql, values).await?;
    Ok(import_id)
}

/// The office whose file it is, where it is one's.
fn office_of(scope: &Scope) -> Option<String> {
    match scope {
        Scope::Province | Scope::Department(_) => Some("province".to_owned()),
        Scope::Commune(code) => Some(code.clone()),
        Scope::System | Scope::Cooperative(_) | Scope::Household { .. } | Scope::Nobody => None,
    }
}

/// Whether an import is the caller's own, and not only within what the caller may see.
pub(crate) async fn is_own(tx: &Scoped, import_id: Id<Import>) -> Result<bool, Stop> {
    #[derive(FromQueryResult)]
    struct Own {
        is_own: bool,
    }
    let caller = tx.caller();
    let scope = &caller.scope;
    // Who acts for others, and programs, are handed back what they handed in themselves: a file holds numbers in full.
    let only_by =
        matches!(caller.role, Role::Assistant | Role::Integrator).then(|| serde_json::to_value(&caller.actor));
    let mut values = vec![
        import_id.into(),
        scope.cooperative().map(Id::uuid).into(),
        office_of(scope).into(),
        only_by.transpose()?.into(),
    ];
    let seen = tx.seen(&mut values, "cooperative_id", "office");
    let sql = format!(
        "select cooperative_id is not distinct from $2 and office is not distinct from $3
            and ($4::jsonb is null or caller -> 'actor' = $4) as is_own
        from import where import_id = $1 and {seen}"
    );
    let own: Option<Own> = tx.first(&sql, values).await?;
    Ok(own.is_some_and(|own| own.is_own))
}

#[derive(FromQueryResult)]
struct Row {
    import_id: Id<Import>,
    kind: String,
    file_name: String,
    file: String,
    state: String,
    rows_done: i32,
    rows_total: i32,
    rows_faulty: i32,
    faults: serde_json::Value,
    takes: serde_json::Value,
    created_at: DateTime<Utc>,
}

/// An import that the transaction's caller may see. `for_update` keeps others from changing its state meanwhile.
pub(crate) async fn find(
    tx: &Scoped,
    kind: ImportKind,
    import_id: Id<Import>,
    for_update: bool,
) -> Result<Option<ImportStatus>, Stop> {
    let mut values = vec![import_id.into(), kind.slug().into()];
    let seen = tx.seen(&mut values, "cooperative_id", "office");
    let lock = if for_update { "for update" } else { "" };
    let sql = format!(
        "select import_id, kind, file_name, file, state, rows_done, rows_total, rows_faulty, faults, takes, created_at
        from import where import_id = $1 and kind = $2 and {seen} {lock}"
    );
    let row: Option<Row> = tx.first(&sql, values).await?;
    row.map(Row::into_status).transpose()
}

/// A page of the imports of a kind that the transaction's caller may see, the newest first.
pub(crate) async fn list(tx: &Scoped, kind: ImportKind, page: &PageRequest) -> Result<Page<ImportStatus>, Stop> {
    let limit = page.rows();
    let after = page.after.as_deref().and_then(|id| id.parse::<Id<Import>>().ok()).map(Id::uuid);
    let mut values = vec![kind.slug().into(), after.into(), i64::from(limit + 1).into()];
    let seen = tx.seen(&mut values, "cooperative_id", "office");
    let sql = format!(
        "select import_id, kind, file_name, file, state, rows_done, rows_total, rows_faulty, '[]'::jsonb as faults,
            takes, created_at
        from import where kind = $1 and ($2::uuid is null or import_id < $2) and {seen}
        order by import_id desc limit $3"
    );
    let mut rows: Vec<Row> = tx.all(&sql, values).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| row.import_id.to_string());
    let rows = rows.into_iter().map(Row::into_status).collect::<Result<_, _>>()?;
    Ok(Page { rows, next, total: None })
}

impl Row {
    fn into_status(self) -> Result<ImportStatus, Stop> {
        Ok(ImportStatus {
            import_id: self.import_id,
            kind: kind_of(&self.kind)?,
            file_name: self.file_name,
            file: self.file,
            state: serde_json::from_value::<ImportState>(self.state.into())?,
            rows_done: count(self.rows_done),
            rows_total: count(self.rows_total),
            rows_faulty: count(self.rows_faulty),
            faults: serde_json::from_value(self.faults)?,
            takes: serde_json::from_value(self.takes)?,
            created_at: self.created_at,
        })
    }
}

fn kind_of(slug: &str) -> Result<ImportKind, Stop> {
    ImportKind::from_slug(slug).ok_or_else(|| anyhow::anyhow!("there is no kind of import `{slug}`").into())
}

/// Counts are never below zero.
fn count(stored: i32) -> u32 {
    u32::try_from(stored).unwrap_or(0)
}

fn stored(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The owner wants a checked file taken.
pub(crate) async fn ask_to_take(tx: &Scoped, import_id: Id<Import>, skip_faulty: bool) -> Result<(), Stop> {
    let sql = "update import set state = 'taking', skip_faulty = $2, rows_done = 0, claimed_until = null, attempts = 0
        where import_id = $1";
    tx.run(sql, [import_id.into(), skip_faulty.into()]).await?;
    Ok(())
}

/// A file that a worker has claimed.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub import_id: Id<Import>,
    pub kind: ImportKind,
    pub file: String,
    pub owner: Caller,
    pub taking: bool,
    pub skip_faulty: bool,
    /// This time included.
    pub attempts: i32,
}

/// Claims the file that has waited longest: for a worker, or since its worker died.
pub(crate) async fn claim(tx: &Scoped, seconds: i32) -> Result<Option<Claimed>, Stop> {
    #[derive(FromQueryResult)]
    struct Found {
        import_id: Id<Import>,
        kind: String,
        file: String,
        state: String,
        caller: serde_json::Value,
        skip_faulty: bool,
        attempts: i32,
    }
    let found: Option<Found> = tx.first(include_str!("store/claim.sql"), [seconds.into()]).await?;
    let Some(found) = found else { return Ok(None) };
    Ok(Some(Claimed {
        import_id: found.import_id,
        kind: kind_of(&found.kind)?,
        file: found.file,
        owner: serde_json::from_value(found.caller)?,
        taking: found.state == "taking",
        skip_faulty: found.skip_faulty,
        attempts: found.attempts,
    }))
}

/// The file was opened and has so many rows.
pub(crate) async fn note_opened(tx: &Scoped, import_id: Id<Import>, rows: usize) -> Result<(), Stop> {
    tx.run("update import set rows_total = $2 where import_id = $1", [import_id.into(), stored(rows).into()]).await?;
    Ok(())
}

/// A worker is still at it.
pub(crate) async fn note_progress(
    tx: &Scoped,
    import_id: Id<Import>,
    rows_done: u32,
    seconds: i32,
) -> Result<(), Stop> {
    let sql = "update import set rows_done = least($2, rows_total), claimed_until = now() + $3 * interval '1 second'
        where import_id = $1 and state in ('checking', 'taking')";
    let rows_done = i32::try_from(rows_done).unwrap_or(i32::MAX);
    tx.run(sql, [import_id.into(), rows_done.into(), seconds.into()]).await?;
    Ok(())
}

/// A worker failed; the next try is due in so many seconds.
pub(crate) async fn put_off(tx: &Scoped, import_id: Id<Import>, seconds: i32) -> Result<(), Stop> {
    let sql = "update import set claimed_until = now() + $2 * interval '1 second'
        where import_id = $1 and state in ('checking', 'taking')";
    tx.run(sql, [import_id.into(), seconds.into()]).await?;
    Ok(())
}

/// Ends a check or a take. False where somebody else has ended it before.
pub(crate) async fn end(
    tx: &Scoped,
    import_id: Id<Import>,
    from: &str,
    to: &str,
    findings: Findings,
) -> Result<bool, Stop> {
    let sql = "update import set state = $3, rows_done = rows_total, claimed_until = null, attempts = 0,
            faults = $4::jsonb, faults_total = $5, rows_faulty = $6, takes = $7::jsonb
        where import_id = $1 and state = $2";
    let values = [
        import_id.into(),
        from.into(),
        to.into(),
        serde_json::to_string(&findings.faults)?.into(),
        stored(findings.faults_total).into(),
        stored(findings.rows_faulty).into(),
        serde_json::to_string(&findings.takes)?.into(),
    ];
    Ok(tx.run(sql, values).await? == 1)
}

//! Turns: what a cooperative's plots, papers and lots say of each other is written by one at a time.

use mailbox::Stop;
use scoped::Scoped;
use uuid::Uuid;

/// So many cooperatives at most are told apart by their locks; a file may name more than Postgres has room for.
const LOCKS: u128 = 1_024;

/// Waits until nobody else writes plots, papers or lots of these cooperatives. Comes before what is to be relied on is read, and
/// before any row is locked. A transaction that only reads waits for nobody.
///
/// # Errors
///
/// Where somebody else's turn takes longer than a statement may.
pub(crate) async fn take(tx: &Scoped, cooperatives: impl IntoIterator<Item = Uuid>) -> Result<(), Stop> {
    // The last bits of an id are drawn at random.
    let mut locks: Vec<i32> =
        cooperatives.into_iter().filter_map(|id| i32::try_from(id.as_u128() % LOCKS).ok()).collect();
    locks.sort_unstable();
    locks.dedup();
    let sql = "select pg_advisory_xact_lock(hashtext('onboarding turn'), lock) from unnest($1::int[]) as lock
        where current_setting('transaction_read_only') = 'off'";
    tx.run(sql, [locks.into()]).await?;
    Ok(())
}

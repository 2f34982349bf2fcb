//! A `begin` whose caller has gone away.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use contract::Scope;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use scoped::{Access, Database, FromQueryResult, Scoped};

use crate::{House, shops};

/// Lets a future go on for so many turns of the scheduler, and then drops it.
async fn drop_after<F: Future>(future: F, turns: f64) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut turn = 0.0;
    while turn < turns {
        let polled = poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await;
        if let Poll::Ready(output) = polled {
            return Some(output);
        }
        tokio::task::yield_now().await;
        turn += 1.0;
    }
    None
}

/// What Postgres' clock shows.
#[derive(FromQueryResult)]
struct Reading {
    clock: chrono::DateTime<chrono::Utc>,
}

/// Whether a transaction began when it was asked for.
#[derive(FromQueryResult)]
struct Begun {
    afresh: bool,
}

async fn reading(tx: &Scoped) -> Reading {
    let reading: Option<Reading> = tx.first("select clock_timestamp() as clock", []).await.expect("an answer");
    reading.expect("one row")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_begin_leaves_a_pool_that_can_be_used() {
    let house = House::new().await;
    let own = house.cooperative("own").await;
    let two = Database::connect(&house.url().await, "intake", 2).await.expect("a pool of two");
    let mut dice = StdRng::seed_from_u64(1);
    let (mut cancelled, mut begun, mut patience) = (0, 0, 1_000.0);
    for _ in 0..200 {
        // Anywhere between the first moment and a little after the end, wherever that is on this machine.
        if let Some(tx) = drop_after(two.begin_as_service(), dice.random_range(0.0..patience)).await {
            (begun, patience) = (begun + 1, f64::max(patience * 0.7, 4.0));
            drop(tx.expect("the pool still gives a connection"));
        } else {
            (cancelled, patience) = (cancelled + 1, patience * 1.3);
        }
        let after = reading(&house.database.begin_as_service().await.expect("another pool")).await;
        // Both connections are taken, so that none can hide.
        let both = [two.begin_as_service().await, two.begin_as_service().await];
        for next in both {
            let next = next.expect("the pool still gives a connection");
            let begun: Option<Begun> =
                next.first("select now() > $1 as afresh", [after.clock.into()]).await.expect("an answer");
            assert!(begun.is_some_and(|begun| begun.afresh), "the transaction began before it was asked for");
        }
    }
    assert!(cancelled > 10 && begun > 10, "both must happen: {cancelled} cancelled, {begun} begun");

    let caller = contract::Caller::person(ids::Id::generate(), contract::Role::CooperativeManager, Scope::Nobody);
    let first = two.begin(&caller, Access::Write).await.expect("a connection");
    let second = two.begin_as_service().await.expect("the other connection");
    assert!(shops(&first).await.is_empty(), "the scope is its own");
    assert_eq!(shops(&second).await, ["own"]);
    second.run("update shop set version = 2", []).await.expect("not read-only");
    second.commit().await.expect("committed");
    first.commit().await.expect("committed");
    let idle = "select count(*) as n from pg_stat_activity
        where datname = current_database() and usename = 'phien_intake' and state like 'idle in transaction%'";
    testkit::until("nobody sits in an open transaction", || async { house.world.number("intake", idle).await == 0 })
        .await;
    let tx = house.begin(Scope::Cooperative(own), Access::Read).await;
    assert_eq!(shops(&tx).await, ["own"]);
}

#[tokio::test]
async fn a_connection_without_fault_is_kept() {
    #[derive(FromQueryResult)]
    struct Backend {
        pid: i32,
    }
    let house = House::new().await;
    let one = Database::connect(&house.url().await, "intake", 1).await.expect("a pool of one");
    let mut pids = std::collections::BTreeSet::new();
    for _ in 0..10 {
        let tx = one.begin_as_service().await.expect("a transaction");
        let backend: Option<Backend> = tx.first("select pg_backend_pid() as pid", []).await.expect("an answer");
        pids.extend(backend.map(|backend| backend.pid));
        tx.commit().await.expect("committed");
    }
    assert_eq!(pids.len(), 1, "connecting anew for each transaction would cost more than the transaction");
}

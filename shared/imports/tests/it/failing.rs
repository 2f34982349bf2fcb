//! Workers that fail, and workers that die.

use std::sync::{Arc, atomic::Ordering};

use contract::imports::ImportState;
use host::Shutdown;
use scoped::Database;

use crate::shelf::{House, imports_on, official};

#[tokio::test]
async fn a_take_that_fails_leaves_nothing_and_comes_again() {
    let house = House::new(true).await;
    let caller = official();
    let import = house.hand_in(&caller, &[("cam", "1"), ("chè", "2"), ("gạo", "3")]).await;
    house.until(&caller, import, ImportState::Checked).await;
    house.shelf.fails.store(true, Ordering::Relaxed);
    house.take(&caller, import, false).await.expect("it is sound");
    let failed = "select count(*) as n from import where state = 'taking' and attempts > 0";
    testkit::until("it was tried", || async { house.world.number("onboarding", failed).await == 1 }).await;
    assert_eq!(house.things().await, 0);

    house.shelf.fails.store(false, Ordering::Relaxed);
    testkit::until("it is tried again and taken", || async {
        house.forget_claims().await;
        house.status(&caller, import).await.is_ok_and(|status| status.state == ImportState::Taken)
    })
    .await;
    assert_eq!(house.things().await, 3);
    house.world.end().await;
}

#[tokio::test]
async fn a_file_that_fails_every_time_is_refused() {
    let house = House::new(true).await;
    house.shelf.panics.store(true, Ordering::Relaxed);
    let caller = official();
    let import = house.hand_in(&caller, &[("cam", "1")]).await;
    testkit::until("it was tried often enough", || async {
        house.forget_claims().await;
        house.status(&caller, import).await.is_ok_and(|status| status.state == ImportState::Refused)
    })
    .await;
    let refusal = house.status(&caller, import).await.expect("an import");
    assert_eq!(refusal.faults[0].code, "import_failed");
    house.world.end().await;
}

#[tokio::test]
async fn a_worker_that_dies_while_taking_leaves_nothing_and_another_takes_over() {
    let house = House::new(false).await;
    let caller = official();
    let import = house.hand_in(&caller, &[("cam", "1"), ("chè", "2"), ("gạo", "3"), ("thảo quả", "4")]).await;

    house.shelf.hangs.store(true, Ordering::Relaxed);
    let doomed = Doomed::start(&house).await;
    house.until(&caller, import, ImportState::Checked).await;
    house.take(&caller, import, false).await.expect("it is sound");
    let half_way = "select count(*) as n from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction' and query like 'insert into shelf%'";
    testkit::until("the worker is half way", || async { house.world.number("onboarding", half_way).await == 1 }).await;
    doomed.die();
    assert_eq!(house.things().await, 0);
    assert_eq!(house.status(&caller, import).await.expect("an import").state, ImportState::Taking);

    house.shelf.hangs.store(false, Ordering::Relaxed);
    let successor = imports_on(house.world.database("onboarding"), &house.files, &house.shelf);
    successor.start(&house.world.shutdown);
    testkit::until("the successor has taken it", || async {
        house.forget_claims().await;
        house.status(&caller, import).await.is_ok_and(|status| status.state == ImportState::Taken)
    })
    .await;
    assert_eq!(house.things().await, 4);
    house.world.end().await;
}

/// A worker on a runtime of its own, which can end without a word, as on `kill -9`.
struct Doomed(tokio::runtime::Runtime);

impl Doomed {
    async fn start(house: &House) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let url = house.world.owner_url().await.replace("//chophien@", "//phien_onboarding@");
        let (files, shelf) = (house.files.clone(), Arc::clone(&house.shelf));
        let started = runtime.spawn(async move {
            let database = Database::connect(&url, "onboarding", 3).await.expect("the test's database opens");
            imports_on(database, &files, &shelf).start(&Shutdown::new());
        });
        started.await.expect("started");
        Self(runtime)
    }

    fn die(self) {
        self.0.shutdown_background();
    }
}

//! Whose rows one sees and touches.

use contract::{
    Caller, PageRequest, Role, Scope, imports::ImportKind, onboarding::FindDeclaredLots, onboarding::FindHouseholds,
};
use ids::Id;
use scoped::{Access, FromQueryResult};

use crate::{
    house::{House, codes, counts, manager, official},
    workbook::Book,
};

const TABLES: [&str; 6] = ["cooperative", "household", "paper", "lot", "harvest", "plot"];

#[derive(Debug, FromQueryResult)]
struct Count {
    n: i64,
}

/// Rows of each table that a query without any condition finds in this scope.
async fn rows_seen(house: &House, scope: Scope) -> Vec<i64> {
    let caller = Caller::person(Id::generate(), Role::CooperativeManager, scope);
    let tx = house.world.database("onboarding").begin(&caller, Access::Read).await.expect("a transaction");
    let mut seen = Vec::new();
    for table in TABLES {
        let count: Option<Count> = tx.first(&format!("select count(*) as n from {table}"), []).await.expect("a count");
        seen.push(count.expect("a row").n);
    }
    seen
}

#[tokio::test]
async fn row_level_security_holds_where_a_query_forgets() {
    let house = House::with_season(&[ImportKind::Cooperatives, ImportKind::Harvest]).await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers_with_plots().bytes()).await;
    let everything = rows_seen(&house, Scope::System).await;
    assert_eq!(everything, [15, 336, 40, 44, 603, 2]);
    assert_eq!(rows_seen(&house, Scope::Province).await, everything);
    assert_eq!(rows_seen(&house, Scope::Nobody).await, [0; 6]);
    assert_eq!(rows_seen(&house, Scope::Cooperative(Id::generate())).await, [0; 6]);
    let mut sum = [0; 6];
    for cooperative in house.cooperatives(&official()).await {
        let seen = rows_seen(&house, Scope::Cooperative(cooperative.cooperative_id)).await;
        assert_eq!((seen[0], seen[1], seen[3]), (1, i64::from(cooperative.households), i64::from(cooperative.lots)));
        sum.iter_mut().zip(seen).for_each(|(sum, seen)| *sum += seen);
    }
    assert_eq!(sum.as_slice(), everything, "every row is somebody's, and nobody's twice");
    let commune = house.cooperative("HTX01").await.commune_code;
    let in_commune = rows_seen(&house, Scope::Commune(commune)).await;
    assert!((1..15).contains(&in_commune[0]) && (1..336).contains(&in_commune[1]), "{in_commune:?}");
    house.world.end().await;
}

#[tokio::test]
async fn nobody_writes_over_the_wall() {
    let house = House::with_season(&[ImportKind::Cooperatives]).await;
    let (mine, theirs) = (house.cooperative("HTX01").await, house.cooperative("HTX02").await);
    let database = house.world.database("onboarding");
    let tx = database.begin(&manager(mine.cooperative_id), Access::Write).await.expect("a transaction");
    let renamed = tx.run("update household set head = head", []).await.expect("an update");
    assert_eq!(renamed, u64::from(mine.households));
    let stolen = "update household set cooperative_id = $1, commune_code = $2";
    let values = [theirs.cooperative_id.into(), theirs.commune_code.into()];
    let error = tx.run(stolen, values).await.expect_err("a row cannot be pushed over the wall");
    assert!(error.to_string().contains("row-level security"), "{error}");
    house.world.end().await;
}

#[tokio::test]
async fn a_cooperative_finds_only_its_own() {
    let house = House::with_season(&[ImportKind::Cooperatives, ImportKind::Harvest]).await;
    let mine = house.cooperative("HTX03").await;
    let manager = manager(mine.cooperative_id);
    assert_eq!(house.cooperatives(&manager).await, std::slice::from_ref(&mine));
    let page = PageRequest::first(200);
    let households =
        house.ask(&manager, &FindHouseholds { page: page.clone(), ..FindHouseholds::default() }).await.expect("a page");
    assert_eq!(households.rows.len(), mine.households as usize);
    assert!(households.rows.iter().all(|row| row.personal_id_masked.chars().filter(char::is_ascii_digit).count() == 3));
    let lots = house.ask(&manager, &FindDeclaredLots { page }).await.expect("a page");
    assert_eq!(lots.rows.len(), mine.lots as usize);
    assert_eq!(lots.rows.iter().map(|lot| lot.quantity_g).sum::<i64>(), mine.declared_g);
    assert!(lots.rows.iter().all(|lot| lot.cooperative_id == mine.cooperative_id));
    house.world.end().await;
}

#[tokio::test]
async fn a_managers_file_touches_only_its_own_cooperative() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    let neighbour = Book::producers()
        .with("Hợp tác xã", 0, "Mã HTX", "HTX71")
        .with("Hợp tác xã", 0, "Mã số thuế", "5199999937")
        .with("Hộ thành viên", 0, "Mã HTX", "HTX71")
        .with("Hộ thành viên", 1, "Mã HTX", "HTX71")
        .with("Giấy tờ", 0, "Mã HTX", "HTX71");
    house.take_whole(&official(), ImportKind::Cooperatives, neighbour.bytes()).await;
    let manager = manager(house.cooperative("HTX70").await.cooperative_id);

    let both = Book::producers()
        .with("Hộ thành viên", 0, "Chủ hộ", "Vàng Mí Mới")
        .and("Hợp tác xã", 0, &[("Mã HTX", "HTX71"), ("Mã số thuế", "5099999901")])
        .and("Hộ thành viên", 0, &[("Mã HTX", "HTX71"), ("Chủ hộ", "Người Lạ")]);
    let checked = house.check(&manager, ImportKind::Cooperatives, both.bytes()).await;
    assert_eq!(codes(&checked.faults), ["not_your_cooperative"; 2]);
    let taken = house.take(&manager, &checked, true).await;
    assert_eq!(
        counts(&taken),
        [
            ("cooperatives", 0, 0, 1),
            ("households", 0, 1, 1),
            ("papers", 0, 0, 1),
            ("plots", 0, 0, 0),
            ("union_memberships", 0, 0, 0)
        ]
    );
    assert_eq!(house.number("select count(*) as n from household where head = 'Vàng Mí Mới'").await, 1);
    assert_eq!(house.number("select count(*) as n from household where head = 'Người Lạ'").await, 0);

    let their_tax_code = Book::producers().with("Hợp tác xã", 0, "Mã số thuế", "5199999937");
    let checked = house.check(&manager, ImportKind::Cooperatives, their_tax_code.bytes()).await;
    assert_eq!(codes(&checked.faults), ["cooperative_duplicate"]);
    house.world.end().await;
}

#[tokio::test]
async fn a_lot_code_is_taken_once_in_the_whole_province() {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    house.take_whole(&official(), ImportKind::Harvest, Book::harvest().bytes()).await;
    let neighbour = Book::producers()
        .with("Hợp tác xã", 0, "Mã HTX", "HTX71")
        .with("Hợp tác xã", 0, "Mã số thuế", "5199999937")
        .with("Hộ thành viên", 0, "Mã HTX", "HTX71")
        .with("Hộ thành viên", 1, "Mã HTX", "HTX71")
        .with("Giấy tờ", 0, "Mã HTX", "HTX71");
    house.take_whole(&official(), ImportKind::Cooperatives, neighbour.bytes()).await;
    let theirs = Book::harvest().with("Lô hàng", 0, "Mã HTX", "HTX71");
    let manager = manager(house.cooperative("HTX71").await.cooperative_id);
    for caller in [official(), manager] {
        let checked = house.check(&caller, ImportKind::Harvest, theirs.bytes()).await;
        assert_eq!(codes(&checked.faults), ["lot_other_cooperative"]);
    }
    house.world.end().await;
}

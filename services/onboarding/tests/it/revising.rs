//! Files that change what came before.

use contract::{PageRequest, imports::ImportKind, onboarding::FindDeclaredLots, onboarding::LotDeclared};

use crate::{
    house::{House, codes, counts, official},
    workbook::Book,
};

async fn with_one_lot() -> House {
    let house = House::new().await;
    house.take_whole(&official(), ImportKind::Cooperatives, Book::producers().bytes()).await;
    house.take_whole(&official(), ImportKind::Harvest, Book::harvest().bytes()).await;
    house
}

async fn the_lot(house: &House) -> LotDeclared {
    let page = house.ask(&official(), &FindDeclaredLots { page: PageRequest::default() }).await.expect("a page");
    page.rows.into_iter().next().expect("a lot")
}

#[tokio::test]
async fn a_lot_is_revised_with_all_its_declarations() {
    let house = with_one_lot().await;
    let before = the_lot(&house).await;
    assert_eq!((before.quantity_g, before.version, before.households), (120_000, 1, 2));
    let revised = Book::harvest()
        .with("Lô hàng", 0, "Số lượng", "95,5")
        .with("Lô hàng", 0, "Đơn vị", "kg")
        .with("Khai báo thu hoạch", 0, "Số lượng", "45,5")
        .without("Khai báo thu hoạch", 1);
    let taken = house.take_whole(&official(), ImportKind::Harvest, revised.bytes()).await;
    assert_eq!(counts(&taken), [("lots", 0, 1, 0), ("harvests", 0, 1, 1)]);
    let after = the_lot(&house).await;
    assert_eq!((after.lot_id, after.quantity_g, after.version), (before.lot_id, 95_500, 2));
    assert_eq!(house.number("select sum(quantity_g)::bigint as n from harvest").await, 95_500);
    let told = "select count(*) as n from outbox where subject like '%lot_declared%'";
    assert_eq!(house.number(told).await, 2);
    house.world.end().await;
}

#[tokio::test]
async fn the_lots_of_a_cooperative_follow_it_to_another_commune() {
    let house = with_one_lot().await;
    assert_eq!(the_lot(&house).await.commune_code, "00874");
    let moved = Book::producers().with("Hợp tác xã", 0, "Xã", "Cán Tỷ");
    house.take_whole(&official(), ImportKind::Cooperatives, moved.bytes()).await;
    let lot = the_lot(&house).await;
    assert_eq!((lot.commune_code.as_str(), lot.version), ("00883", 2));
    let told = "select count(*) as n from outbox where subject like '%lot_declared%' and body like '%\"00883\"%'";
    assert_eq!(house.number(told).await, 1);
    let left_behind = "select (select count(*) from household where commune_code <> '00883')
        + (select count(*) from paper where commune_code <> '00883')
        + (select count(*) from harvest where commune_code <> '00883') as n";
    assert_eq!(house.number(left_behind).await, 0);
    house.world.end().await;
}

#[tokio::test]
async fn two_households_may_swap_what_was_mixed_up_and_nobody_is_in_twice() {
    let house = with_one_lot().await;
    let swapped = Book::producers().with("Hộ thành viên", 0, "Số định danh", "002299700012").with(
        "Hộ thành viên",
        1,
        "Số định danh",
        "002299700011",
    );
    let taken = house.take_whole(&official(), ImportKind::Cooperatives, swapped.bytes()).await;
    assert_eq!(counts(&taken)[1], ("households", 0, 2, 0));
    let twice = Book::producers().without("Hộ thành viên", 1).with("Hộ thành viên", 0, "Mã hộ", "HO7003");
    let checked = house.check(&official(), ImportKind::Cooperatives, twice.bytes()).await;
    assert_eq!(codes(&checked.faults), ["household_duplicate"], "the person is stored under another code");
    house.world.end().await;
}

#[tokio::test]
async fn members_who_join_are_counted_and_told() {
    let house = with_one_lot().await;
    let version = "select version as n from cooperative";
    assert_eq!((house.cooperative("HTX70").await.households, house.number(version).await), (2, 2));
    let third = [("Mã hộ", "HO7003"), ("Số định danh", "002299700013")];
    let joined = Book::producers().and("Hộ thành viên", 0, &third);
    house.take_whole(&official(), ImportKind::Cooperatives, joined.bytes()).await;
    assert_eq!((house.cooperative("HTX70").await.households, house.number(version).await), (3, 3));
    let told = "select count(*) as n from outbox where subject like '%cooperative_changed%' and version = 3
        and body like '%\"households\":3%'";
    assert_eq!(house.number(told).await, 1);
    house.world.end().await;
}

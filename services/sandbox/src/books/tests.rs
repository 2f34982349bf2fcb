//! The books' promises: never more sold than there is, and no change without a later time.

use super::*;
use crate::books::{
    catalogue::{FRESH_FRUIT, STANDARD_CARRIER},
    items::{Dimension, Packs},
    orders::Cancellation,
};

const SHOP: u64 = 14_701_711;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 1).expect("a day")
}

fn books_with(stock: i64) -> (Books, u64) {
    let mut books = Books::new(0);
    books.open_shop(Marketplace::Shopee, SHOP, "HTX Bắc Quang".into()).expect("a number nobody has");
    books.keep_image("image".into());
    let draft = ItemDraft {
        sku: "CAM-5KG".into(),
        name: "Cam sành loại 1 thùng 5 kg".into(),
        description: "Cam sành hái trong ngày, vỏ mỏng, mọng nước.".into(),
        category_id: FRESH_FRUIT,
        price_vnd: 145_000,
        stock: Packs::at(0, stock),
        weight_g: 5_400,
        dimension: Some(Dimension { length_cm: 30, width_cm: 25, height_cm: 20 }),
        image_ids: vec!["image".into()],
        channel_ids: vec![STANDARD_CARRIER],
        brand: Some("No Brand".into()),
        attribute_ids: vec![],
        unlisted: false,
        said: serde_json::Value::Null,
    };
    let item_id = books.add_product(SHOP, vec![draft], ItemStatus::Normal, true, 0).expect("the shop is there");
    (books, item_id)
}

fn purchase(wanted: Vec<(u64, i64)>) -> Purchase {
    let fate = Fate {
        pays_after: None,
        held_for: None,
        cancels_after: None,
        picked_up_after: 1,
        delivered_after: 1,
        returns: false,
    };
    Purchase { shop_id: SHOP, wanted, cod: true, buyer: Buyer::from_face(1), fate, terms: Terms::default() }
}

fn stock_of(books: &Books, item_id: u64) -> i64 {
    books.shop(SHOP).expect("open").item(item_id).expect("shown").draft.stock.total()
}

#[test]
fn no_more_is_sold_than_there_is_even_in_two_lines_of_one_order() {
    let (mut books, item) = books_with(3);
    assert_eq!(books.place(&purchase(vec![(item, 2), (item, 2)]), day(), 0), Err(Refusal::SoldOut));
    assert_eq!(stock_of(&books, item), 3, "a refused order takes nothing");
    let number = books.place(&purchase(vec![(item, 2), (item, 1)]), day(), 0).expect("three are left");
    assert_eq!(books.order(number).lines.len(), 1, "the same item is one line");
    assert_eq!(books.place(&purchase(vec![(item, 1)]), day(), 0), Err(Refusal::SoldOut));
    assert_eq!(books.offer_of("CAM-5KG", 1, 0), None);
}

#[test]
fn a_cancelled_order_gives_its_stock_back_once() {
    let (mut books, item) = books_with(3);
    let number = books.place(&purchase(vec![(item, 2)]), day(), 0).expect("three are left");
    let cancel = Step::Cancel(Cancellation::BuyerChangedMind);
    books.take(number, cancel, 1).expect("not shipped yet");
    assert_eq!(stock_of(&books, item), 3);
    assert_eq!(books.take(number, cancel, 2), Err(Refusal::NotInThisStatus(Status::Cancelled)));
    assert_eq!(stock_of(&books, item), 3);
    assert_eq!((books.count(Status::ReadyToShip), books.count(Status::Cancelled)), (0, 1));
}

#[test]
fn every_change_is_later_than_the_one_before_even_in_the_same_second_or_with_the_clock_set_back() {
    let (mut books, item) = books_with(3);
    let number = books.place(&purchase(vec![(item, 1)]), day(), 100).expect("three are left");
    for (step, now) in [(Step::Arrange, 100), (Step::PickUp, 100), (Step::Deliver, 50), (Step::Complete, 500)] {
        books.take(number, step, now).expect("each step follows the one before");
    }
    let times: Vec<i64> = books.order(number).history.iter().map(|&(_, at)| at).collect();
    assert_eq!(times, [100, 101, 102, 103, 500]);
    let listed: Vec<_> = books.shop(SHOP).expect("open").orders_by(TimeField::Updated).iter().copied().collect();
    assert_eq!(listed, [(500, number)], "an order is listed once, at its newest time");
}

#[test]
fn a_step_that_the_status_does_not_allow_changes_nothing() {
    let (mut books, item) = books_with(3);
    let number = books.place(&purchase(vec![(item, 1)]), day(), 0).expect("three are left");
    for step in [Step::Pay, Step::PickUp, Step::Deliver, Step::Complete, Step::Return] {
        assert_eq!(books.take(number, step, 9), Err(Refusal::NotInThisStatus(Status::ReadyToShip)), "{step:?}");
    }
    assert_eq!(books.order(number).updated, 0);
}

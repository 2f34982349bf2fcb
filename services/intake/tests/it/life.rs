//! The life of an order, told by a marketplace in its own order, in another, and more than once.

use amounts::Vnd;
use contract::{
    Caller, PageRequest, code,
    intake::{Buyer, GetLedger, OrderState, Removal, RemoveGoods, UndoRemoval},
};
use ids::{Id, Lot};
use mailbox::Unanswered;
use marketplaces::LineState::{Cancelled, Delivered, Paid, Placed, ReadyToShip, Returned, Shipped, Unknown};

use crate::house::{House, manager_of, order};

#[tokio::test]
async fn goods_are_promised_handed_over_and_lost_as_the_order_goes_on() {
    let house = House::new().await;
    let lot = house.stocked(20_000).await.lot_id;
    let stages = [
        (Placed, [10_000, 10_000, 0, 0]),
        (Paid, [10_000, 10_000, 0, 0]),
        (ReadyToShip, [10_000, 10_000, 0, 0]),
        (Shipped, [10_000, 0, 10_000, 0]),
        (Delivered, [10_000, 0, 10_000, 0]),
        (Returned, [10_000, 0, 0, 10_000]),
    ];
    for (told_at, (state, expected)) in (1..).zip(stages) {
        assert_eq!(house.take(vec![order("A1", 2, state, told_at)]).await, 1);
        assert_eq!(house.balance(lot).await, expected, "{state:?}");
        house.assert_books_add_up().await;
    }
    assert_eq!(house.number("select version as n from orders").await, 6);
    assert_eq!(house.number("select count(*) as n from outbox where subject like '%order_changed%'").await, 6);
    let told = "select (body::jsonb ->> 'available_g')::bigint as n from outbox where subject like '%stock_changed%'
        order by version desc limit 1";
    assert_eq!(house.number(told).await, 10_000);
}

#[tokio::test]
async fn a_cancelled_order_gives_its_stock_back() {
    let house = House::new().await;
    let lot = house.stocked(20_000).await.lot_id;
    house.take(vec![order("A1", 3, Paid, 1)]).await;
    assert_eq!(house.balance(lot).await, [5_000, 15_000, 0, 0]);
    house.take(vec![order("A1", 3, Cancelled, 2)]).await;
    assert_eq!(house.balance(lot).await, [20_000, 0, 0, 0]);
    house.assert_books_add_up().await;
}

#[tokio::test]
async fn repeated_and_late_news_change_nothing() {
    let house = House::new().await;
    let lot = house.stocked(20_000).await.lot_id;
    assert_eq!(house.take(vec![order("A1", 2, Paid, 10)]).await, 1);
    assert_eq!(house.take(vec![order("A1", 2, Shipped, 20)]).await, 1);
    let before = house.number("select count(*) as n from outbox").await;
    for late in [order("A1", 2, Paid, 10), order("A1", 2, Placed, 5), order("A1", 2, Shipped, 20)] {
        assert_eq!(house.take(vec![late]).await, 0);
    }
    assert_eq!(house.number("select count(*) as n from outbox").await, before, "and nobody is told");
    assert_eq!(house.state("A1").await, Some(OrderState::Shipped));
    assert_eq!(house.balance(lot).await, [10_000, 0, 10_000, 0]);

    // An order whose end is the first we hear of it.
    assert_eq!(house.take(vec![order("A2", 1, Delivered, 30), order("A3", 1, Cancelled, 30)]).await, 2);
    assert_eq!(house.take(vec![order("A2", 1, Paid, 29), order("A3", 1, Paid, 29)]).await, 0);
    assert_eq!(house.balance(lot).await, [5_000, 0, 15_000, 0]);
    house.assert_books_add_up().await;
}

#[tokio::test]
async fn what_is_short_waits_for_a_larger_lot() {
    let house = House::new().await;
    let mut lot = house.stocked(7_000).await;
    house.take(vec![order("A1", 2, Paid, 1)]).await;
    let short = house.order("A1").await.expect("taken all the same").order.lines[0].short_g;
    assert_eq!((short, house.balance(lot.lot_id).await), (3_000, [0, 7_000, 0, 0]));
    house.assert_books_add_up().await;

    (lot.version, lot.quantity_g) = (2, 12_000);
    house.hear_lot(&lot).await.expect("revised");
    assert_eq!(house.order("A1").await.expect("it is there").order.lines[0].short_g, 0);
    assert_eq!(house.balance(lot.lot_id).await, [2_000, 10_000, 0, 0]);

    let older = contract::onboarding::LotDeclared { version: 1, quantity_g: 7_000, ..lot.clone() };
    house.hear_lot(&older).await.expect("an old word is no news");
    assert_eq!(house.balance(lot.lot_id).await, [2_000, 10_000, 0, 0]);
    let below = contract::onboarding::LotDeclared { version: 3, quantity_g: 9_000, ..lot.clone() };
    house.hear_lot(&below).await.expect("less than is promised is heard and not followed");
    assert_eq!(house.balance(lot.lot_id).await, [2_000, 10_000, 0, 0]);
    let told =
        "select (body::jsonb ->> 'declared_version')::bigint * 1000000 + (body::jsonb ->> 'declared_g')::bigint as n
        from outbox where subject like '%stock_changed%' order by id desc limit 1";
    assert_eq!(
        house.number(told).await,
        3_012_000,
        "its cooperative is told what the books keep, and up to which version"
    );
    house.assert_books_add_up().await;
}

#[tokio::test]
async fn a_status_we_have_not_met_is_kept_and_troubles_a_person() {
    let house = House::new().await;
    let lot = house.stocked(20_000).await.lot_id;
    house.take(vec![order("A1", 2, Unknown, 1)]).await;
    let view = house.order("A1").await.expect("taken");
    assert_eq!((view.order.state, view.raw_status.as_str()), (OrderState::Unknown, "UNKNOWN"));
    assert_eq!(house.balance(lot).await, [10_000, 10_000, 0, 0]);
    assert_eq!(house.number("select count(*) as n from orders where troubled").await, 1);
}

#[tokio::test]
async fn what_one_order_gives_up_another_that_is_short_gets() {
    let house = House::new().await;
    let lot = house.stocked(10_000).await.lot_id;
    house.take(vec![order("A1", 2, Paid, 1)]).await;
    house.take(vec![order("A2", 1, Paid, 2)]).await;
    assert_eq!(house.order("A2").await.expect("taken").order.lines[0].short_g, 5_000);
    house.take(vec![order("A1", 2, Cancelled, 3)]).await;
    assert_eq!(house.order("A2").await.expect("taken").order.lines[0].short_g, 0);
    assert_eq!(house.balance(lot).await, [5_000, 5_000, 0, 0]);
    house.assert_books_add_up().await;
}

#[tokio::test]
async fn goods_that_leave_without_an_order_are_written_down_and_can_come_back() {
    let house = House::new().await;
    let lot = house.stocked(10_000).await.lot_id;
    house.take(vec![order("A1", 1, Paid, 1)]).await;
    house.open().await;
    let removed = async |caller: Caller, removal, quantity_g| {
        let ask = RemoveGoods { lot_id: lot, removal, quantity_g, buyer: None, price_vnd_per_kg: None };
        match house.asker.ask(&caller.with_key(Id::<Lot>::generate().to_string()), &ask).await {
            Ok(removed) => Ok(removed.available_g),
            Err(Unanswered::Refused(refusal)) => Err(refusal.code),
            Err(other) => panic!("no answer: {other}"),
        }
    };
    let refused = |code: &str| Err(code.to_owned());
    let own = || house.manager();
    assert_eq!(removed(own(), Removal::OffPlatform, 4_000).await, Ok(1_000));
    assert_eq!(removed(own(), Removal::Waste, 1_001).await, refused(code::STOCK_SHORT));
    assert_eq!(removed(own(), Removal::Waste, 0).await, refused(code::INVALID));
    assert_eq!(removed(manager_of(Id::generate()), Removal::Waste, 1).await, refused(code::NOT_FOUND));
    house.take(vec![order("A2", 1, Paid, 2)]).await;
    assert_eq!(house.order("A2").await.expect("taken").order.lines[0].short_g, 4_000);
    house.assert_books_add_up().await;

    assert_eq!(removed(own(), Removal::OwnUse, -1).await, refused(code::STOCK_SHORT));
    assert_eq!(removed(own(), Removal::OffPlatform, -4_000).await, Ok(4_000));
    assert_eq!(house.order("A2").await.expect("taken").order.lines[0].short_g, 0, "what came back fills it");
    assert_eq!(house.balance(lot).await, [0, 10_000, 0, 0]);
    house.assert_books_add_up().await;
    house.world.end().await;
}

#[tokio::test]
async fn a_sale_off_the_marketplaces_has_a_price_and_is_undone_within_minutes_by_a_counter_movement() {
    let house = House::new().await;
    let lot = house.stocked(10_000).await.lot_id;
    house.open().await;
    let key = || Id::<Lot>::generate().to_string();
    let remove = async |removal, buyer, price: Option<i64>| {
        let price_vnd_per_kg = price.map(Vnd);
        let ask = RemoveGoods { lot_id: lot, removal, quantity_g: 4_000, buyer, price_vnd_per_kg };
        house.asker.ask(&house.manager().with_key(key()), &ask).await
    };
    let undo = async |caller: Caller, movement_id| match house
        .asker
        .ask(&caller.with_key(key()), &UndoRemoval { movement_id })
        .await
    {
        Ok(undone) => Ok(undone.available_g),
        Err(Unanswered::Refused(refusal)) => Err(refusal.code),
        Err(other) => panic!("no answer: {other}"),
    };
    for (removal, buyer, price) in [
        (Removal::Waste, Some(Buyer::Trader), None),
        (Removal::OwnUse, None, Some(1)),
        (Removal::OffPlatform, None, Some(0)),
    ] {
        assert!(matches!(remove(removal, buyer, price).await, Err(Unanswered::Refused(_))), "{removal:?}");
    }
    let sold = remove(Removal::OffPlatform, Some(Buyer::Trader), Some(9_000)).await.expect("sold");
    let ledger = async || {
        let ask = GetLedger { lot_id: lot, page: PageRequest::first(100) };
        house.asker.ask(&house.manager(), &ask).await.expect("a ledger").rows
    };
    let row = ledger().await.pop().expect("a row");
    assert_eq!(
        (row.movement_id, row.buyer, row.price_vnd_per_kg),
        (sold.movement_id, Some(Buyer::Trader), Some(Vnd(9_000)))
    );
    assert!(row.may_undo);
    let strange = undo(manager_of(Id::generate()), sold.movement_id).await;
    assert_eq!(strange, Err(code::NOT_FOUND.to_owned()));
    assert_eq!(undo(house.manager(), sold.movement_id).await, Ok(10_000));
    assert_eq!(undo(house.manager(), sold.movement_id).await, Err(code::CONFLICT.to_owned()), "once");
    let counter = ledger().await.pop().expect("a row");
    assert_eq!((counter.quantity_g, counter.undoes, counter.may_undo), (-4_000, Some(sold.movement_id), false));

    let wasted = remove(Removal::Waste, None, None).await.expect("written");
    let tx = house.app.database.begin_as_service().await.expect("a transaction");
    let older = "update movement set at = at - interval '16 minutes' where kind = 'waste'";
    tx.run(older, []).await.expect("the hands of the clock");
    tx.commit().await.expect("committed");
    assert!(!ledger().await.pop().expect("a row").may_undo);
    assert_eq!(undo(house.manager(), wasted.movement_id).await, Err(code::CONFLICT.to_owned()), "too late");
    house.assert_books_add_up().await;
    house.world.end().await;
}

//! What a cooperative asks the marketplace to do.

use contract::{
    code,
    intake::{CancelOrders, OrderState, ShipOrders, ShipmentsTakenBack, TakeBackShipments, TasksQueued},
};
use ids::Id;
use intake::{
    actions::queue_tasks::{cancel_orders, ship_orders},
    store::tasks,
};
use mailbox::Unanswered;
use marketplaces::{
    ChannelOrder,
    LineState::{Paid, Shipped},
};
use scoped::Access;
use testkit::until;

use crate::{
    house::{House, NEVER, order},
    market::Market,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packed_parcel_is_told_and_comes_back_as_ready_to_ship() {
    let market = Market::open(NEVER).await;
    let lot = market.stocked(50_000).await.lot_id;
    let sn = market.buy(2).await;
    until("the order is taken", || async { market.house.state(&sn).await == Some(OrderState::Paid) }).await;
    let order_ids = vec![market.house.order(&sn).await.expect("it is there").order.order_id];
    let caller = market.house.manager().with_key("ship-1");
    let ship = ShipOrders::at_once(order_ids);
    for _ in 0..2 {
        let queued = market.house.asker.ask(&caller, &ship).await.expect("queued");
        assert_eq!(queued, TasksQueued { queued: 1, refused: Vec::new() });
    }
    until("it is announced", || async { market.house.state(&sn).await == Some(OrderState::ReadyToShip) }).await;
    let task = market.house.order(&sn).await.expect("it is there").task.expect("it was asked for");
    assert_eq!((task.kind.as_str(), task.state.as_str(), task.channel_words), ("ship", "done", None));
    assert_eq!(market.house.balance(lot).await, [40_000, 10_000, 0, 0]);

    for (what, state) in [("pickup", OrderState::Shipped), ("deliver", OrderState::Delivered)] {
        market.act(&sn, what).await;
        until(what, || async { market.house.state(&sn).await == Some(state) }).await;
    }
    assert_eq!(market.house.balance(lot).await, [40_000, 0, 10_000, 0]);
    market.until_drained().await;
    market.house.assert_books_add_up().await;
    market.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_parcel_that_is_still_held_can_be_taken_back() {
    let market = Market::open(NEVER).await;
    market.stocked(50_000).await;
    let (first, second) = (market.buy(1).await, market.buy(1).await);
    let mut ids = Vec::new();
    for sn in [&first, &second] {
        until("the order is taken", || async { market.house.state(sn).await == Some(OrderState::Paid) }).await;
        ids.push(market.house.order(sn).await.expect("it is there").order.order_id);
    }
    let manager = |key: &str| market.house.manager().with_key(key);
    let asker = &market.house.asker;
    let hold = |hold_s| ShipOrders { order_ids: ids[..1].to_vec(), hold_s };
    assert_eq!(refusal(asker.ask(&manager("too long"), &hold(61)).await), code::INVALID);
    asker.ask(&manager("held"), &hold(60)).await.expect("queued");
    asker.ask(&manager("at once"), &ShipOrders::at_once(ids[1..].to_vec())).await.expect("queued");
    until("the other is announced", || async { market.house.state(&second).await == Some(OrderState::ReadyToShip) })
        .await;

    let stranger = crate::house::manager_of(Id::generate()).with_key("stranger");
    for (caller, orders) in [(stranger, 0), (manager("once"), 1), (manager("again"), 0)] {
        let taken_back = asker.ask(&caller, &TakeBackShipments {}).await.expect("answered");
        assert_eq!(taken_back, ShipmentsTakenBack { orders });
    }
    assert_eq!(market.house.order(&first).await.expect("it is there").task, None);
    assert_eq!(market.house.state(&first).await, Some(OrderState::Paid));
    market.until_drained().await;
    market.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn goods_that_cannot_be_had_are_cancelled_and_given_back() {
    let market = Market::open(NEVER).await;
    let lot = market.stocked(7_000).await.lot_id;
    let sn = market.buy(2).await;
    until("the order is taken", || async { market.house.state(&sn).await == Some(OrderState::Paid) }).await;
    assert_eq!(market.house.balance(lot).await, [0, 7_000, 0, 0]);
    let cancel = CancelOrders { order_ids: vec![market.house.order(&sn).await.expect("short").order.order_id] };
    market.house.asker.ask(&market.house.manager().with_key("k"), &cancel).await.expect("queued");
    until("it is given up", || async { market.house.state(&sn).await == Some(OrderState::Cancelled) }).await;
    market.until_drained().await;
    assert_eq!(market.house.balance(lot).await, [7_000, 0, 0, 0]);
    assert!(market.house.order(&sn).await.expect("it is there").cancel_reason.is_some());
    market.house.assert_books_add_up().await;
    market.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_marketplace_refuses_is_shown_in_its_own_words() {
    let market = Market::without_pushes(NEVER).await;
    market.stocked(50_000).await;
    let sn = market.buy(1).await;
    let body = crate::market::push_body(&market.house.shop_id, &sn, "READY_TO_SHIP", 1, 2);
    assert_eq!(market.push(&body).await.status(), 200);
    until("the order is taken", || async { market.house.state(&sn).await == Some(OrderState::Paid) }).await;
    // The buyer has given it up, and nobody has told us.
    market.act(&sn, "cancel").await;
    let ship = ShipOrders::at_once(vec![market.house.order(&sn).await.expect("known").order.order_id]);
    market.house.asker.ask(&market.house.manager().with_key("k"), &ship).await.expect("queued");
    market.until_drained().await;
    let task = market.house.order(&sn).await.expect("it is there").task.expect("it was asked for");
    assert_eq!((task.kind.as_str(), task.state.as_str()), ("ship", "refused"));
    assert!(task.channel_words.is_some_and(|words| !words.is_empty()));
    market.close().await;
}

#[tokio::test]
async fn what_a_marketplace_holds_is_seen_keeps_its_goods_and_is_not_packed() {
    let house = House::new().await;
    let lot = house.stocked(50_000).await.lot_id;
    let on_hold = |hold, told_at| ChannelOrder { on_hold: hold, ..order("A1", 2, Paid, told_at) };
    let begin = async || house.app.database.begin(&house.manager(), Access::Write).await.expect("a transaction");
    let claimed = async || {
        let tx = house.begin().await;
        let claimed = tasks::claim(&tx, 9).await.expect("claimed").len();
        tx.rollback().await.expect("given back");
        claimed
    };
    house.take(vec![on_hold(true, 1), order("A2", 1, Paid, 1)]).await;
    let view = house.order("A1").await.expect("taken");
    assert!(view.on_hold && !house.order("A2").await.expect("taken").on_hold);
    assert_eq!(house.balance(lot).await, [35_000, 15_000, 0, 0]);
    let ids = vec![view.order.order_id];
    let ship = async || {
        let tx = begin().await;
        let queued = ship_orders(&house.app, &tx, ShipOrders::at_once(ids.clone())).await.expect("answered");
        tx.commit().await.expect("committed");
        queued
    };
    assert_eq!(ship().await, TasksQueued { queued: 0, refused: vec![(ids[0], OrderState::Paid)] });

    assert_eq!(house.take(vec![on_hold(false, 2)]).await, 1, "it may go on");
    assert_eq!((ship().await.queued, claimed().await), (1, 1));
    assert_eq!(house.take(vec![on_hold(true, 3)]).await, 1, "and is held again before its marketplace was told");
    assert_eq!(claimed().await, 0);
    let tx = begin().await;
    let cancel = CancelOrders { order_ids: ids.clone() };
    assert_eq!(cancel_orders(&house.app, &tx, cancel).await.expect("answered").queued, 1);
    tx.commit().await.expect("committed");
    assert_eq!(claimed().await, 1, "it may be given up while it is held");
    assert_eq!(house.balance(lot).await, [35_000, 15_000, 0, 0]);
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, Unanswered>) -> String {
    match answer {
        Err(Unanswered::Refused(refusal)) => refusal.code,
        other => panic!("it was not refused: {other:?}"),
    }
}

#[tokio::test]
async fn only_what_can_be_shipped_is_queued() {
    let house = House::new().await;
    house.stocked(50_000).await;
    house.take(vec![order("A1", 1, Paid, 1), order("A2", 1, Shipped, 1)]).await;
    house.open().await;
    let (first, second) = (house.order("A1").await.expect("taken"), house.order("A2").await.expect("taken"));
    let (first, second) = (first.order.order_id, second.order.order_id);
    let ask = |order_ids| ShipOrders::at_once(order_ids);
    let manager = |key: &str| house.manager().with_key(key);
    let queued = house.asker.ask(&manager("k1"), &ask(vec![first, second])).await.expect("queued");
    assert_eq!(queued, TasksQueued { queued: 1, refused: vec![(second, OrderState::Shipped)] });
    let twice = house.asker.ask(&manager("k2"), &ask(vec![first, first])).await.expect("the same one twice is one");
    assert_eq!(twice.queued, 1);
    assert_eq!(house.number("select count(*) as n from channel_task").await, 1);

    let unknown = ask(vec![first, Id::generate()]);
    assert_eq!(refusal(house.asker.ask(&manager("k3"), &unknown).await), code::NOT_FOUND);
    let too_many = ask((0..201).map(|_| Id::generate()).collect());
    assert_eq!(refusal(house.asker.ask(&manager("k4"), &too_many).await), code::INVALID);
    house.world.end().await;
}

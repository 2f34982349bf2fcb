//! Questions about orders and stock, asked over the broker.

use std::collections::BTreeSet;

use contract::{
    Caller, PageRequest, Role, Scope, code,
    intake::{
        CountOrders, FindOrders, FindStock, GetLedger, GetOrder, IntakeHealth, OrderState, OrderView, ShipOrders,
    },
};
use ids::{Channel, Id};
use mailbox::Unanswered;
use marketplaces::{
    ChannelOrder,
    LineState::{Cancelled, Paid, Placed, Shipped},
};

use crate::house::{House, manager_of, order, second};

impl House {
    /// Intake's whole conversation and workers.
    pub async fn open(&self) {
        intake::start(&self.app, &self.world.shutdown).await.expect("intake starts");
    }

    /// All pages of a list, each of so many rows.
    async fn pages(&self, ask: FindOrders, size: u32) -> Vec<OrderView> {
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let page = PageRequest { size, after };
            let answer = self.asker.ask(&self.manager(), &FindOrders { page, ..ask.clone() }).await.expect("a page");
            assert!(answer.rows.len() <= size as usize);
            rows.extend(answer.rows);
            assert!(rows.len() <= 100, "the list does not end");
            match answer.next {
                Some(next) => after = Some(next),
                None => return rows,
            }
        }
    }

    async fn names(&self, ask: FindOrders) -> BTreeSet<String> {
        self.pages(ask, 200).await.into_iter().map(|view| view.order.channel_order_id).collect()
    }
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, Unanswered>) -> String {
    match answer {
        Err(Unanswered::Refused(refusal)) => refusal.code,
        other => panic!("it was not refused: {other:?}"),
    }
}

/// Thirty orders: many share an instant, and some have no day to be shipped by.
fn many() -> Vec<ChannelOrder> {
    let orders = (0..30).map(|number| {
        let told = order(&format!("A{number:02}"), 1, if number % 3 == 0 { Placed } else { Paid }, 1);
        ChannelOrder {
            placed_at: second(number / 4),
            ship_by: (number % 2 == 0).then(|| second(1_000 - number / 5)),
            ..told
        }
    });
    orders.collect()
}

#[tokio::test]
async fn pages_are_complete_and_in_order_whatever_their_size() {
    let house = House::new().await;
    house.stocked(1_000_000).await;
    house.take(many()).await;
    house.open().await;
    for size in [1, 2, 7, 30, 200] {
        let newest = house.pages(FindOrders::default(), size).await;
        let names: BTreeSet<_> = newest.iter().map(|view| view.order.channel_order_id.clone()).collect();
        assert_eq!((newest.len(), names.len()), (30, 30), "pages of {size}");
        assert!(newest.is_sorted_by(|a, b| a.order.placed_at >= b.order.placed_at));

        let urgent = house.pages(FindOrders { by_ship_by: true, ..FindOrders::default() }, size).await;
        let names: BTreeSet<_> = urgent.iter().map(|view| view.order.channel_order_id.clone()).collect();
        assert_eq!((urgent.len(), names.len()), (30, 30), "pages of {size} by ship-by");
        let due = |view: &OrderView| (view.ship_by.is_none(), view.ship_by);
        assert!(urgent.is_sorted_by_key(due), "those without a day come last");
    }
    house.world.end().await;
}

#[tokio::test]
async fn a_page_goes_on_where_it_ended_although_orders_come_in_between() {
    let house = House::new().await;
    house.stocked(1_000_000).await;
    house.take(many()).await;
    house.open().await;
    let first = FindOrders { page: PageRequest::first(10), ..FindOrders::default() };
    let first = house.asker.ask(&house.manager(), &first).await.expect("a page");
    let newer = ChannelOrder { placed_at: second(5_000), ..order("NEW", 1, Paid, 1) };
    house.take(vec![newer]).await;
    let page = PageRequest { size: 200, after: first.next };
    let rest =
        house.asker.ask(&house.manager(), &FindOrders { page, ..FindOrders::default() }).await.expect("the rest");
    let names =
        |rows: &[OrderView]| rows.iter().map(|view| view.order.channel_order_id.clone()).collect::<BTreeSet<_>>();
    assert_eq!(rest.rows.len(), 20);
    assert!(names(&first.rows).is_disjoint(&names(&rest.rows)) && !names(&rest.rows).contains("NEW"));
    house.world.end().await;
}

#[tokio::test]
async fn filters_let_through_what_they_say() {
    let house = House::new().await;
    house.stocked(12_000).await;
    let named = |id: &str, name: &str, sku: &str| {
        let mut told = order(id, 1, Paid, 1);
        told.lines[0].name = name.into();
        told.lines[0].sku = sku.into();
        told
    };
    house
        .take(vec![
            named("X100", "Cam sành Hà Giang", "CAM-5KG"),
            named("X200", "Mật ong bạc hà 50% đường_thật", "ONG-1"),
            ChannelOrder { placed_at: second(100), ..order("X300", 2, Shipped, 1) },
            order("X400", 1, Cancelled, 1),
        ])
        .await;
    house.open().await;
    let text = |text: &str| FindOrders { text: Some(text.into()), ..FindOrders::default() };
    let states = |states: &[OrderState]| FindOrders { states: states.to_vec(), ..FindOrders::default() };
    let all = ["X100", "X200", "X300", "X400"];
    for (ask, expected) in [
        (FindOrders::default(), &all[..]),
        (states(&[OrderState::Paid]), &["X100", "X200"]),
        (states(&[OrderState::Shipped, OrderState::Cancelled]), &["X300", "X400"]),
        (text("x10"), &["X100"]),
        (text("mat ong BAC HA"), &["X200"]),
        (text("Mật Ong"), &["X200"]),
        (text("ong-1"), &["X200"]),
        (text("50%"), &["X200"]),
        (text("100%"), &[]),
        (text("g_th"), &["X200"]),
        (text("h_g"), &[]),
        (text("' or true --"), &[]),
        (text("  "), &all),
        (FindOrders { channel: Some(Channel::Shopee), ..FindOrders::default() }, &all),
        (FindOrders { channel: Some(Channel::Tiki), ..FindOrders::default() }, &[]),
        (FindOrders { placed_from: Some(second(100)), ..FindOrders::default() }, &["X300"]),
        (FindOrders { placed_before: Some(second(100)), ..FindOrders::default() }, &["X100", "X200", "X400"]),
        (FindOrders { troubled: true, ..FindOrders::default() }, &["X200"]),
        (FindOrders { troubled: true, by_ship_by: true, ..states(&[OrderState::Shipped]) }, &[]),
    ] {
        let expected: BTreeSet<String> = expected.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(house.names(ask.clone()).await, expected, "{ask:?}");
    }
    let strange =
        FindOrders { page: PageRequest { size: 9, after: Some("no cursor".into()) }, ..FindOrders::default() };
    assert_eq!(house.asker.ask(&house.manager(), &strange).await.expect("the first page").rows.len(), 4);
    house.world.end().await;
}

#[tokio::test]
async fn a_cooperative_sees_only_its_own_orders_and_cannot_ship_anothers() {
    let house = House::new().await;
    let lot = house.stocked(20_000).await.lot_id;
    house.take(vec![order("A1", 1, Paid, 1)]).await;
    house.open().await;
    let order_id = house.order("A1").await.expect("its own").order.order_id;
    assert_eq!(
        house.asker.ask(&house.manager(), &GetOrder { order_id }).await.expect("its own").order.order_id,
        order_id
    );

    let stranger = manager_of(Id::generate());
    assert!(house.asker.ask(&stranger, &FindOrders::default()).await.expect("a page").rows.is_empty());
    assert_eq!(refusal(house.asker.ask(&stranger, &GetOrder { order_id }).await), code::NOT_FOUND);
    let counts = house.asker.ask(&stranger, &CountOrders {}).await.expect("counts");
    assert!(counts.by_state.is_empty());
    let ship = ShipOrders::at_once(vec![order_id]);
    assert_eq!(refusal(house.asker.ask(&stranger.clone().with_key("k"), &ship).await), code::NOT_FOUND);
    assert_eq!(house.number("select count(*) as n from channel_task").await, 0);
    assert!(house.asker.ask(&stranger, &FindStock::default()).await.expect("a page").rows.is_empty());
    let ledger = GetLedger { lot_id: lot, page: PageRequest::default() };
    assert!(house.asker.ask(&stranger, &ledger).await.expect("a page").rows.is_empty());
    assert_eq!(house.asker.ask(&house.manager(), &ledger).await.expect("a page").rows.len(), 2);

    let official = Caller::person(Id::generate(), Role::ProvincialOfficial, Scope::Province);
    assert_eq!(refusal(house.asker.ask(&official, &FindOrders::default()).await), code::NOT_ALLOWED);
    assert_eq!(house.asker.ask(&official, &FindStock::default()).await.expect("balances").rows.len(), 1);
    assert_eq!(refusal(house.asker.ask(&house.manager(), &IntakeHealth {}).await), code::NOT_ALLOWED);
    house.world.end().await;
}

#[tokio::test]
async fn a_ledger_is_read_page_by_page_and_tells_every_movement() {
    let house = House::new().await;
    let lot = house.stocked(50_000).await.lot_id;
    for number in 0..5 {
        let id = format!("A{number}");
        house.take(vec![order(&id, 1, Paid, 1)]).await;
        house.take(vec![order(&id, 1, if number % 2 == 0 { Shipped } else { Cancelled }, 2)]).await;
    }
    house.open().await;
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let ask = GetLedger { lot_id: lot, page: PageRequest { size: 3, after } };
        let page = house.asker.ask(&house.manager(), &ask).await.expect("a page");
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let kinds: Vec<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
    let expected = ["declared", "reserved", "sold", "reserved", "released", "reserved", "sold", "reserved", "released"];
    assert_eq!(kinds[..9], expected);
    assert_eq!(rows.len(), 11);
    let stock = house.asker.ask(&house.manager(), &FindStock::default()).await.expect("a page");
    let last = rows.last().expect("rows");
    assert_eq!((stock.rows[0].on_hand_g, stock.rows[0].reserved_g), (last.on_hand_g, last.reserved_g));
    assert_eq!((stock.rows[0].declared_g, stock.rows[0].sold_g), (50_000, 15_000));
    house.assert_books_add_up().await;
    house.world.end().await;
}

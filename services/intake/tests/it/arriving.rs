//! Orders arrive: by webhook, before or after what they depend on.

use std::sync::Arc;

use contract::{
    intake::OrderState,
    onboarding::LotDeclared,
    syndication::{ChannelAccountChanged, ListingChanged},
};
use ids::Id;
use serde_json::json;
use testkit::until;
use tokio::task::JoinSet;

use crate::{
    house::{House, NEVER},
    market::{Market, push_body},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_becomes_an_order_whose_goods_are_promised_and_everybody_is_told() {
    let market = Market::open(NEVER).await;
    let lot = market.stocked(52_000).await.lot_id;
    let sn = market.buy(2).await;
    until("the order is taken", || async { market.house.state(&sn).await == Some(OrderState::Paid) }).await;
    market.until_drained().await;
    assert_eq!(market.house.balance(lot).await, [42_000, 10_000, 0, 0]);
    assert_eq!(market.keeper.available_g(lot), Some(42_000));
    let told = market.keeper.order(&sn).expect("told");
    assert_eq!((told.state, told.lines.len(), told.lines[0].quantity_g), (OrderState::Paid, 1, 10_000));
    let [share] = &told.lines[0].lots[..] else { panic!("one lot gave: {told:?}") };
    assert_eq!((share.lot_id, share.quantity_g, told.lines[0].short_g), (lot, 10_000, 0));
    assert!(!market.house.order(&sn).await.expect("it is there").found_by_polling);

    market.act(&sn, "cancel").await;
    until("it is given up", || async { market.house.state(&sn).await == Some(OrderState::Cancelled) }).await;
    market.until_drained().await;
    assert_eq!(market.keeper.available_g(lot), Some(52_000));
    assert_eq!(market.keeper.order(&sn).map(|order| order.state), Some(OrderState::Cancelled));
    market.house.assert_books_add_up().await;
    market.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pushes_that_come_twice_late_and_in_the_wrong_order_end_in_the_same_state() {
    let market = Market::open(NEVER).await;
    let lot = market.stocked(500_000).await.lot_id;
    let faults = json!({ "push_duplicate_per_mille": 400, "push_reorder_per_mille": 400, "vary_push_body": true });
    market.control("faults", &faults).await;
    let mut orders = Vec::new();
    for number in 0..20 {
        let sn = market.buy(1).await;
        if number % 2 == 0 {
            market.act(&sn, "cancel").await;
        }
        orders.push(sn);
    }
    market.control("pushes/flush", &serde_json::Value::Null).await;
    for (number, sn) in orders.iter().enumerate() {
        let expected = if number % 2 == 0 { OrderState::Cancelled } else { OrderState::Paid };
        until("each has its last state", || async { market.house.state(sn).await == Some(expected) }).await;
    }
    market.until_drained().await;
    assert_eq!(market.house.balance(lot).await, [450_000, 50_000, 0, 0]);
    assert_eq!(market.house.number("select count(*) as n from orders").await, 20);
    assert_eq!(
        market.house.number("select count(*) as n from webhook_queue where parked_because is not null").await,
        0
    );
    market.house.assert_books_add_up().await;
    market.close().await;
}

/// What an order depends on, and its own announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrival {
    Account,
    Listing,
    Lot,
    Webhook,
}

const ARRIVALS: [Arrival; 4] = [Arrival::Account, Arrival::Listing, Arrival::Lot, Arrival::Webhook];

fn permutations() -> Vec<Vec<Arrival>> {
    let mut begun: Vec<Vec<Arrival>> = vec![Vec::new()];
    for _ in ARRIVALS {
        let longer = begun.iter().flat_map(|begun| {
            let next = ARRIVALS.into_iter().filter(|arrival| !begun.contains(arrival));
            next.map(|arrival| [begun.as_slice(), &[arrival]].concat())
        });
        begun = longer.collect();
    }
    begun
}

/// A shop of a cooperative of its own, in which somebody has ordered two packs.
#[derive(Clone)]
struct Stall {
    account: ChannelAccountChanged,
    listing: ListingChanged,
    lot: LotDeclared,
    order_sn: String,
}

impl Stall {
    async fn open(market: &Market, number: usize) -> Self {
        let (house, cooperative_id) = (&market.house, Id::generate());
        let shop_id = (15_000_000 + number).to_string();
        market.open_shop(&shop_id).await;
        market.show(&shop_id, 100).await;
        let lot = LotDeclared { cooperative_id, ..house.lot(20_000) };
        Self {
            order_sn: market.buy_in(&shop_id, 2).await,
            account: ChannelAccountChanged { cooperative_id, shop_id, ..house.account() },
            listing: ListingChanged { cooperative_id, ..house.listing("CAM-5KG", &[lot.lot_id]) },
            lot,
        }
    }

    async fn arrive(&self, market: &Market, arrival: Arrival) {
        match arrival {
            Arrival::Account => market.house.tell(&self.account).await,
            Arrival::Listing => market.house.tell(&self.listing).await,
            Arrival::Lot => market.house.tell(&self.lot).await,
            Arrival::Webhook => {
                let body = push_body(&self.account.shop_id, &self.order_sn, "READY_TO_SHIP", 1, 2);
                assert_eq!(market.push(&body).await.status(), 200);
            }
        }
    }

    /// Waits until what arrived has had its effect, as far as it can have one yet.
    async fn until_heard(&self, house: &House, arrival: Arrival) {
        let (shop, cooperative) = (&self.account.shop_id, self.account.cooperative_id.uuid());
        let sql = match arrival {
            Arrival::Account => format!("select count(*) as n from shop where shop_id = '{shop}'"),
            Arrival::Listing => format!("select count(*) as n from listing where cooperative_id = '{cooperative}'"),
            Arrival::Lot => format!("select count(*) as n from lot where cooperative_id = '{cooperative}'"),
            // Taken, or put off because the shop is not known.
            Arrival::Webhook => format!(
                "select count(*) as n from raw_webhook where shop_id = '{shop}' and not exists (select from webhook_queue
                    where webhook_queue.id = raw_webhook.id and next_attempt_at = '-infinity')"
            ),
        };
        until("it has been heard", || async { house.number(&sql).await == 1 }).await;
    }

    /// Orders without trouble, and grams promised, available and short.
    async fn end(&self, house: &House) -> [i64; 4] {
        let cooperative = self.account.cooperative_id.uuid();
        let mut numbers = [0; 4];
        for (at, what) in [
            "count(*) filter (where state = 'paid' and not troubled) as n from orders",
            "coalesce(sum(quantity_g) filter (where state = 'held'), 0)::bigint as n from reservation",
            "coalesce(sum(on_hand_g - reserved_g), -1)::bigint as n from lot",
            "coalesce(sum(short_g), -1)::bigint as n from order_line",
        ]
        .into_iter()
        .enumerate()
        {
            numbers[at] = house.number(&format!("select {what} where cooperative_id = '{cooperative}'")).await;
        }
        numbers
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shop_listing_lot_and_webhook_end_the_same_in_every_order_of_arrival() {
    let market = Arc::new(Market::without_pushes(NEVER).await);
    let orders = permutations();
    assert_eq!(orders.len(), 24);
    let mut tasks = JoinSet::new();
    for (number, order) in orders.into_iter().enumerate() {
        let stall = Stall::open(&market, number).await;
        let market = Arc::clone(&market);
        tasks.spawn(async move {
            for &arrival in &order {
                stall.arrive(&market, arrival).await;
                stall.until_heard(&market.house, arrival).await;
            }
            until("the order is settled", || async { stall.end(&market.house).await == [1, 10_000, 10_000, 0] }).await;
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.expect("settled");
    }
    market.until_drained().await;
    market.house.assert_books_add_up().await;
    assert_eq!(market.house.number("select count(*) as n from parked_message").await, 0);
    Arc::into_inner(market).expect("every task has ended").close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shop_listing_lot_and_webhook_may_arrive_at_the_same_moment() {
    let market = Arc::new(Market::without_pushes(NEVER).await);
    let mut stalls = Vec::new();
    for number in 0..24 {
        stalls.push(Stall::open(&market, number).await);
    }
    let mut tasks = JoinSet::new();
    for stall in stalls.clone() {
        for arrival in ARRIVALS {
            let (market, stall) = (Arc::clone(&market), stall.clone());
            tasks.spawn(async move { stall.arrive(&market, arrival).await });
        }
    }
    while let Some(ended) = tasks.join_next().await {
        ended.expect("arrived");
    }
    market.house.world.until_quiet(&["syndication", "onboarding"]).await;
    for stall in &stalls {
        until("the order is settled", || async { stall.end(&market.house).await == [1, 10_000, 10_000, 0] }).await;
    }
    market.house.assert_books_add_up().await;
    Arc::into_inner(market).expect("every task has ended").close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_has_grown_stale_is_replaced_once_for_all_who_need_it() {
    let market = Market::open(NEVER).await;
    market.stocked(500_000).await;
    let first = market.buy(1).await;
    until("the order is taken", || async { market.house.state(&first).await.is_some() }).await;
    assert_eq!(market.keeper.consents(), 1);

    market.control("faults", &json!({ "revoke_token": 14_701_711 })).await;
    let mut orders = Vec::new();
    for _ in 0..10 {
        orders.push(market.buy(1).await);
    }
    for sn in &orders {
        until("each is taken", || async { market.house.state(sn).await == Some(OrderState::Paid) }).await;
    }
    assert_eq!(market.keeper.consents(), 2);
    market.close().await;
}

//! Orders, money, trouble and pushes: the same for each marketplace.

use std::{collections::BTreeSet, time::Duration};

use amounts::Vnd;
use chrono::{TimeDelta, Utc};
use marketplaces::{ChannelOrderRef, FaultKind, LineState, Push, RawPush, Shop};
use serde_json::json;

use super::{changed_lately, listed, order};
use crate::practice::{Kind, Practice};

pub async fn what_a_buyer_orders_is_listed_told_and_shipped(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let marketplace = &*practice.marketplace;
    let (Some(_), Some(orders)) = (marketplace.takes_listings(), marketplace.gives_orders()) else { return };
    let shop = practice.shop().await;
    listed(&practice, &shop, "CAM-5KG", 40).await;
    let id = practice.buy("CAM-5KG", 2).await;
    assert_eq!(changed_lately(orders, &shop).await, Ok(vec![id.clone()]));

    let paid = order(marketplace, &shop, &id).await;
    assert_eq!((paid.state, paid.cash_on_delivery, &paid.shop_id), (LineState::Paid, false, &shop.shop_id));
    assert_eq!(paid.lines.iter().map(|line| line.quantity).sum::<i64>(), 2, "in one line, or a line for each");
    for line in &paid.lines {
        assert_eq!((line.sku.as_str(), line.unit_price_vnd), ("CAM-5KG", Vnd(145_000)));
        assert!(!line.channel_line_id.is_empty() && !line.item_id.is_empty());
    }
    let names: BTreeSet<&String> = paid.lines.iter().map(|line| &line.channel_line_id).collect();
    assert_eq!(names.len(), paid.lines.len(), "no two lines have one id");

    if let Some(shipments) = marketplace.takes_shipments() {
        assert_eq!(shipments.ship(&shop, &id).await, Ok(()));
        let shipped = order(marketplace, &shop, &id).await;
        assert_eq!(shipped.state, LineState::ReadyToShip);
        assert!(shipped.updated_at >= paid.updated_at);
        assert_eq!(shipments.ship(&shop, &id).await, Ok(()), "a second time is no fault");
        assert!(shipments.tracking_number(&shop, &id).await.is_ok());
    }
    practice.end().await;
}

pub async fn an_order_whose_goods_cannot_be_had_is_cancelled(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let marketplace = &*practice.marketplace;
    let (Some(_), Some(cancels)) = (marketplace.takes_listings(), marketplace.cancels_orders()) else { return };
    let shop = practice.shop().await;
    let item = listed(&practice, &shop, "CAM-5KG", 40).await;
    let id = practice.buy("CAM-5KG", 1).await;
    let named = ChannelOrderRef { channel_order_id: id.clone(), item_ids: vec![item] };
    for time in ["first", "second"] {
        assert_eq!(cancels.cancel_out_of_stock(&shop, &named).await, Ok(()), "the {time} time");
    }
    let cancelled = order(marketplace, &shop, &id).await;
    assert_eq!(cancelled.state, LineState::Cancelled);
    assert!(cancelled.cancel_reason.is_some());
    if let Some(shipments) = marketplace.takes_shipments() {
        let fault = shipments.ship(&shop, &id).await.expect_err("there is nothing to ship");
        assert_eq!(fault.kind, FaultKind::Permanent, "{fault}");
    }
    practice.end().await;
}

pub async fn a_buyer_who_asks_to_cancel_is_answered(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let marketplace = &*practice.marketplace;
    let Some(asks) = marketplace.asks_to_cancel().filter(|_| kind.is_played("cancellation")) else { return };
    let shop = practice.shop().await;
    listed(&practice, &shop, "CAM-5KG", 40).await;
    for agreed in [true, false] {
        let id = practice.buy("CAM-5KG", 1).await;
        practice.happens(&id, "askcancel").await;
        assert!(order(marketplace, &shop, &id).await.cancel_requested);
        assert_eq!(asks.answer_cancellation(&shop, &id, agreed).await, Ok(()));
        let after = order(marketplace, &shop, &id).await;
        assert_eq!((after.state == LineState::Cancelled, after.cancel_requested), (agreed, false), "{after:?}");
    }
    practice.end().await;
}

pub async fn an_unknown_order_has_a_row_of_its_own(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let marketplace = &*practice.marketplace;
    let (Some(_), Some(orders)) = (marketplace.takes_listings(), marketplace.gives_orders()) else { return };
    let shop = practice.shop().await;
    listed(&practice, &shop, "CAM-5KG", 40).await;
    let known = practice.buy("CAM-5KG", 1).await;
    let asked = ["987654321".to_owned(), known];
    let rows = orders.fetch(&shop, &asked).await.expect("an answer");
    assert_eq!(rows.iter().map(|row| &row.row).collect::<Vec<_>>(), asked.iter().collect::<Vec<_>>());
    assert!(rows[0].result.is_err() && rows[1].result.is_ok(), "{rows:?}");
    practice.end().await;
}

/// An order that has gone all its way.
async fn done(practice: &Practice, shop: &Shop) -> String {
    listed(practice, shop, "CAM-5KG", 40).await;
    let id = practice.buy("CAM-5KG", 2).await;
    let shipments = practice.marketplace.takes_shipments().expect("asked only where it does");
    shipments.ship(shop, &id).await.expect("it is shipped");
    for act in ["pickup", "deliver"] {
        practice.happens(&id, act).await;
    }
    id
}

pub async fn an_order_that_is_done_is_settled(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let marketplace = &*practice.marketplace;
    let (Some(settles), Some(_)) = (marketplace.settles(), marketplace.takes_shipments()) else { return };
    if !kind.is_played("settlement") {
        return;
    }
    let shop = practice.shop().await;
    let id = done(&practice, &shop).await;
    practice.happens(&id, "complete").await;
    let settlement = settles.settlement(&shop, &id).await.expect("an answer").expect("it is booked");
    assert_eq!(settlement.channel_order_id, id);
    assert!(settlement.entries.iter().any(|entry| entry.amount_vnd < Vnd::ZERO), "{settlement:?}");
    practice.end().await;
}

pub async fn what_a_buyer_sends_back_is_told(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let marketplace = &*practice.marketplace;
    let (Some(tells), Some(_)) = (marketplace.tells_returns(), marketplace.takes_shipments()) else { return };
    if !kind.is_played("return") {
        return;
    }
    let shop = practice.shop().await;
    let id = done(&practice, &shop).await;
    practice.happens(&id, "return").await;
    let now = Utc::now();
    let page = tells.returns(&shop, now - TimeDelta::hours(1), now + TimeDelta::hours(1), None).await.expect("a page");
    let [back] = &page.returns[..] else { panic!("one return: {page:?}") };
    assert_eq!(back.channel_order_id, id);
    practice.end().await;
}

pub async fn each_kind_of_trouble_is_told_apart(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let Some(orders) = practice.marketplace.gives_orders() else { return };
    let shop = practice.shop().await;
    assert_eq!(changed_lately(orders, &shop).await, Ok(Vec::new()));
    practice.faults(json!({ "throttle_per_mille": 1000 })).await;
    let throttled = changed_lately(orders, &shop).await.expect_err("throttled");
    assert!(matches!(throttled.kind, FaultKind::SlowDown { .. }), "{throttled}");

    practice.faults(json!({ "throttle_per_mille": 0, "server_error_per_mille": 1000 })).await;
    let busy = changed_lately(orders, &shop).await.expect_err("the server is busy");
    assert_eq!(busy.kind, FaultKind::Passing, "{busy}");

    practice.faults(json!({ "server_error_per_mille": 0 })).await;
    let never = Shop { access_token: "never-given".into(), ..shop };
    assert_eq!(changed_lately(orders, &never).await.expect_err("never given").kind, FaultKind::StaleToken);
    practice.end().await;
}

pub async fn a_push_names_the_order_and_its_second_delivery_has_the_same_key(kind: Kind) {
    let mut practice = Practice::begin(kind).await;
    if practice.marketplace.sends_pushes().is_none() {
        return;
    }
    let shop = practice.shop().await;
    listed(&practice, &shop, "CAM-5KG", 40).await;
    practice.faults(json!({ "push_duplicate_per_mille": 1000, "vary_push_body": true })).await;
    let id = practice.buy("CAM-5KG", 1).await;

    let mut told: Vec<Push> = Vec::new();
    let is_twice = |told: &[Push]| told.iter().any(|one| told.iter().filter(|other| *other == one).count() > 1);
    while !is_twice(&told) {
        let arrived = tokio::time::timeout(Duration::from_secs(20), practice.pushes.recv());
        let arrived = arrived.await.expect("a push arrives in time").expect("the receiver is there");
        let headers = [("authorization", arrived.authorization.as_str())];
        let push = RawPush { body: &arrived.body, headers: &headers, addressed_to: "app" };
        let pushes = practice.marketplace.sends_pushes().expect("a capability");
        let push = pushes.verify(&push).expect("a push of the marketplace's own is let in");
        // There may be some about the listing.
        if push.channel_order_id.is_some() {
            told.push(push);
        }
        assert!(told.len() < 20, "none of these is a second delivery: {told:?}");
    }
    let ours = |push: &Push| push.channel_order_id.as_ref() == Some(&id) && push.shop_id == shop.shop_id;
    assert!(told.iter().all(ours), "{told:?}");
    practice.end().await;
}

//! What every marketplace must keep to, asked by capability. The practice marketplace was written from the same fact
//! sheet by somebody else, so a misreading on either side shows here.

use std::time::Duration;

use amounts::Vnd;
use chrono::{DateTime, TimeDelta, Utc};
use marketplaces::{
    CallFault, ChannelOrder, ChannelOrderRef, FaultKind, GivesOrders, LineState, ListingSeen, Marketplace, Push,
    RawPush, Shop, Tokens,
};
use serde_json::json;

use crate::practice::{Practice, draft};

async fn changed_lately(marketplace: &dyn GivesOrders, shop: &Shop) -> Result<Vec<String>, CallFault> {
    let now = Utc::now();
    let window: [DateTime<Utc>; 2] = [now - TimeDelta::hours(1), now + TimeDelta::hours(1)];
    let mut ids = Vec::new();
    let mut page = None;
    loop {
        let told = marketplace.changed(shop, window[0], window[1], page.as_deref()).await?;
        ids.extend(told.channel_order_ids);
        match told.next {
            Some(next) => page = Some(next),
            None => return Ok(ids),
        }
    }
}

async fn order(marketplace: &dyn Marketplace, shop: &Shop, id: &str) -> ChannelOrder {
    let orders = marketplace.gives_orders().expect("asked only where it does");
    let rows = orders.fetch(shop, &[id.to_owned()]).await.expect("an answer");
    let [row] = rows.try_into().expect("one row for one id");
    row.result.expect("an order that can be read")
}

async fn seen(marketplace: &dyn Marketplace, shop: &Shop, id: &str) -> ListingSeen {
    let listings = marketplace.takes_listings().expect("asked only where it does");
    let rows = listings.read(shop, &[id.to_owned()]).await.expect("an answer");
    let [row] = rows.try_into().expect("one row for one id");
    row.result.expect("a listing that can be read")
}

#[tokio::test]
async fn a_consent_is_good_for_tokens_once() {
    let practice = Practice::begin().await;
    let Some(door) = practice.marketplace.grants_consent() else { return };
    let consent = practice.consent().await;
    let asked_at = Utc::now();
    let tokens = door.tokens(&consent).await.expect("a fresh code is good for tokens").tokens;
    assert!(tokens.access_ends_at > asked_at && tokens.refresh_ends_at > tokens.access_ends_at);
    let again = door.tokens(&consent).await.expect_err("the code is spent");
    assert_eq!(again.kind, FaultKind::NeedsConsent, "{again}");
    practice.end().await;
}

#[tokio::test]
async fn a_refreshed_pair_works_and_the_old_refresh_token_is_dead() {
    let practice = Practice::begin().await;
    let Some(door) = practice.marketplace.grants_consent() else { return };
    let first = practice.tokens().await;
    let Tokens { access_token, refresh_token, .. } =
        door.refresh("14701711", &first.refresh_token).await.expect("a new pair");
    assert!(access_token != first.access_token && refresh_token != first.refresh_token);
    if let Some(orders) = practice.marketplace.gives_orders() {
        let shop = Shop { shop_id: "14701711".into(), access_token };
        assert_eq!(changed_lately(orders, &shop).await, Ok(Vec::new()));
    }
    let dead = door.refresh("14701711", &first.refresh_token).await.expect_err("it worked once");
    assert_eq!(dead.kind, FaultKind::NeedsConsent, "{dead}");
    practice.end().await;
}

#[tokio::test]
async fn a_listing_is_created_found_changed_and_read_back() {
    let practice = Practice::begin().await;
    let Some(listings) = practice.marketplace.takes_listings() else { return };
    let shop = practice.shop().await;
    assert_eq!(listings.find_by_sku(&shop, "CAM-5KG").await, Ok(None));
    let id = listings.create(&shop, &draft("CAM-5KG", 40)).await.expect("it is let in");
    assert_eq!(listings.find_by_sku(&shop, "CAM-5KG").await, Ok(Some(id.clone())));
    let as_created = seen(&practice.marketplace, &shop, &id).await;
    assert_eq!((as_created.sku.as_str(), as_created.price_vnd, as_created.stock), ("CAM-5KG", Vnd(145_000), 40));

    for _ in 0..2 {
        assert_eq!(listings.set_stock(&shop, &id, 12).await, Ok(()), "absolute, so it may be repeated");
        assert_eq!(listings.set_price(&shop, &id, Vnd(139_000)).await, Ok(()));
        assert_eq!(listings.set_hidden(&shop, &id, true).await, Ok(()));
    }
    let hidden = seen(&practice.marketplace, &shop, &id).await;
    assert_eq!((hidden.price_vnd, hidden.stock, hidden.live), (Vnd(139_000), 12, false));
    assert_eq!(listings.find_by_sku(&shop, "CAM-5KG").await, Ok(Some(id.clone())), "hidden is not gone");
    assert_eq!(listings.set_hidden(&shop, &id, false).await, Ok(()));
    assert!(seen(&practice.marketplace, &shop, &id).await.live);
    practice.end().await;
}

#[tokio::test]
async fn what_a_marketplace_does_not_let_in_is_a_permanent_fault_in_its_own_words() {
    let practice = Practice::begin().await;
    let Some(listings) = practice.marketplace.takes_listings() else { return };
    let shop = practice.shop().await;
    let mut short = draft("CAM-5KG", 40);
    short.title = "Cam".into();
    let fault = listings.create(&shop, &short).await.expect_err("the title is too short");
    assert_eq!(fault.kind, FaultKind::Permanent, "{fault}");
    let fault = listings.set_stock(&shop, "987654321", 1).await.expect_err("nobody's item");
    assert_eq!(fault.kind, FaultKind::Permanent, "{fault}");
    let known = listings.create(&shop, &draft("CAM-5KG", 40)).await.expect("it is let in");
    let rows = listings.read(&shop, &["987654321".to_owned(), known]).await.expect("an answer");
    assert_eq!(rows[0].result.as_ref().expect_err("nobody's item").kind, FaultKind::Permanent);
    assert!(rows[1].result.is_ok(), "one bad row does not hide the others");
    practice.end().await;
}

#[tokio::test]
async fn what_a_buyer_orders_is_listed_told_and_shipped() {
    let practice = Practice::begin().await;
    let marketplace = &practice.marketplace;
    let (Some(listings), Some(orders)) = (marketplace.takes_listings(), marketplace.gives_orders()) else { return };
    let shop = practice.shop().await;
    let item = listings.create(&shop, &draft("CAM-5KG", 40)).await.expect("it is let in");
    let id = practice.buy("CAM-5KG", 2).await;
    assert_eq!(changed_lately(orders, &shop).await, Ok(vec![id.clone()]));

    let paid = order(marketplace, &shop, &id).await;
    assert_eq!((paid.state, paid.cash_on_delivery, paid.shop_id.as_str()), (LineState::Paid, false, "14701711"));
    assert!(paid.paid_at.is_some() && paid.ship_by > Some(paid.placed_at));
    let [line] = &paid.lines[..] else { panic!("one line: {paid:?}") };
    assert_eq!((line.item_id.as_str(), line.sku.as_str(), line.quantity), (item.as_str(), "CAM-5KG", 2));
    assert_eq!(line.unit_price_vnd, Vnd(145_000));

    if let Some(shipments) = marketplace.takes_shipments() {
        assert_eq!(shipments.ship(&shop, &id).await, Ok(()));
        let shipped = order(marketplace, &shop, &id).await;
        assert_eq!(shipped.state, LineState::ReadyToShip);
        assert!(shipped.updated_at > paid.updated_at);
        assert_eq!(shipments.ship(&shop, &id).await, Ok(()), "a second time is no fault");
    }
    practice.end().await;
}

#[tokio::test]
async fn an_order_whose_goods_cannot_be_had_is_cancelled() {
    let practice = Practice::begin().await;
    let marketplace = &practice.marketplace;
    let (Some(listings), Some(cancels)) = (marketplace.takes_listings(), marketplace.cancels_orders()) else { return };
    let shop = practice.shop().await;
    let item = listings.create(&shop, &draft("CAM-5KG", 40)).await.expect("it is let in");
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

#[tokio::test]
async fn an_unknown_order_has_a_row_of_its_own() {
    let practice = Practice::begin().await;
    let marketplace = &practice.marketplace;
    let (Some(listings), Some(orders)) = (marketplace.takes_listings(), marketplace.gives_orders()) else { return };
    let shop = practice.shop().await;
    listings.create(&shop, &draft("CAM-5KG", 40)).await.expect("it is let in");
    let known = practice.buy("CAM-5KG", 1).await;
    let asked = ["NOBODYSORDER".to_owned(), known];
    let rows = orders.fetch(&shop, &asked).await.expect("an answer");
    assert_eq!(rows.iter().map(|row| &row.row).collect::<Vec<_>>(), asked.iter().collect::<Vec<_>>());
    assert!(rows[0].result.is_err() && rows[1].result.is_ok());
    practice.end().await;
}

#[tokio::test]
async fn each_kind_of_trouble_is_told_apart() {
    let practice = Practice::begin().await;
    let Some(orders) = practice.marketplace.gives_orders() else { return };
    let shop = practice.shop().await;
    practice.tell("faults", &json!({ "throttle_per_mille": 1000 })).await;
    let throttled = changed_lately(orders, &shop).await.expect_err("throttled");
    assert!(matches!(throttled.kind, FaultKind::SlowDown { .. }), "{throttled}");

    practice.tell("faults", &json!({ "throttle_per_mille": 0, "server_error_per_mille": 1000 })).await;
    let busy = changed_lately(orders, &shop).await.expect_err("the server is busy");
    assert_eq!(busy.kind, FaultKind::Passing, "{busy}");

    practice.tell("faults", &json!({ "server_error_per_mille": 0, "revoke_token": 14_701_711_u64 })).await;
    let stale = changed_lately(orders, &shop).await.expect_err("revoked");
    assert_eq!(stale.kind, FaultKind::StaleToken, "{stale}");
    let never = Shop { access_token: "never-given".into(), ..shop };
    assert_eq!(changed_lately(orders, &never).await.expect_err("never given").kind, FaultKind::StaleToken);
    practice.end().await;
}

#[tokio::test]
async fn a_push_names_the_order_and_its_second_delivery_has_the_same_key() {
    let mut practice = Practice::begin().await;
    let marketplace = &practice.marketplace;
    let (Some(listings), Some(_)) = (marketplace.takes_listings(), marketplace.sends_pushes()) else { return };
    marketplace.register_callback().await.expect("the address is taken");
    let shop = practice.shop().await;
    listings.create(&shop, &draft("CAM-5KG", 40)).await.expect("it is let in");
    practice.tell("faults", &json!({ "push_duplicate_per_mille": 1000, "vary_push_body": true })).await;
    let id = practice.buy("CAM-5KG", 1).await;

    let mut told: Vec<Push> = Vec::new();
    let is_twice = |told: &[Push]| told.iter().any(|one| told.iter().filter(|other| *other == one).count() > 1);
    while !is_twice(&told) {
        let arrived = tokio::time::timeout(Duration::from_secs(20), practice.pushes.recv());
        let arrived = arrived.await.expect("a push arrives in time").expect("the receiver is there");
        let headers = [("authorization", arrived.authorization.as_str())];
        let push = RawPush { body: &arrived.body, headers: &headers, addressed_to: "app" };
        let pushes = practice.marketplace.sends_pushes().expect("a capability");
        told.push(pushes.verify(&push).expect("a push of the marketplace's own is let in"));
        assert!(told.len() < 20, "none of these is a second delivery: {told:?}");
    }
    assert!(told.iter().all(|push| push.channel_order_id.as_ref() == Some(&id) && push.shop_id == "14701711"));
    practice.end().await;
}

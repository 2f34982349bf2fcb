//! What every marketplace must keep to, asked by capability: the same tests for each. The practice marketplaces were
//! written from the same fact sheet by somebody else, so a misreading on either side shows here.

mod orders;

use std::time::Duration;

use amounts::Vnd;
use chrono::{DateTime, TimeDelta, Utc};
use marketplaces::{CallFault, ChannelOrder, FaultKind, GivesOrders, ListingSeen, Marketplace, Review, Shop, Tokens};
use serde_json::json;

use crate::practice::{Kind, Practice};
use orders::{
    a_buyer_who_asks_to_cancel_is_answered, a_push_names_the_order_and_its_second_delivery_has_the_same_key,
    an_order_that_is_done_is_settled, an_order_whose_goods_cannot_be_had_is_cancelled,
    an_unknown_order_has_a_row_of_its_own, each_kind_of_trouble_is_told_apart,
    what_a_buyer_orders_is_listed_told_and_shipped, what_a_buyer_sends_back_is_told,
};

macro_rules! suite {
    ($name:ident, $kind:expr) => {
        mod $name {
            suite!(@ $kind;
                a_consent_is_good_for_tokens_once
                a_refreshed_pair_works_and_a_token_that_works_once_is_dead_afterwards
                an_access_token_that_ends_midway_is_stale_and_the_next_works
                a_consent_that_is_taken_back_needs_the_owner
                a_listing_is_created_found_changed_and_read_back
                what_a_marketplace_does_not_let_in_is_a_permanent_fault_in_its_own_words
                a_listing_whose_creation_nobody_heard_of_is_found_and_not_created_twice
                a_listing_waits_for_its_review_and_a_refusal_is_told_in_their_words
                a_row_that_failed_inside_a_success_is_told_and_nothing_is_changed
                what_a_buyer_orders_is_listed_told_and_shipped
                an_order_whose_goods_cannot_be_had_is_cancelled
                a_buyer_who_asks_to_cancel_is_answered
                an_unknown_order_has_a_row_of_its_own
                an_order_that_is_done_is_settled
                what_a_buyer_sends_back_is_told
                each_kind_of_trouble_is_told_apart
                a_push_names_the_order_and_its_second_delivery_has_the_same_key
            );
        }
    };
    (@ $kind:expr; $($test:ident)*) => {
        $(#[tokio::test]
        async fn $test() {
            super::$test($kind).await;
        })*
    };
}

suite!(shopee, crate::practice::Kind::Shopee);
suite!(lazada, crate::practice::Kind::Lazada);
suite!(tiktok_shop, crate::practice::Kind::TiktokShop);
suite!(tiki, crate::practice::Kind::Tiki);

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

/// A listing that buyers see; its id is the one the marketplace tells by now.
async fn listed(practice: &Practice, shop: &Shop, sku: &str, stock: i64) -> String {
    let listings = practice.marketplace.takes_listings().expect("asked only where it does");
    let draft = practice.draft(shop, sku, stock).await;
    listings.create(shop, &draft).await.expect("it is let in");
    if practice.marketplace.limits().reviews_listings {
        practice.decide(sku, json!("approve")).await;
    }
    listings.find_by_sku(shop, sku).await.expect("an answer").expect("it is there")
}

async fn a_consent_is_good_for_tokens_once(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let Some(door) = practice.marketplace.grants_consent() else { return };
    let consent = practice.consent().await;
    let asked_at = Utc::now();
    let tokens = door.tokens(&consent).await.expect("a fresh code is good for tokens").tokens;
    assert!(tokens.access_ends_at > asked_at && tokens.refresh_ends_at > tokens.access_ends_at);
    let again = door.tokens(&consent).await.expect_err("the code is spent");
    assert_eq!(again.kind, FaultKind::NeedsConsent, "{again}");
    practice.end().await;
}

async fn a_refreshed_pair_works_and_a_token_that_works_once_is_dead_afterwards(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let Some(door) = practice.marketplace.grants_consent() else { return };
    let (shop, first) = (practice.shop().await, practice.tokens().await);
    let Tokens { access_token, refresh_token, .. } =
        door.refresh(&shop.shop_id, &first.refresh_token).await.expect("a new pair");
    assert_ne!(access_token, first.access_token);
    if let Some(orders) = practice.marketplace.gives_orders() {
        let shop = Shop { access_token, ..shop.clone() };
        assert_eq!(changed_lately(orders, &shop).await, Ok(Vec::new()));
    }
    if kind.rotates() {
        assert_ne!(refresh_token, first.refresh_token);
        let dead = door.refresh(&shop.shop_id, &first.refresh_token).await.expect_err("it worked once");
        assert_eq!(dead.kind, FaultKind::NeedsConsent, "{dead}");
    }
    practice.end().await;
}

async fn an_access_token_that_ends_midway_is_stale_and_the_next_works(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let (Some(door), Some(orders)) = (practice.marketplace.grants_consent(), practice.marketplace.gives_orders())
    else {
        return;
    };
    let granted = practice.granted().await;
    let shop = Shop { shop_id: granted.shop_id, access_token: granted.tokens.access_token };
    assert_eq!(changed_lately(orders, &shop).await, Ok(Vec::new()));
    practice.expire().await;
    let stale = changed_lately(orders, &shop).await.expect_err("the token has ended");
    assert_eq!(stale.kind, FaultKind::StaleToken, "{stale}");
    let next = door.refresh(&shop.shop_id, &granted.tokens.refresh_token).await.expect("the next pair");
    let shop = Shop { access_token: next.access_token, ..shop };
    assert_eq!(changed_lately(orders, &shop).await, Ok(Vec::new()));
    practice.end().await;
}

async fn a_consent_that_is_taken_back_needs_the_owner(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let (Some(door), Some(orders)) = (practice.marketplace.grants_consent(), practice.marketplace.gives_orders())
    else {
        return;
    };
    let granted = practice.granted().await;
    let shop = Shop { shop_id: granted.shop_id, access_token: granted.tokens.access_token };
    practice.revoke().await;
    let stale = changed_lately(orders, &shop).await.expect_err("revoked");
    assert!(matches!(stale.kind, FaultKind::StaleToken | FaultKind::NeedsConsent), "{stale}");
    let gone = door.refresh(&shop.shop_id, &granted.tokens.refresh_token).await.expect_err("revoked");
    assert_eq!(gone.kind, FaultKind::NeedsConsent, "{gone}");
    practice.end().await;
}

async fn a_listing_is_created_found_changed_and_read_back(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let Some(listings) = practice.marketplace.takes_listings() else { return };
    let shop = practice.shop().await;
    assert_eq!(listings.find_by_sku(&shop, "CAM-5KG").await, Ok(None));
    let id = listed(&practice, &shop, "CAM-5KG", 40).await;
    let as_created = seen(&*practice.marketplace, &shop, &id).await;
    assert_eq!((as_created.sku.as_str(), as_created.price_vnd, as_created.stock), ("CAM-5KG", Vnd(145_000), 40));
    assert!(as_created.live && as_created.review == Review::Passed, "{as_created:?}");

    for _ in 0..2 {
        assert_eq!(listings.set_stock(&shop, &id, 12).await, Ok(()), "absolute, so it may be repeated");
        assert_eq!(listings.set_price(&shop, &id, Vnd(139_000)).await, Ok(()));
    }
    // Not every price can be changed while nobody sees it, so hiding comes last.
    for _ in 0..2 {
        assert_eq!(listings.set_hidden(&shop, &id, true).await, Ok(()));
    }
    let hidden = seen(&*practice.marketplace, &shop, &id).await;
    assert_eq!((hidden.price_vnd, hidden.stock, hidden.live), (Vnd(139_000), 12, false));
    assert_eq!(listings.find_by_sku(&shop, "CAM-5KG").await, Ok(Some(id.clone())), "hidden is not gone");
    assert_eq!(listings.set_hidden(&shop, &id, false).await, Ok(()));
    assert!(seen(&*practice.marketplace, &shop, &id).await.live);

    let page = listings.list(&shop, None).await.expect("a page");
    let skus: Vec<_> = page.listings.iter().filter_map(|row| row.result.as_ref().ok()).map(|seen| &seen.sku).collect();
    assert_eq!((skus.len(), page.next), (1, None), "{skus:?}");
    practice.end().await;
}

async fn what_a_marketplace_does_not_let_in_is_a_permanent_fault_in_its_own_words(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let Some(listings) = practice.marketplace.takes_listings() else { return };
    let shop = practice.shop().await;
    let mut nothing = practice.draft(&shop, "CAM-5KG", 40).await;
    nothing.title = String::new();
    let fault = listings.create(&shop, &nothing).await.expect_err("there is no title");
    assert_eq!(fault.kind, FaultKind::Permanent, "{fault}");
    let fault = listings.set_stock(&shop, "987654321", 1).await.expect_err("nobody's item");
    assert_eq!(fault.kind, FaultKind::Permanent, "{fault}");
    let known = listed(&practice, &shop, "CAM-5KG", 40).await;
    let rows = listings.read(&shop, &["987654321".to_owned(), known]).await.expect("an answer");
    assert_eq!(rows[0].result.as_ref().expect_err("nobody's item").kind, FaultKind::Permanent);
    assert!(rows[1].result.is_ok(), "one bad row does not hide the others");
    practice.end().await;
}

async fn a_listing_whose_creation_nobody_heard_of_is_found_and_not_created_twice(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let Some(listings) = practice.marketplace.takes_listings() else { return };
    let shop = practice.shop().await;
    let draft = practice.draft(&shop, "CAM-5KG", 40).await;
    // Whatever is asked before the creation itself must have been asked: some of it is kept.
    listings.create(&shop, &practice.draft(&shop, "CHE-200G", 5).await).await.expect("it is let in");
    let mut lost = None;
    for _ in 0..40 {
        practice.faults(json!({ "timeout_per_mille": 300 })).await;
        let heard = tokio::time::timeout(Duration::from_millis(1_500), listings.create(&shop, &draft)).await;
        practice.faults(json!({ "timeout_per_mille": 0 })).await;
        let found = listings.find_by_sku(&shop, "CAM-5KG").await.expect("an answer");
        match (heard, found) {
            // Lost before it was created: once more, as a caller would.
            (Err(_) | Ok(Err(_)), None) => {}
            (_, Some(id)) => {
                lost = Some(id);
                break;
            }
            (Ok(Ok(_)), None) => panic!("it was created and cannot be found"),
        }
    }
    assert!(lost.is_some(), "it was never created");
    if practice.marketplace.limits().reviews_listings {
        practice.decide("CAM-5KG", json!("approve")).await;
    }
    let page = listings.list(&shop, None).await.expect("a page");
    let ours = page.listings.iter().filter_map(|row| row.result.as_ref().ok()).filter(|seen| seen.sku == "CAM-5KG");
    assert_eq!(ours.count(), 1, "no double listing");
    practice.end().await;
}

async fn a_listing_waits_for_its_review_and_a_refusal_is_told_in_their_words(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let Some(listings) = practice.marketplace.takes_listings() else { return };
    if !practice.marketplace.limits().reviews_listings {
        return;
    }
    let shop = practice.shop().await;
    practice.faults(json!({ "review": "hold" })).await;
    let id = listings.create(&shop, &practice.draft(&shop, "CAM-5KG", 40).await).await.expect("it is taken");
    let told = |rows: Vec<marketplaces::RowOutcome<ListingSeen>>| rows.into_iter().next().expect("a row").result;
    match told(listings.read(&shop, std::slice::from_ref(&id)).await.expect("an answer")) {
        Ok(seen) => assert!(seen.review == Review::Waiting && !seen.live, "{seen:?}"),
        Err(fault) => assert_eq!(fault.code, "under_review"),
    }
    practice.decide("CAM-5KG", json!({ "reject": "anh mo" })).await;
    let refused = match told(listings.read(&shop, std::slice::from_ref(&id)).await.expect("an answer")) {
        Ok(ListingSeen { review: Review::Refused { words }, .. }) => words,
        Err(fault) if fault.code == "review_refused" => fault.words,
        other => panic!("not refused: {other:?}"),
    };
    assert!(refused.contains("anh mo"), "in their words: {refused}");
    practice.end().await;
}

async fn a_row_that_failed_inside_a_success_is_told_and_nothing_is_changed(kind: Kind) {
    let practice = Practice::begin(kind).await;
    let Some(listings) = practice.marketplace.takes_listings() else { return };
    let shop = practice.shop().await;
    let id = listed(&practice, &shop, "CAM-5KG", 40).await;
    practice.faults(json!({ "partial_failure": true })).await;
    let mut stock = 40;
    for wanted in 1..=12 {
        match listings.set_stock(&shop, &id, wanted).await {
            Ok(()) => stock = wanted,
            // Some say of a row that it is worth another try.
            Err(fault) => assert!(matches!(fault.kind, FaultKind::Permanent | FaultKind::Passing), "{fault}"),
        }
        assert_eq!(seen(&*practice.marketplace, &shop, &id).await.stock, stock, "what was said is what is so");
    }
    practice.end().await;
}

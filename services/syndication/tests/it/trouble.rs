//! What happens when the marketplace refuses, throttles, breaks or does not answer.

use std::sync::atomic::Ordering;

use amounts::Vnd;
use contract::syndication::{OfferState, RetryOffers};
use serde_json::json;

use crate::{goods::form, house::House};

const SHOP: &str = "700101";
const SKU: &str = "HTX01-CAM-5KG";

#[tokio::test]
async fn a_refused_listing_shows_the_channels_words_until_it_is_mended() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    // Ours allows any price above zero; this channel does not.
    let id =
        house.save(&seller, contract::syndication::ListingForm { price_vnd: Vnd(900), ..form(&seller, SKU) }).await;
    let offer = house.until_offer(&seller, id, "it is refused", |offer| offer.state == OfferState::Rejected).await;
    assert_eq!(offer.reason_code.as_deref(), Some("price_refused"));
    assert_eq!(offer.channel_words.as_deref(), Some("Original_price is less than min price limit."));
    assert_eq!(offer.next_attempt_at, None, "nobody tries by himself what is refused for good");

    house.change(&seller, id, |form| form.price_vnd = Vnd(164_000)).await;
    let retry = RetryOffers { offers: vec![offer.offer_id], name: "Giàng Thị Mỷ".into() };
    house.asker.ask(&house.manager(&seller), &retry).await.expect("tried again");
    let offer = house.until_live(&seller, id).await;
    assert_eq!((offer.reason_code, offer.channel_words), (None, None));
    assert_eq!(house.items_live().await, 1);
    house.close().await;
}

#[tokio::test]
async fn a_refused_price_does_not_keep_stock_from_being_told() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, SKU)).await;
    house.until_live(&seller, id).await;
    house.change(&seller, id, |form| form.price_vnd = Vnd(900)).await;
    house.until_offer(&seller, id, "the price is refused", |offer| offer.state == OfferState::Rejected).await;
    house.stock(&seller, 15_000).await;
    let offer = house.until_offer(&seller, id, "stock is told", |offer| offer.confirmed_stock == Some(3)).await;
    assert_eq!((offer.state, offer.confirmed_price_vnd), (OfferState::Rejected, Some(Vnd(164_000))));
    house.change(&seller, id, |form| form.price_vnd = Vnd(150_000)).await;
    house
        .until_offer(&seller, id, "the new price is taken", |offer| {
            offer.state == OfferState::Live && offer.confirmed_price_vnd == Some(Vnd(150_000))
        })
        .await;
    house.close().await;
}

#[tokio::test]
async fn a_create_whose_answer_never_came_makes_no_second_listing() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    house.loses_answers.store(true, Ordering::Relaxed);
    let id = house.save(&seller, form(&seller, SKU)).await;
    let offer = house
        .until_offer(&seller, id, "the end is in doubt", |offer| {
            offer.state == OfferState::Submitted && offer.reason_code.is_some()
        })
        .await;
    assert_eq!(offer.reason_code.as_deref(), Some("channel_unavailable"));
    assert_eq!(house.items_live().await, 1, "the marketplace has it, and nobody here knows");
    let retry = RetryOffers { offers: vec![offer.offer_id], name: "Giàng Thị Mỷ".into() };
    house.asker.ask(&house.manager(&seller), &retry).await.expect("tried again");
    house.until_live(&seller, id).await;
    assert_eq!(house.items_live().await, 1);
    house.close().await;
}

#[tokio::test]
async fn a_listing_that_was_there_after_all_is_taken_over() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, SKU)).await;
    let before = house.until_live(&seller, id).await;
    // As after a crash between the marketplace's answer and our record of it.
    let tx = house.world.database("syndication").begin_as_service().await.expect("a transaction");
    let forget = "
        update offer set state = 'submitted', doubtful = true, channel_item_id = null, confirmed_stock = null,
            confirmed_price_vnd = null, confirmed_hidden = null, next_attempt_at = now(), urgency = 4";
    assert_eq!(tx.run(forget, []).await.expect("it runs"), 1);
    tx.commit().await.expect("committed");
    let after = house.until_live(&seller, id).await;
    assert_eq!(after.channel_item_id, before.channel_item_id);
    assert_eq!((after.confirmed_stock, after.confirmed_price_vnd), (Some(10), Some(Vnd(164_000))));
    assert_eq!(house.items_live().await, 1);
    house.close().await;
}

#[tokio::test]
async fn a_throttled_shop_rests_and_then_catches_up() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, SKU)).await;
    house.until_live(&seller, id).await;
    house.control("faults", json!({ "throttle_per_mille": 1_000 })).await;
    house.stock(&seller, 15_000).await;
    let offer = house
        .until_offer(&seller, id, "the channel asks for a pause", |offer| {
            offer.reason_code.as_deref() == Some("channel_slow_down")
        })
        .await;
    assert!(offer.next_attempt_at.is_some(), "it is said when we try again");
    assert_eq!(offer.state, OfferState::Live, "buyers still see it");
    house.control("faults", json!({ "throttle_per_mille": 0 })).await;
    house.until_offer(&seller, id, "the stock is told", |offer| offer.confirmed_stock == Some(3)).await;
    house.close().await;
}

#[tokio::test]
async fn passing_faults_are_tried_again_by_themselves() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    house.control("faults", json!({ "server_error_per_mille": 300 })).await;
    let ids = [
        house.save(&seller, form(&seller, "HTX01-CAM-A")).await,
        house.save(&seller, form(&seller, "HTX01-CAM-B")).await,
    ];
    testkit::until("something was tried", || async {
        house.world.number("syndication", "select count(*) as n from offer where state <> 'queued'").await == 2
    })
    .await;
    house.control("faults", json!({ "server_error_per_mille": 0 })).await;
    for id in ids {
        house.until_live(&seller, id).await;
    }
    assert_eq!(house.items_live().await, 2);
    house.close().await;
}

#[tokio::test]
async fn every_change_of_state_is_told_and_nothing_is_parked() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, SKU)).await;
    house.until_live(&seller, id).await;
    house.world.until_quiet(&["syndication"]).await;
    let facts = |name: &str| format!("select count(*) as n from outbox where subject like '%.{name}.v1'");
    for (name, expected) in [("listing_changed", 1), ("channel_account_changed", 1), ("offer_changed", 3)] {
        assert_eq!(house.world.number("syndication", &facts(name)).await, expected, "{name}");
    }
    let parked = "select count(*) as n from parked_message";
    assert_eq!(house.world.number("syndication", parked).await, 0);
    house.close().await;
}

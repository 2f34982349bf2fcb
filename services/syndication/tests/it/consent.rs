//! Consent and tokens: who may connect a shop, and that a token is refreshed once however many ask.

use contract::{
    Caller, Scope,
    syndication::{AccessToken, DisconnectShop, FindChannelAccounts, OfferState, PauseShop, StartConsent},
};
use futures::future::join_all;
use host::Sealer;
use ids::{Channel, ChannelAccount, Id};
use mailbox::Unanswered;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    goods::form,
    house::{House, SEAL},
};

const SHOP: &str = "700101";

fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// Puts another access token in the place of the kept one, as if the channel had forgotten it.
async fn forget_token(house: &House, account: Id<ChannelAccount>) {
    let place = format!("syndication|channel_account|access_token|{account}");
    let sealed = Sealer::new(&SEAL).seal(&place, b"a token that nobody knows");
    let tx = house.world.database("syndication").begin_as_service().await.expect("a transaction");
    let sql = "update channel_account set access_token = $2 where account_id = $1";
    assert_eq!(tx.run(sql, [account.into(), sealed.into()]).await.expect("it runs"), 1);
    tx.commit().await.expect("committed");
}

fn ask(refused_hash: Option<String>) -> AccessToken {
    AccessToken { channel: Channel::Shopee, shop_id: SHOP.into(), refused_hash }
}

#[tokio::test]
async fn a_consent_works_once_and_for_its_own_cooperative() {
    let house = House::open().await;
    let (one, two) = (house.seller("HTX01", 50_000).await, house.seller("HTX02", 50_000).await);
    house.open_shop(SHOP).await;
    let back = house.consent(&one, SHOP).await;
    assert_eq!(house.refusal(&house.manager(&two), &back).await, "consent_state");
    let account = house.finish(&one, &back).await.expect("connected");
    assert_eq!(house.finish(&one, &back).await.expect("the same again is answered the same"), account);
    let mut invented = back.clone();
    invented.state = "0".repeat(64);
    assert_eq!(house.refusal(&house.manager(&one), &invented).await, "consent_state");

    let again = house.consent(&one, SHOP).await;
    assert_eq!(house.finish(&one, &again).await.expect("connected again"), account, "a shop is one account");
    house.close().await;
}

#[tokio::test]
async fn a_shop_of_another_cooperative_is_refused() {
    let house = House::open().await;
    let (one, two) = (house.seller("HTX01", 50_000).await, house.seller("HTX02", 50_000).await);
    house.connect(&one, SHOP).await;
    let back = house.consent(&two, SHOP).await;
    assert_eq!(house.refusal(&house.manager(&two), &back).await, "conflict");
    let shops = house.asker.ask(&Caller::service("intake"), &FindChannelAccounts {}).await.expect("shops");
    assert_eq!(shops.iter().map(|shop| shop.cooperative_id).collect::<Vec<_>>(), [one.id]);
    house.close().await;
}

#[tokio::test]
async fn a_code_that_the_channel_refuses_connects_nothing() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.open_shop(SHOP).await;
    let mut back = house.consent(&seller, SHOP).await;
    back.code = "not-the-code".into();
    assert_eq!(house.refusal(&house.manager(&seller), &back).await, "channel_refused");
    assert!(house.asker.ask(&house.manager(&seller), &FindChannelAccounts {}).await.expect("shops").is_empty());
    house.close().await;
}

#[tokio::test]
async fn a_channel_that_is_not_set_up_is_refused() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let tiki = StartConsent { channel: Channel::Tiki, redirect: "https://hub.example/back".into() };
    assert_eq!(house.refusal(&house.manager(&seller), &tiki).await, "channel_unsupported");
    let nowhere = StartConsent { channel: Channel::Shopee, redirect: "javascript:alert(1)".into() };
    assert_eq!(house.refusal(&house.manager(&seller), &nowhere).await, "invalid");
    house.close().await;
}

#[tokio::test]
async fn twenty_who_ask_at_once_cause_one_refresh() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let first = house.shop(SHOP).await.access_token;
    let intake = Caller::service("intake");
    let refused = ask(Some(hash(&first)));
    let answers = join_all((0..20).map(|_| house.asker.ask(&intake, &refused))).await;
    let tokens: Vec<_> = answers.into_iter().map(|answer| answer.expect("a token").access_token).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0] && *token != first));
    // Had there been a second refresh, the pair of the first would be dead or another one kept.
    assert_eq!(house.shop(SHOP).await.access_token, tokens[0]);
    house.close().await;
}

#[tokio::test]
async fn a_token_may_be_kept_for_seven_tenths_of_its_life() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let fresh = house.asker.ask(&Caller::service("intake"), &ask(None)).await.expect("a token");
    assert!((9_900..=10_080).contains(&fresh.keep_seconds), "{}", fresh.keep_seconds);
    assert_eq!(house.refusal(&house.manager(&seller), &ask(None)).await, "not_allowed");
    assert_eq!(house.refusal(&Caller::service("gateway"), &ask(None)).await, "not_allowed");
    let unknown = AccessToken { shop_id: "1".into(), ..ask(None) };
    assert_eq!(house.refusal(&Caller::service("intake"), &unknown).await, "not_found");
    house.close().await;
}

#[tokio::test]
async fn a_stale_token_is_replaced_and_the_call_goes_on() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let account = house.connect(&seller, SHOP).await;
    forget_token(&house, account).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    house.until_live(&seller, id).await;
    assert_eq!(house.items_live().await, 1);
    house.close().await;
}

#[tokio::test]
async fn a_revoked_consent_is_shown_and_a_new_one_mends_it() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    house.until_live(&seller, id).await;
    house.control("faults", json!({ "revoke_token": 700_101 })).await;
    house.stock(&seller, 20_000).await;
    let manager = house.manager(&seller);
    let shop = || async {
        house.asker.ask(&manager, &FindChannelAccounts {}).await.expect("shops").into_iter().next().expect("a shop")
    };
    testkit::until("the shop is shown as disconnected", || async { !shop().await.connected }).await;
    assert_eq!(shop().await.reason_code.as_deref(), Some("needs_consent"));
    assert_eq!(house.refusal(&Caller::service("intake"), &ask(None)).await, "conflict");

    house.connect(&seller, SHOP).await;
    house.until_offer(&seller, id, "the stock is told", |offer| offer.confirmed_stock == Some(4)).await;
    house.close().await;
}

#[tokio::test]
async fn a_paused_shop_is_sent_nothing_and_keeps_its_consent_until_it_goes_on() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let (paused, other) = (house.connect(&seller, SHOP).await, house.connect(&seller, "700102").await);
    let manager = || house.manager(&seller);
    house.asker.ask(&manager(), &PauseShop { account_id: paused, paused: true }).await.expect("paused");
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    let offer = async |account| {
        let offers = house.listing(&seller, id).await.offers;
        offers.into_iter().find(|offer| offer.account_id == account)
    };
    let is_live = async |account| offer(account).await.is_some_and(|offer| offer.state == OfferState::Live);
    testkit::until("it is live in the other shop", || is_live(other)).await;
    assert_eq!(offer(paused).await.expect("an offer").state, OfferState::Queued);
    house.asker.ask(&Caller::service("intake"), &ask(None)).await.expect("its orders are still asked for");
    house.asker.ask(&manager(), &PauseShop { account_id: paused, paused: false }).await.expect("it goes on");
    testkit::until("what waited is sent", || is_live(paused)).await;
    house.close().await;
}

#[tokio::test]
async fn a_disconnected_shop_keeps_no_token_and_nobody_else_may_do_it() {
    let house = House::open().await;
    let (one, two) = (house.seller("HTX01", 50_000).await, house.seller("HTX02", 50_000).await);
    let account_id = house.connect(&one, SHOP).await;
    assert_eq!(house.refusal(&house.manager(&two), &DisconnectShop { account_id }).await, "not_found");
    assert_eq!(house.refusal(&house.manager(&two), &PauseShop { account_id, paused: true }).await, "not_found");
    house.asker.ask(&house.manager(&one), &DisconnectShop { account_id }).await.expect("disconnected");
    let kept = "select count(*) as n from channel_account where connected or access_token <> '' or refresh_token <> ''";
    assert_eq!(house.world.number("syndication", kept).await, 0);
    assert_eq!(house.refusal(&Caller::service("intake"), &ask(None)).await, "conflict");
    let shops = house.asker.ask(&house.manager(&one), &FindChannelAccounts {}).await.expect("shops");
    assert_eq!(shops[0].reason_code.as_deref(), Some("disconnected"));
    assert_eq!(house.connect(&one, SHOP).await, account_id, "its owner may consent again");
    house.close().await;
}

#[tokio::test]
async fn tokens_are_sealed_and_shown_to_nobody_else() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let token = house.shop(SHOP).await.access_token;
    let sql = format!(
        "select count(*) as n from channel_account where strpos(encode(access_token, 'escape'), '{token}') > 0"
    );
    assert_eq!(house.world.number("syndication", &sql).await, 0);
    let in_facts = format!("select count(*) as n from outbox where strpos(body, '{token}') > 0");
    assert_eq!(house.world.number("syndication", &in_facts).await, 0);
    let mut caller = house.manager(&seller);
    caller.scope = Scope::System;
    assert!(matches!(house.asker.ask(&caller, &ask(None)).await, Err(Unanswered::Refused(_))));
    house.close().await;
}

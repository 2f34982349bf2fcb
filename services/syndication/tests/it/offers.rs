//! The life of an offer, from a listing and a consent to the marketplace and back.

use amounts::Vnd;
use contract::{
    Caller, PageRequest, Role, Scope,
    onboarding::Verification,
    syndication::{CountOffers, FindListings, ListingForm, OfferState, SaveListing},
};
use ids::Id;

use crate::{goods::form, house::House};

const SHOP: &str = "700101";

#[tokio::test]
async fn a_listing_goes_live_and_follows_price_and_stock() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 52_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    let offer = house.until_live(&seller, id).await;
    assert_eq!((offer.confirmed_stock, offer.confirmed_price_vnd), (Some(10), Some(Vnd(164_000))));
    let seen = house.on_channel(SHOP, "HTX01-CAM-5KG").await;
    assert_eq!((seen.price_vnd, seen.stock, seen.live), (Vnd(164_000), 10, true));
    assert_eq!(offer.channel_item_id, Some(seen.item_id));

    house.change(&seller, id, |form| form.price_vnd = Vnd(159_000)).await;
    house.stock(&seller, 14_999).await;
    house
        .until_offer(&seller, id, "price and stock are confirmed", |offer| {
            offer.confirmed_stock == Some(2) && offer.confirmed_price_vnd == Some(Vnd(159_000))
        })
        .await;
    let seen = house.on_channel(SHOP, "HTX01-CAM-5KG").await;
    assert_eq!((seen.price_vnd, seen.stock, seen.live), (Vnd(159_000), 2, true));
    house.close().await;
}

#[tokio::test]
async fn what_is_sold_out_stays_live_with_nothing_to_sell() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 52_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    house.until_live(&seller, id).await;
    house.stock(&seller, 0).await;
    house.until_offer(&seller, id, "nothing is left", |offer| offer.confirmed_stock == Some(0)).await;
    let seen = house.on_channel(SHOP, "HTX01-CAM-5KG").await;
    assert_eq!((seen.stock, seen.live), (0, true));
    house.close().await;
}

#[tokio::test]
async fn a_shop_connected_later_gets_the_listings_that_are_there() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let ids = [
        house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await,
        house.save(&seller, form(&seller, "HTX01-CAM-5KG-QUA")).await,
    ];
    let off_sale = house.save(&seller, ListingForm { active: false, ..form(&seller, "HTX01-CAM-CU") }).await;
    assert!(house.listing(&seller, ids[0]).await.offers.is_empty());
    house.connect(&seller, SHOP).await;
    for id in ids {
        // Both draw on one lot, and each shows the whole pool.
        assert_eq!(house.until_live(&seller, id).await.confirmed_stock, Some(10));
    }
    assert!(house.listing(&seller, off_sale).await.offers.is_empty());
    house.close().await;
}

#[tokio::test]
async fn a_suspended_cooperative_is_shown_nowhere_until_it_may_sell_again() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    house.until_live(&seller, id).await;
    house.stands(&seller, Verification::Suspended, false).await;
    house.until_offer(&seller, id, "it is hidden", |offer| offer.state == OfferState::Paused).await;
    let new = house.save(&seller, form(&seller, "HTX01-CAM-MOI")).await;
    house.stands(&seller, Verification::Verified, true).await;
    house.until_live(&seller, id).await;
    house.until_live(&seller, new).await;
    house.close().await;
}

#[tokio::test]
async fn a_listing_off_sale_is_hidden_and_comes_back() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    house.until_live(&seller, id).await;
    house.change(&seller, id, |form| form.active = false).await;
    house.until_offer(&seller, id, "it is hidden", |offer| offer.state == OfferState::Paused).await;
    assert_eq!(house.items_live().await, 0);
    house.stock(&seller, 25_000).await;
    house.change(&seller, id, |form| form.active = true).await;
    house.until_live(&seller, id).await;
    let seen = house.on_channel(SHOP, "HTX01-CAM-5KG").await;
    assert_eq!((seen.stock, seen.live), (5, true));
    house.close().await;
}

#[tokio::test]
async fn a_listing_is_refused_for_what_is_wrong_with_it() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let other = house.seller("HTX02", 50_000).await;
    house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    let cases = [
        (ListingForm { title: "Cam".into(), ..form(&seller, "HTX01-A") }, "title", "title_length"),
        (ListingForm { lots: vec![Id::generate()], ..form(&seller, "HTX01-A") }, "lots", "lot_unknown"),
        (ListingForm { lots: vec![other.lot], ..form(&seller, "HTX01-A") }, "lots", "lot_unknown"),
        (form(&seller, "HTX01-CAM-5KG"), "sku", "sku_duplicate"),
    ];
    for (form, field, code) in cases {
        let ask = SaveListing { listing_id: None, seen_version: None, form };
        match house.asker.ask(&house.manager(&seller), &ask).await {
            Err(mailbox::Unanswered::Refused(refusal)) => {
                let faults: Vec<_> =
                    refusal.fields.iter().map(|fault| (fault.field.as_str(), fault.code.as_str())).collect();
                assert_eq!(faults, [(field, code)]);
            }
            answered => panic!("{code}: {answered:?}"),
        }
    }
    house.close().await;
}

#[tokio::test]
async fn two_people_do_not_overwrite_each_other() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    let seen = house.listing(&seller, id).await;
    house.change(&seller, id, |form| form.price_vnd = Vnd(159_000)).await;
    let late = SaveListing { listing_id: Some(id), seen_version: Some(seen.version), form: seen.form };
    assert_eq!(house.refusal(&house.manager(&seller), &late).await, "conflict");
    house.close().await;
}

#[tokio::test]
async fn listings_are_found_page_by_page_without_diacritics() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    for number in 0..5 {
        house.save(&seller, form(&seller, &format!("HTX01-CAM-{number}"))).await;
    }
    let manager = house.manager(&seller);
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = PageRequest { size: 2, after };
        let ask = FindListings { text: Some("CAM SANH vinh".into()), page, ..FindListings::default() };
        let page = house.asker.ask(&manager, &ask).await.expect("a page");
        assert!(page.rows.len() <= 2);
        found.extend(page.rows.into_iter().map(|row| row.form.sku));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, ["HTX01-CAM-4", "HTX01-CAM-3", "HTX01-CAM-2", "HTX01-CAM-1", "HTX01-CAM-0"]);
    for (text, state, expected) in
        [("mat ong", None, 0), ("%", None, 0), ("", Some(OfferState::Live), 0), ("", None, 5)]
    {
        let ask = FindListings { text: Some(text.into()), offer_state: state, page: PageRequest::first(50) };
        assert_eq!(house.asker.ask(&manager, &ask).await.expect("a page").rows.len(), expected, "{text} {state:?}");
    }
    let nonsense = FindListings { page: PageRequest { size: 2, after: Some("x".into()) }, ..FindListings::default() };
    assert_eq!(house.refusal(&manager, &nonsense).await, "invalid");
    house.close().await;
}

#[tokio::test]
async fn offers_are_counted_by_state() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    house.until_live(&seller, id).await;
    let hidden = house.save(&seller, form(&seller, "HTX01-CAM-CU")).await;
    house.until_live(&seller, hidden).await;
    house.change(&seller, hidden, |form| form.active = false).await;
    house.until_offer(&seller, hidden, "it is hidden", |offer| offer.state == OfferState::Paused).await;
    let operator = Caller::person(Id::generate(), Role::Operator, Scope::System);
    for caller in [house.manager(&seller), operator] {
        let counts = house.asker.ask(&caller, &CountOffers {}).await.expect("counts");
        assert_eq!((counts.listings, counts.live, counts.paused, counts.unconfirmed), (2, 1, 1, 0));
    }
    house.close().await;
}

//! What somebody changes in the seller's centre is seen, and waits until somebody here decides whose word holds.

use amounts::Vnd;
use contract::{
    Caller, Role, Scope,
    syndication::{FindRules, GetOffer, Happened, Keep, OfferDetail, OfferState, PriceRule, Rule, SettleDrift},
};
use ids::{Id, Listing};
use serde_json::json;

use crate::{
    goods::{Seller, form},
    house::House,
};

const SHOP: &str = "700101";
const SKU: &str = "HTX01-CAM-5KG";

impl House {
    /// Somebody changes the item on the marketplace's own pages, and it is time to look.
    async fn changed_there(&self, changes: &[serde_json::Value]) {
        for change in changes {
            self.control(&format!("products/{SHOP}/{SKU}"), change.clone()).await;
        }
        let tx = self.world.database("syndication").begin_as_service().await.expect("a transaction");
        let long_ago = "update offer set read_at = now() - interval '7 hours'";
        assert!(tx.run(long_ago, []).await.expect("it runs") > 0);
        tx.commit().await.expect("committed");
    }

    async fn offer(&self, seller: &Seller, id: Id<Listing>) -> OfferDetail {
        let offer_id = self.listing(seller, id).await.offers[0].offer_id;
        self.asker.ask(&self.manager(seller), &GetOffer { offer_id }).await.expect("the offer")
    }

    async fn until_drifted(&self, seller: &Seller, id: Id<Listing>) -> OfferDetail {
        testkit::until("it is seen", || async { self.offer(seller, id).await.needs.is_some() }).await;
        self.offer(seller, id).await
    }

    async fn settle(&self, seller: &Seller, detail: &OfferDetail, keep: Keep) {
        let ask = SettleDrift { offer_id: detail.offer.offer_id, keep, name: "Giàng Thị Mỷ".into() };
        self.asker.ask(&self.manager(seller), &ask).await.expect("decided");
    }
}

#[tokio::test]
async fn ours_is_told_again_and_theirs_becomes_a_rule_with_its_author() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, SKU)).await;
    house.until_live(&seller, id).await;

    house.changed_there(&[json!({ "price": 150_000 }), json!({ "hide": true })]).await;
    let drifted = house.until_drifted(&seller, id).await;
    assert_eq!(
        (drifted.needs.as_deref(), drifted.drift_price_vnd, drifted.drift_hidden),
        (Some("changed_in_shop"), Some(Vnd(150_000)), Some(true))
    );
    assert_eq!((drifted.unseen_packs, drifted.lost_vnd), (10, Vnd(1_640_000)), "buyers see none");
    assert_eq!(house.on_channel(SHOP, SKU).await.price_vnd, Vnd(150_000), "nobody has overwritten it");
    house.settle(&seller, &drifted, Keep::Ours).await;
    testkit::until("ours is there again", || async {
        let seen = house.on_channel(SHOP, SKU).await;
        seen.price_vnd == Vnd(164_000) && seen.live
    })
    .await;
    house.until_live(&seller, id).await;
    let again = SettleDrift { offer_id: drifted.offer.offer_id, keep: Keep::Ours, name: String::new() };
    assert_eq!(house.refusal(&house.manager(&seller), &again).await, "conflict", "there is nothing to decide");

    house.changed_there(&[json!({ "price": 170_000 }), json!({ "hide": true })]).await;
    let drifted = house.until_drifted(&seller, id).await;
    house.settle(&seller, &drifted, Keep::Theirs).await;
    let rules = house.asker.ask(&house.manager(&seller), &FindRules { listing_id: Some(id) }).await.expect("rules");
    let price = Rule::Price(PriceRule::Fixed { price_vnd: Vnd(170_000) });
    let set = rules.iter().find(|rule| rule.rule == price).expect("a price of its own");
    assert_eq!((set.listing_id, set.set_by.as_str()), (Some(id), "Giàng Thị Mỷ"));
    assert!(rules.iter().any(|rule| matches!(rule.rule, Rule::Season(season) if season.to.is_some())));
    house
        .until_offer(&seller, id, "it rests as they left it", |offer| {
            offer.state == OfferState::Paused && offer.confirmed_price_vnd == Some(Vnd(170_000))
        })
        .await;
    let seen = house.on_channel(SHOP, SKU).await;
    assert_eq!((seen.price_vnd, seen.live), (Vnd(170_000), false));
    let events = house.history(&seller, drifted.offer.offer_id).await;
    assert!(events.contains(&Happened::Drifted { price_vnd: Some(Vnd(150_000)), hidden: Some(true) }), "{events:?}");
    assert!(events.contains(&Happened::Settled { keep: Keep::Theirs, by: "Giàng Thị Mỷ".into() }), "{events:?}");
    house.close().await;
}

#[tokio::test]
async fn stock_that_was_raised_in_the_shop_is_ours_at_once_and_only_the_cooperative_decides() {
    let house = House::open().await;
    let (seller, other) = (house.seller("HTX01", 50_000).await, house.seller("HTX02", 50_000).await);
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, SKU)).await;
    house.until_live(&seller, id).await;
    house.changed_there(&[json!({ "stock": 99 })]).await;
    testkit::until("ours is there again", || async { house.on_channel(SHOP, SKU).await.stock == 10 }).await;
    assert_eq!(house.offer(&seller, id).await.needs, None);

    house.changed_there(&[json!({ "price": 150_000 })]).await;
    let drifted = house.until_drifted(&seller, id).await;
    let ask = SettleDrift { offer_id: drifted.offer.offer_id, keep: Keep::Ours, name: String::new() };
    assert_eq!(house.refusal(&house.manager(&other), &ask).await, "not_found");
    let member = Caller::person(Id::generate(), Role::CooperativeMember, Scope::Cooperative(seller.id));
    assert_eq!(house.refusal(&member.with_key(house.key()), &ask).await, "not_allowed");
    house.change(&seller, id, |form| form.price_vnd = Vnd(159_000)).await;
    testkit::until("a newer price of ours goes before", || async {
        house.on_channel(SHOP, SKU).await.price_vnd == Vnd(159_000)
    })
    .await;
    testkit::until("nothing is left to decide", || async { house.offer(&seller, id).await.needs.is_none() }).await;
    house.close().await;
}

//! How far shops are with what they are to show.

use contract::{
    Caller, Role, Scope,
    syndication::{FindProgress, ShopProgress},
};
use ids::Id;
use serde_json::json;

use crate::{
    goods::{Seller, form},
    house::House,
};

const SHOP: &str = "700101";

impl House {
    async fn progress(&self, seller: &Seller) -> ShopProgress {
        let mut shops = self.asker.ask(&self.manager(seller), &FindProgress {}).await.expect("an answer");
        assert_eq!(shops.len(), 1, "one shop");
        shops.remove(0)
    }

    async fn until_waiting(&self, seller: &Seller, offers: u64) -> ShopProgress {
        testkit::until("so many wait", || async {
            let shop = self.progress(seller).await;
            (shop.waiting, shop.unresolved) == (offers, 0)
        })
        .await;
        self.progress(seller).await
    }
}

#[tokio::test]
async fn what_is_still_to_be_told_is_counted_and_ones_own_shops_alone_are() {
    let house = House::open().await;
    let (seller, other) = (house.seller("HTX01", 50_000).await, house.seller("HTX02", 50_000).await);
    house.connect(&seller, SHOP).await;
    for sku in ["HTX01-CAM-A", "HTX01-CAM-B"] {
        let id = house.save(&seller, form(&seller, sku)).await;
        house.until_live(&seller, id).await;
    }
    let shop = house.until_waiting(&seller, 0).await;
    assert_eq!((shop.shop_id.as_str(), shop.connected, shop.offers, shop.done_at), (SHOP, true, 2, None));

    house.control("faults", json!({ "throttle_per_mille": 1_000 })).await;
    house.stock(&seller, 15_000).await;
    let shop = house.until_waiting(&seller, 2).await;
    assert_eq!((shop.offers, shop.done_at), (2, None), "two are no pace to reckon with");
    house.control("faults", json!({ "throttle_per_mille": 0 })).await;
    house.until_waiting(&seller, 0).await;

    assert_eq!(house.asker.ask(&house.manager(&other), &FindProgress {}).await.expect("an answer"), []);
    let official = Caller::person(Id::generate(), Role::ProvincialOfficial, Scope::Province);
    assert_eq!(house.refusal(&official, &FindProgress {}).await, "not_allowed");
    house.close().await;
}

#[tokio::test]
async fn what_is_left_is_told_at_the_pace_of_the_last_minutes() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    for number in 0..12 {
        let id = house.save(&seller, form(&seller, &format!("HTX01-CAM-{number}"))).await;
        house.until_live(&seller, id).await;
    }
    // Ten were told in the last minute, and the other two are yet to be; the shop rests, so nobody tells them.
    let tx = house.world.database("syndication").begin_as_service().await.expect("a transaction");
    tx.run("update channel_account set resting_until = now() + interval '1 hour'", []).await.expect("it runs");
    tx.run("update offer set confirmed_at = now() - interval '1 minute'", []).await.expect("it runs");
    let two = "update offer set wished_stock = 3, next_attempt_at = now(), urgency = 0
        where offer_id in (select offer_id from offer order by offer_id limit 2)";
    assert_eq!(tx.run(two, []).await.expect("it runs"), 2);
    tx.commit().await.expect("committed");
    let shop = house.until_waiting(&seller, 2).await;
    let left = shop.done_at.expect("a pace") - chrono::Utc::now();
    // Ten in a minute are two in twelve seconds.
    assert!((9..=14).contains(&left.num_seconds()), "{left}");
    house.close().await;
}

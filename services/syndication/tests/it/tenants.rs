//! Who sees what: cooperatives do not see each other, officials see listings and no shop, and the wall holds even where a
//! query forgets.

use contract::{
    Caller, Role, Scope,
    syndication::{
        ChangeRules, FindChannelAccounts, FindListings, GetListing, RetryOffers, Rule, RulesOf, SaveListing, StockRule,
    },
};
use ids::Id;
use scoped::{Access, FromQueryResult};

use crate::{goods::form, house::House};

#[tokio::test]
async fn two_cooperatives_do_not_see_each_other() {
    let house = House::open().await;
    let (one, two) = (house.seller("HTX01", 50_000).await, house.seller("HTX02", 50_000).await);
    house.connect(&one, "700101").await;
    house.connect(&two, "700102").await;
    // The same SKU is no conflict: it is unique within a cooperative.
    let (of_one, of_two) =
        (house.save(&one, form(&one, "CAM-5KG")).await, house.save(&two, form(&two, "CAM-5KG")).await);
    let offer_of_two = house.until_live(&two, of_two).await;
    house.until_live(&one, of_one).await;

    let manager = house.manager(&one);
    let found = house.asker.ask(&manager, &FindListings::default()).await.expect("a page");
    assert_eq!(found.rows.iter().map(|row| row.listing_id).collect::<Vec<_>>(), [of_one]);
    let shops = house.asker.ask(&manager, &FindChannelAccounts {}).await.expect("shops");
    assert_eq!(shops.iter().map(|shop| shop.shop_id.as_str()).collect::<Vec<_>>(), ["700101"]);
    assert_eq!(house.refusal(&manager, &GetListing { listing_id: of_two }).await, "not_found");
    assert_eq!(
        house
            .refusal(&house.manager(&one), &RetryOffers { offers: vec![offer_of_two.offer_id], name: String::new() })
            .await,
        "not_found"
    );
    let foreign = SaveListing { listing_id: Some(of_two), seen_version: None, form: form(&one, "CAM-5KG") };
    assert_eq!(house.refusal(&house.manager(&one), &foreign).await, "not_found");
    house.close().await;
}

#[tokio::test]
async fn officials_of_the_province_see_listings_and_no_shop() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, "700101").await;
    let id = house.save(&seller, form(&seller, "CAM-5KG")).await;
    house.until_live(&seller, id).await;
    let official = Caller::person(Id::generate(), Role::ProvincialOfficial, Scope::Province);
    let found = house.asker.ask(&official, &FindListings::default()).await.expect("a page");
    assert_eq!((found.rows.len(), found.rows[0].offers.len(), found.rows[0].available_g), (1, 1, Some(50_000)));
    assert_eq!(house.refusal(&official, &FindChannelAccounts {}).await, "not_allowed");
    house.close().await;
}

#[tokio::test]
async fn row_level_security_holds_where_a_query_forgets() {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let account_id = house.connect(&seller, "700101").await;
    let id = house.save(&seller, form(&seller, "CAM-5KG")).await;
    house.until_live(&seller, id).await;
    let set = vec![Rule::Stock(StockRule::Allocation { packs: 3 })];
    let rule = ChangeRules { account_id, of: RulesOf::TheShop, set, clear: vec![], name: "Giàng Thị Mỷ".into() };
    house.asker.ask(&house.manager(&seller), &rule).await.expect("a rule");
    let scopes = [
        (Scope::Cooperative(seller.id), 1, 1),
        (Scope::Cooperative(Id::generate()), 0, 0),
        (Scope::Province, 1, 0),
        (Scope::Commune("00001".into()), 1, 0),
        (Scope::Commune("00002".into()), 0, 0),
        (Scope::Nobody, 0, 0),
        (Scope::System, 1, 1),
    ];
    for (scope, of_listings, of_shops) in scopes {
        let caller = Caller::person(Id::generate(), Role::CooperativeManager, scope.clone());
        let tx = house.world.database("syndication").begin(&caller, Access::Read).await.expect("a transaction");
        let tables = [
            ("cooperative", of_listings),
            ("lot", of_listings),
            ("listing", of_listings),
            ("listing_lot", of_listings),
            ("offer", of_listings),
            ("channel_account", of_shops),
            ("consent", of_shops),
            ("channel_rule", of_shops),
            ("rule_change", of_shops),
            ("(select distinct offer_id from offer_event) as offers_with_events", of_shops),
        ];
        for (table, expected) in tables {
            let count: Option<Count> =
                tx.first(&format!("select count(*) as n from {table}"), []).await.expect("counted");
            assert_eq!(count.expect("a row").n, expected, "{table} for {scope:?}");
        }
    }
    house.close().await;
}

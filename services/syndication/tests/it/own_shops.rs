//! Shops of cooperatives' own: nobody consents, the house's file says whose they are.

use std::collections::BTreeMap;

use contract::{
    Caller, Role, Scope,
    syndication::{AccessToken, FindChannelAccounts},
};
use ids::{Channel, Id};
use marketplaces::own_shop::{OwnShop, Signed, Software, Way};
use testkit::until;

use crate::house::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_of_ones_own_is_connected_by_standing_in_the_file() {
    let (cooperative_id, another) = (Id::generate(), Id::generate());
    let way = Way::OrdersOnly(Signed { software: Software::Sapo, secret: "a secret".into() });
    let house = House::open_beside(BTreeMap::from([("htx-sa-pa".to_owned(), OwnShop { cooperative_id, way })])).await;
    let shops = async |cooperative| {
        let caller = Caller::person(Id::generate(), Role::CooperativeManager, Scope::Cooperative(cooperative));
        house.asker.ask(&caller, &FindChannelAccounts::default()).await.expect("a list")
    };
    until("it is connected", || async { !shops(cooperative_id).await.is_empty() }).await;
    let views = shops(cooperative_id).await;
    assert_eq!((views.len(), views[0].channel, views[0].shop_id.as_str()), (1, Channel::OwnShop, "htx-sa-pa"));
    assert!(views[0].connected && views[0].consent_ends_at.is_none(), "and no consent ends: {views:?}");
    assert!(shops(another).await.is_empty());
    let told = "select count(*) as n from outbox where subject like '%channel_account_changed%'";
    assert_eq!(house.world.number("syndication", told).await, 1, "who takes its orders is told whose it is");
    let ask = AccessToken { channel: Channel::OwnShop, shop_id: "htx-sa-pa".into(), refused_hash: None };
    house.asker.ask(&Caller::service("intake"), &ask).await.expect("calls for it are not held up by a token");

    // Another process starts, in whose file it does not stand any more.
    house.start_beside(BTreeMap::new()).await;
    until("it is disconnected", || async { !shops(cooperative_id).await[0].connected }).await;
    assert_eq!(shops(cooperative_id).await[0].reason_code.as_deref(), Some("not_set_up"));
    assert_eq!(house.world.number("syndication", told).await, 2, "who takes its orders is told");
    house.close().await;
}

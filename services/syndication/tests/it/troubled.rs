//! Offers that need somebody: which they are, in what order, and how they are tried again.

use amounts::Vnd;
use contract::{
    Caller, Page, PageRequest, Role, Scope,
    syndication::{CountOffers, FindTroubledOffers, ListingForm, OfferDetail, OfferState, RetryOffers},
};
use ids::Id;

use crate::{
    goods::{Seller, form},
    house::House,
};

const SHOP: &str = "700101";

impl House {
    async fn troubled(&self, seller: &Seller, ask: FindTroubledOffers) -> Page<OfferDetail> {
        self.asker.ask(&self.manager(seller), &ask).await.expect("a page")
    }

    async fn in_trouble(&self, seller: &Seller) -> u64 {
        self.asker.ask(&self.manager(seller), &CountOffers {}).await.expect("counts").in_trouble()
    }

    /// What the channel refuses: ours allows any price above zero, this one does not.
    async fn refused(&self, seller: &Seller, sku: &str, title: &str, price_vnd: i64) {
        let form = ListingForm { price_vnd: Vnd(price_vnd), title: title.into(), ..form(seller, sku) };
        let id = self.save(seller, form).await;
        self.until_offer(seller, id, "it is refused", |offer| offer.state == OfferState::Rejected).await;
    }
}

#[tokio::test]
async fn offers_that_need_somebody_come_in_the_order_of_what_they_lose() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let well = house.save(&seller, form(&seller, "HTX01-WELL")).await;
    house.until_live(&seller, well).await;
    assert_eq!(house.in_trouble(&seller).await, 0);
    house.refused(&seller, "HTX01-FEW", "Cam sành hái sớm, hộp 5 kg", 200).await;
    house.refused(&seller, "HTX01-MOST", "Cam Vĩnh Tuy chín cây, hộp 5 kg", 900).await;
    house.refused(&seller, "HTX01-MORE", "Cam Vĩnh Tuy loại nhỏ, hộp 5 kg", 500).await;

    let all = house.troubled(&seller, FindTroubledOffers::default()).await;
    let losses: Vec<_> = all.rows.iter().map(|row| (row.sku.as_str(), row.unseen_packs, row.lost_vnd)).collect();
    assert_eq!(
        losses,
        [("HTX01-MOST", 10, Vnd(9_000)), ("HTX01-MORE", 10, Vnd(5_000)), ("HTX01-FEW", 10, Vnd(2_000))],
        "50 kg are ten packs, of which buyers see none"
    );
    let first = &all.rows[0];
    assert_eq!((first.needs.as_deref(), first.shop_id.as_deref()), (Some("price_refused"), Some(SHOP)));
    assert!(first.troubled_since.is_some() && first.offer.channel_words.is_some());

    // Page by page they are the same, and diacritics do not matter.
    let page = |after| PageRequest { size: 2, after };
    let two = house.troubled(&seller, FindTroubledOffers { page: page(None), ..FindTroubledOffers::default() }).await;
    let rest = FindTroubledOffers { page: page(two.next.clone()), ..FindTroubledOffers::default() };
    let rest = house.troubled(&seller, rest).await;
    assert_eq!((two.rows, rest.rows, rest.next), (all.rows[..2].to_vec(), all.rows[2..].to_vec(), None));
    for (text, reason, found) in
        [("vinh tuy", "price_refused", 2), ("vinh tuy", "title_refused", 0), ("hai som", "price_refused", 1)]
    {
        let ask = FindTroubledOffers {
            text: Some(text.into()),
            reason: Some(reason.into()),
            ..FindTroubledOffers::default()
        };
        assert_eq!(house.troubled(&seller, ask).await.rows.len(), found, "{text}, {reason}");
    }
    assert_eq!(house.in_trouble(&seller).await, 3);
    let other = house.seller("HTX02", 50_000).await;
    assert_eq!(house.troubled(&other, FindTroubledOffers::default()).await.rows, []);
    assert_eq!(house.in_trouble(&other).await, 0);
    let official = Caller::person(Id::generate(), Role::ProvincialOfficial, Scope::Province);
    let seen = house.asker.ask(&official, &FindTroubledOffers::default()).await.expect("a page");
    assert_eq!((seen.rows.len(), &seen.rows[0].shop_id), (3, &None), "officials have no business with shops");
    house.close().await;
}

#[tokio::test]
async fn what_is_shown_is_not_lost_and_what_fails_needs_somebody_only_after_long() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    house.connect(&seller, SHOP).await;
    let id = house.save(&seller, form(&seller, "HTX01-CAM-5KG")).await;
    house.until_live(&seller, id).await;
    house.control("faults", serde_json::json!({ "throttle_per_mille": 1_000 })).await;
    house.stock(&seller, 100_000).await;
    house
        .until_offer(&seller, id, "the channel asks for a pause", |offer| {
            offer.reason_code.as_deref() == Some("channel_slow_down")
        })
        .await;
    assert_eq!(house.in_trouble(&seller).await, 0, "it passes by itself");
    let tx = house.world.database("syndication").begin_as_service().await.expect("a transaction");
    let long_ago = "update offer set troubled_since = now() - interval '31 minutes'";
    assert_eq!(tx.run(long_ago, []).await.expect("it runs"), 1);
    tx.commit().await.expect("committed");
    let found = house.troubled(&seller, FindTroubledOffers::default()).await.rows;
    assert_eq!((found.len(), found[0].needs.as_deref()), (1, Some("channel_slow_down")));
    assert_eq!(
        (found[0].unseen_packs, found[0].lost_vnd),
        (10, Vnd(1_640_000)),
        "of twenty packs buyers see ten, and those are not lost"
    );
    house.control("faults", serde_json::json!({ "throttle_per_mille": 0 })).await;
    house.until_offer(&seller, id, "the stock is told", |offer| offer.confirmed_stock == Some(20)).await;
    assert_eq!(house.in_trouble(&seller).await, 0);

    // A shop that is cut off needs its owner as soon as there is something to tell it.
    let cut_off = "update channel_account set connected = false";
    let tx = house.world.database("syndication").begin_as_service().await.expect("a transaction");
    assert_eq!(tx.run(cut_off, []).await.expect("it runs"), 1);
    tx.commit().await.expect("committed");
    assert_eq!(house.in_trouble(&seller).await, 0);
    house.stock(&seller, 110_000).await;
    testkit::until("it needs somebody", || async { house.in_trouble(&seller).await == 1 }).await;
    let found = house.troubled(&seller, FindTroubledOffers::default()).await.rows;
    assert_eq!((found[0].needs.as_deref(), found[0].lost_vnd), (Some("needs_consent"), Vnd(328_000)));
    house.close().await;
}

#[tokio::test]
async fn several_are_tried_again_in_one_go_or_none() {
    let house = House::open().await;
    let (seller, other) = (house.seller("HTX01", 50_000).await, house.seller("HTX02", 50_000).await);
    house.connect(&seller, SHOP).await;
    house.connect(&other, "700102").await;
    house.refused(&seller, "HTX01-A", "Cam sành Vĩnh Tuy loại 1, hộp 5 kg", 900).await;
    house.refused(&seller, "HTX01-B", "Cam sành Vĩnh Tuy loại 1, hộp 5 kg", 900).await;
    house.refused(&other, "HTX02-A", "Cam sành Vĩnh Tuy loại 1, hộp 5 kg", 900).await;
    let of = |page: &Page<OfferDetail>| page.rows.iter().map(|row| row.offer.offer_id).collect::<Vec<_>>();
    let before = house.troubled(&seller, FindTroubledOffers::default()).await;
    let (own, foreign) = (of(&before), of(&house.troubled(&other, FindTroubledOffers::default()).await));
    let retry = |offers| RetryOffers { offers, name: "Giàng Thị Mỷ".into() };
    let mixed = own.iter().chain(&foreign).copied().collect();
    assert_eq!(house.refusal(&house.manager(&seller), &retry(mixed)).await, "not_found");
    assert_eq!(house.refusal(&house.manager(&seller), &retry(Vec::new())).await, "invalid");
    assert_eq!(house.troubled(&seller, FindTroubledOffers::default()).await, before, "nothing was tried");
    let twice = own.iter().chain(&own).copied().collect();
    assert_eq!(house.asker.ask(&house.manager(&seller), &retry(twice)).await.expect("tried"), 2);
    let last = before.rows.iter().filter_map(|row| row.troubled_since).max();
    testkit::until("the channel has refused both again", || async {
        let after = house.troubled(&seller, FindTroubledOffers::default()).await.rows;
        after.len() == 2 && after.iter().all(|row| row.troubled_since > last)
    })
    .await;
    house.close().await;
}

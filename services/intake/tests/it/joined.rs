//! Something in a shop was joined to a listing by hand: its orders are that listing's, whatever SKU they name.

use contract::syndication::ItemJoined;
use ids::{Channel, Id, Listing};
use intake::actions::keep_joined::keep_joined;
use marketplaces::{ChannelOrder, LineState};

use crate::house::{House, heard, order};

/// An order of the item `800001`, which names a SKU that is nobody's.
fn of_old(id: &str, told_at: i64) -> ChannelOrder {
    let mut order = order(id, 1, LineState::Paid, told_at);
    order.lines[0].sku = "CU-01".into();
    order
}

impl House {
    async fn hear_joined(&self, version: i64, shop_id: &str, listing_id: Id<Listing>) {
        let fact = ItemJoined {
            item_id: "800001".into(),
            version,
            cooperative_id: self.cooperative,
            channel: Channel::Shopee,
            shop_id: shop_id.into(),
            listing_id,
        };
        let tx = self.begin().await;
        keep_joined(&self.app, &tx, heard(fact)).await.expect("kept");
        tx.commit().await.expect("committed");
    }
}

#[tokio::test]
async fn orders_of_what_was_joined_by_hand_are_matched_before_and_after_and_when_the_listing_comes_late() {
    let house = House::new().await;
    let lot = house.lot(50_000);
    house.hear_account(&house.account()).await;
    house.hear_lot(&lot).await.expect("taken");
    house.take(vec![of_old("A", 1)]).await;
    let listing = house.listing("CAM-5KG", &[lot.lot_id]);
    house.hear_joined(1, "another-shop", listing.listing_id).await;
    house.hear_joined(1, &house.shop_id, listing.listing_id).await;
    assert_eq!(house.balance(lot.lot_id).await, [50_000, 0, 0, 0], "the listing is not known yet");
    house.hear_listing(&listing).await;
    assert_eq!(house.balance(lot.lot_id).await, [45_000, 5_000, 0, 0], "the order that waited has its goods");
    house.take(vec![of_old("B", 2)]).await;
    assert_eq!(house.balance(lot.lot_id).await, [40_000, 10_000, 0, 0]);
    let told = house.order("B").await.expect("it is there").order.lines;
    assert_eq!((told[0].listing_id, told[0].sku.as_str()), (Some(listing.listing_id), "CU-01"));

    let other = house.listing("CAM-LE", &[]);
    house.hear_listing(&other).await;
    house.hear_joined(1, &house.shop_id, other.listing_id).await;
    house.take(vec![of_old("C", 3)]).await;
    assert_eq!(house.balance(lot.lot_id).await, [35_000, 15_000, 0, 0], "what was told before changes nothing");
    house.assert_books_add_up().await;
}

#[tokio::test]
async fn an_order_of_what_was_joined_that_is_short_gets_what_comes() {
    let house = House::new().await;
    let lot = house.lot(5_000);
    let listing = house.listing("CAM-5KG", &[lot.lot_id]);
    house.hear_account(&house.account()).await;
    house.hear_lot(&lot).await.expect("taken");
    house.hear_listing(&listing).await;
    house.hear_joined(1, &house.shop_id, listing.listing_id).await;
    house.take(vec![of_old("A", 1), of_old("B", 1)]).await;
    assert_eq!(house.balance(lot.lot_id).await, [0, 5_000, 0, 0]);
    let more = contract::onboarding::LotDeclared { version: 2, quantity_g: 20_000, ..lot.clone() };
    house.hear_lot(&more).await.expect("taken");
    assert_eq!(house.balance(lot.lot_id).await, [10_000, 10_000, 0, 0]);
}

//! A shop that already sells: what it shows is read in, and nothing is put there a second time.

use contract::syndication::{
    FindShopItems, IgnoreShopItem, JoinShopItem, PutUpRest, ReadShop, ShopItemState, ShopItems,
};
use ids::{ChannelAccount, Id};
use testkit::until;

use crate::{
    goods::{Seller, form},
    house::House,
};

const SHOP: &str = "700101";
const SKU: &str = "HTX01-CAM-5KG";

async fn items(house: &House, seller: &Seller, account_id: Id<ChannelAccount>) -> ShopItems {
    let ask =
        FindShopItems { account_id, text: None, state: None, item_id: None, page: contract::PageRequest::default() };
    house.asker.ask(&house.manager(seller), &ask).await.expect("what the shop shows")
}

async fn until_read(house: &House, seller: &Seller, account: Id<ChannelAccount>, counts: [u64; 3]) {
    until("the shop is read", || async {
        let items = items(house, seller, account).await;
        !items.under_way && items.counts == counts
    })
    .await;
}

async fn read_again(house: &House, seller: &Seller, account_id: Id<ChannelAccount>) {
    house.asker.ask(&house.manager(seller), &ReadShop { account_id }).await.expect("it is read again");
}

#[tokio::test]
async fn what_a_shop_has_under_our_sku_becomes_ours_and_is_not_put_there_a_second_time() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let account = house.connect(&seller, SHOP).await;
    until_read(&house, &seller, account, [0, 0, 0]).await;
    let there = house.put_there(SHOP, SKU).await;
    let other = house.put_there(SHOP, "SOMETHING-ELSE").await;
    read_again(&house, &seller, account).await;
    until_read(&house, &seller, account, [2, 0, 0]).await;

    let id = house.save(&seller, form(&seller, SKU)).await;
    let offer = house.until_live(&seller, id).await;
    assert_eq!(offer.channel_item_id.as_deref(), Some(there.as_str()), "the one that was there");
    assert_eq!(house.items_live().await, 2, "and none beside it");
    let seen = house.on_channel(SHOP, SKU).await;
    let listing = house.listing(&seller, id).await;
    assert_eq!((seen.price_vnd, Some(seen.stock)), (listing.form.price_vnd, offer.confirmed_stock), "ours from now on");
    until_read(&house, &seller, account, [1, 1, 0]).await;
    read_again(&house, &seller, account).await;
    until_read(&house, &seller, account, [1, 1, 0]).await;
    let found = items(&house, &seller, account).await.found.rows;
    let ours = found.iter().find(|item| item.item_id == there).expect("it is in the list");
    assert_eq!((ours.state, ours.listing_id), (ShopItemState::Ours, Some(id)));

    let put_aside = IgnoreShopItem { account_id: account, item_id: other, ignored: true };
    house.asker.ask(&house.manager(&seller), &put_aside).await.expect("put aside");
    read_again(&house, &seller, account).await;
    until_read(&house, &seller, account, [0, 1, 1]).await;
    house.close().await;
}

#[tokio::test]
async fn nothing_is_put_into_a_shop_before_it_is_read() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let account = house.connect(&seller, SHOP).await;
    until_read(&house, &seller, account, [0, 0, 0]).await;
    let there = house.put_there(SHOP, SKU).await;
    // As one that was never read, and cannot be just now.
    house.change_rows("update channel_account set read_at = null, read_due_at = now() + interval '1 hour'").await;
    let other = house.connect(&seller, "700102").await;
    let id = house.save(&seller, form(&seller, SKU)).await;
    let placed = async |account| {
        let offers = house.listing(&seller, id).await.offers;
        offers.into_iter().find(|offer| offer.account_id == account).and_then(|offer| offer.channel_item_id)
    };
    until("it is in the shop that was read", || async { placed(other).await.is_some() }).await;
    assert_eq!(placed(account).await, None);
    read_again(&house, &seller, account).await;
    until("it is found", || async { placed(account).await.as_deref() == Some(there.as_str()) }).await;
    house.close().await;
}

#[tokio::test]
async fn a_reading_is_nobody_elses_business() {
    let house = House::open().await;
    let (one, two) = (house.seller("HTX01", 50_000).await, house.seller("HTX02", 50_000).await);
    let account_id = house.connect(&one, SHOP).await;
    let ask =
        FindShopItems { account_id, text: None, state: None, item_id: None, page: contract::PageRequest::default() };
    assert_eq!(house.refusal(&house.manager(&two), &ask).await, "not_found");
    assert_eq!(house.refusal(&house.manager(&two), &ReadShop { account_id }).await, "not_found");
    let ignore = IgnoreShopItem { account_id, item_id: "1".into(), ignored: true };
    assert_eq!(house.refusal(&house.manager(&two), &ignore).await, "not_found");
    house.close().await;
}

#[tokio::test]
async fn what_is_there_under_another_sku_is_joined_by_hand_before_anything_stands_beside_it() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let account = house.connect(&seller, SHOP).await;
    until_read(&house, &seller, account, [0, 0, 0]).await;
    let (there, spare) = (house.put_there(SHOP, "CU-01").await, house.put_there(SHOP, "CU-02").await);
    // As one that was connected only now.
    house
        .change_rows(
            "update channel_account set read_at = null, matched_at = null, read_due_at = now() + interval '1 hour'",
        )
        .await;
    let id = house.save(&seller, form(&seller, SKU)).await;
    let ten = house.save(&seller, form(&seller, "HTX01-CAM-10KG")).await;
    read_again(&house, &seller, account).await;
    until("both wait for somebody to look", || async {
        let items = items(&house, &seller, account).await;
        items.counts == [2, 0, 0] && items.held_back == 2
    })
    .await;
    assert_eq!(house.items_live().await, 2, "nothing is put beside what may be the same");

    let join = |item_id: &str| JoinShopItem { account_id: account, item_id: item_id.into(), listing_id: id };
    let other = house.seller("HTX02", 50_000).await;
    assert_eq!(house.refusal(&house.manager(&other), &join(&there)).await, "not_found");
    house.asker.ask(&house.manager(&seller), &join(&there)).await.expect("joined");
    let offer = house.until_live(&seller, id).await;
    assert_eq!(offer.channel_item_id.as_deref(), Some(there.as_str()));
    let (seen, listing) = (house.on_channel(SHOP, "CU-01").await, house.listing(&seller, id).await);
    assert_eq!((seen.price_vnd, Some(seen.stock)), (listing.form.price_vnd, offer.confirmed_stock));
    assert_eq!(house.refusal(&house.manager(&seller), &join(&spare)).await, "invalid", "it has one");
    let told = "select count(*) as n from outbox where subject like '%item_joined%'";
    assert_eq!(house.world.number("syndication", told).await, 1, "whoever takes its orders is told");

    assert_eq!(house.listing(&seller, ten).await.offers[0].channel_item_id, None, "one is still to be looked at");
    house.asker.ask(&house.manager(&seller), &PutUpRest { account_id: account }).await.expect("looked through");
    house.until_live(&seller, ten).await;
    assert_eq!(house.items_live().await, 3);
    house.close().await;
}

#[tokio::test]
async fn what_has_a_listings_sku_becomes_its_own_although_other_things_wait() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let account = house.connect(&seller, SHOP).await;
    until_read(&house, &seller, account, [0, 0, 0]).await;
    let there = house.put_there(SHOP, SKU).await;
    house.put_there(SHOP, "CU-02").await;
    // As one that was connected only now, and read before the listings came.
    house.change_rows("update channel_account set matched_at = null").await;
    read_again(&house, &seller, account).await;
    until_read(&house, &seller, account, [2, 0, 0]).await;
    let id = house.save(&seller, form(&seller, SKU)).await;
    let ten = house.save(&seller, form(&seller, "HTX01-CAM-10KG")).await;
    let offer = house.until_live(&seller, id).await;
    assert_eq!(offer.channel_item_id.as_deref(), Some(there.as_str()));
    assert_eq!(house.listing(&seller, ten).await.offers[0].channel_item_id, None, "this one may be the other thing");
    house.close().await;
}

#[tokio::test]
async fn what_was_put_into_a_shop_while_it_was_away_is_found_when_it_comes_back() {
    let house = House::open().await;
    let seller = house.seller("HTX01", 50_000).await;
    let account = house.connect(&seller, SHOP).await;
    until_read(&house, &seller, account, [0, 0, 0]).await;
    let there = house.put_there(SHOP, SKU).await;
    house.change_rows("update channel_account set connected = false, reading_page = '50'").await;
    let id = house.save(&seller, form(&seller, SKU)).await;
    house.connect(&seller, SHOP).await;
    let offer = house.until_live(&seller, id).await;
    assert_eq!(offer.channel_item_id.as_deref(), Some(there.as_str()));
    assert_eq!(house.items_live().await, 1, "and none beside it");
    house.close().await;
}

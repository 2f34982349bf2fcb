//! Recorded answers of TikTok Shop, written from the fact sheet, become our words, and our wishes TikTok's requests.

use amounts::Vnd;
use chrono::{DateTime, TimeDelta, Utc};
use marketplaces::{
    ChannelOrderRef, Consent, FaultKind, ListingDraft, Marketplace, Review, Shop, tiktok_shop::TiktokShop,
};

use crate::recorded::{Asked, Recorded, Recording};

const NOW: i64 = 1_791_600_000;
const SHOPS: &str = "/authorization/202309/shops";

macro_rules! sample {
    ($name:literal) => {
        Recording::ok(include_str!(concat!("samples/tiktok_shop/", $name, ".json")))
    };
}

fn shop() -> Shop {
    Shop { shop_id: "7495540735365777507".into(), access_token: "a-token".into() }
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

fn done() -> Recording {
    Recording::ok(r#"{"code":0,"message":"Success","data":{}}"#)
}

async fn tiktok_with(answers: impl IntoIterator<Item = (&'static str, Recording)>) -> (Recorded, TiktokShop) {
    let shops = r#"{"code":0,"data":{"shops":[{"id":"1","region":"TH","cipher":"other"},
        {"id":"7495540735365777507","region":"VN","cipher":"ROW_1","name":"HTX"}]}}"#;
    let warehouses = r#"{"code":0,"data":{"warehouses":[{"id":"9","type":"RETURN_WAREHOUSE"},
        {"id":"8","type":"SALES_WAREHOUSE"},{"id":"7","type":"SALES_WAREHOUSE","is_default":true}]}}"#;
    let known = [(SHOPS, Recording::ok(shops)), ("/logistics/202309/warehouses", Recording::ok(warehouses))];
    let server = Recorded::answering(answers.into_iter().chain(known)).await;
    let tiktok = server.tiktok("29a39d", "e59af819cc", NOW);
    (server, tiktok)
}

/// The call, its parameters without those every call has, and its body.
fn wish(asked: &Asked) -> String {
    let shared = ["app_key", "timestamp", "sign", "shop_cipher"];
    let own = asked.query.iter().filter(|(name, _)| !shared.contains(&name.as_str()));
    let own: Vec<_> = own.map(|(name, value)| format!("{name}={value}")).collect();
    format!("{} {} {} {}", asked.method, asked.path, own.join("&"), asked.body)
}

fn asked_of(server: &Recorded) -> Vec<String> {
    let about_the_shop = [SHOPS, "/logistics/202309/warehouses"];
    let asked = server.asked();
    asked.iter().filter(|asked| !about_the_shop.contains(&asked.path.as_str())).map(wish).collect()
}

#[tokio::test]
async fn units_become_lines_at_the_price_before_the_platforms_discount() {
    let asks = r#"{"code":0,"data":{"cancellations":[{"cancel_id":"77","order_id":"576653688135258178",
        "cancel_status":"CANCELLATION_REQUEST_PENDING"}]}}"#;
    let answers = [
        ("/order/202309/orders", sample!("orders")),
        ("/return_refund/202309/cancellations/search", Recording::ok(asks)),
    ];
    let (server, tiktok) = tiktok_with(answers).await;
    let asked = ids(&["576653688135258178", "576653688135258179", "1"]);
    let rows = tiktok.gives_orders().expect("a capability").fetch(&shop(), &asked).await.expect("an answer");
    insta::assert_debug_snapshot!(rows);
    assert_eq!(server.asked().len(), 3, "the cipher, one call for all of them, and one for who asks to cancel");
}

#[tokio::test]
async fn changed_orders_are_searched_in_a_window_that_holds_its_end() {
    let page = r#"{"code":0,"data":{"orders":[{"id":"5766"}],"next_page_token":"aBc","total_count":2}}"#;
    let (server, tiktok) = tiktok_with([("/order/202309/orders/search", Recording::ok(page))]).await;
    let orders = tiktok.gives_orders().expect("a capability");
    let to = DateTime::<Utc>::from_timestamp(NOW, 0).expect("a time in range");
    let told = orders.changed(&shop(), to - TimeDelta::days(1), to, None).await.expect("a page");
    assert_eq!((told.channel_order_ids, told.next.as_deref()), (ids(&["5766"]), Some("aBc")));
    orders.changed(&shop(), to - TimeDelta::days(1), to, Some("aBc")).await.expect("a page");
    insta::assert_debug_snapshot!(asked_of(&server));
}

#[tokio::test]
async fn a_listing_is_created_once_and_its_refusal_is_told_in_tiktoks_words() {
    let created = r#"{"code":0,"data":{"product_id":"1729592969712207008","skus":[{"id":"1729592969712207012"}]}}"#;
    let answers = [
        ("/product/202309/images/upload", Recording::ok(r#"{"code":0,"data":{"uri":"tos-1","url":"https://p"}}"#)),
        ("/product/202309/products", Recording::ok(created)),
        ("/product/202309/products/1729592969712207008", sample!("product")),
    ];
    let (server, tiktok) = tiktok_with(answers).await;
    let draft = ListingDraft {
        idempotency_key: "off_1".into(),
        sku: "CAM-SANH-5KG".into(),
        title: "Cam sành Hà Giang thùng 5 kg loại 1".into(),
        description: "Cam sành Bắc Quang.\nHái trong tuần.".into(),
        price_vnd: Vnd(145_000),
        stock: 40,
        gross_weight_g: 5_250,
        category_id: "600001".into(),
        pictures: vec![b"\xff\xd8\xff\xe0 a picture".to_vec()],
        ..ListingDraft::default()
    };
    let listings = tiktok.takes_listings().expect("a capability");
    let id = listings.create(&shop(), &draft).await.expect("it is let in");
    assert_eq!(id, "1729592969712207008/1729592969712207012");
    let upload = server.asked().into_iter().find(|asked| asked.path.ends_with("upload")).expect("an upload");
    assert_eq!(upload.parameter("shop_cipher"), None, "an upload belongs to no shop");
    insta::assert_snapshot!(asked_of(&server).last().expect("a request was sent"));
    let rows = listings.read(&shop(), &[id]).await.expect("an answer");
    let seen = rows[0].result.as_ref().expect("a listing");
    assert_eq!((seen.price_vnd, seen.stock, seen.live), (Vnd(145_000), 40, false));
    assert_eq!(seen.review, Review::Refused { words: "The picture is blurred".into() });
}

#[tokio::test]
async fn a_change_of_stock_names_every_warehouse_and_its_rows_decide_how_it_went() {
    let failed = r#"{"code":0,"data":{"errors":[{"code":12019142,"message":"promotion reserves stock","detail":{"sku_id":"2"}}]}}"#;
    let stock = "/product/202309/products/1/inventory/update";
    let answers = [
        (stock, done()),
        (stock, Recording::ok(failed)),
        ("/product/202309/products/1/prices/update", done()),
        ("/product/202309/products/deactivate", done()),
        ("/product/202309/products/activate", done()),
    ];
    let (server, tiktok) = tiktok_with(answers).await;
    let listings = tiktok.takes_listings().expect("a capability");
    assert_eq!(listings.set_stock(&shop(), "1/2", 12).await, Ok(()));
    let refused = listings.set_stock(&shop(), "1/2", 0).await.expect_err("a row failed");
    assert_eq!((refused.kind, refused.code.as_str()), (FaultKind::Permanent, "12019142"));
    assert_eq!(listings.set_price(&shop(), "1/2", Vnd(139_000)).await, Ok(()));
    assert_eq!(listings.set_hidden(&shop(), "1/2", true).await, Ok(()));
    assert_eq!(listings.set_hidden(&shop(), "1/2", false).await, Ok(()));
    insta::assert_debug_snapshot!(asked_of(&server));
}

#[tokio::test]
async fn a_parcel_is_shipped_and_twice_is_no_fault_but_a_held_order_waits() {
    let status = |word: &str| {
        Recording::ok(format!(
            r#"{{"code":0,"data":{{"orders":[{{"id":"1","status":"{word}","payment":{{"currency":"VND"}},"packages":[{{"id":"11"}}],
            "create_time":1,"update_time":2}}]}}}}"#
        ))
    };
    let read = "/order/202309/orders";
    let answers = [
        (read, status("AWAITING_SHIPMENT")),
        (read, status("AWAITING_COLLECTION")),
        (read, status("ON_HOLD")),
        ("/fulfillment/202309/packages/11/ship", done()),
    ];
    let (server, tiktok) = tiktok_with(answers).await;
    let shipments = tiktok.takes_shipments().expect("a capability");
    assert_eq!(shipments.ship(&shop(), "1").await, Ok(()), "shipped now");
    assert_eq!(shipments.ship(&shop(), "1").await, Ok(()), "shipped already");
    assert_eq!(shipments.ship(&shop(), "1").await.expect_err("held").code, "on_hold");
    insta::assert_debug_snapshot!(asked_of(&server));
}

#[tokio::test]
async fn orders_are_given_up_and_a_buyers_wish_is_answered() {
    let open = r#"{"code":0,"data":{"cancellations":[{"cancel_id":"77","order_id":"1","cancel_status":"CANCELLATION_REQUEST_PENDING"}]}}"#;
    let answers = [
        ("/return_refund/202309/cancellations", done()),
        ("/return_refund/202309/cancellations/search", Recording::ok(open)),
        ("/return_refund/202309/cancellations/77/approve", done()),
        ("/return_refund/202309/cancellations/77/reject", done()),
    ];
    let (server, tiktok) = tiktok_with(answers).await;
    let order = ChannelOrderRef { channel_order_id: "1".into(), item_ids: Vec::new() };
    assert_eq!(tiktok.cancels_orders().expect("a capability").cancel_out_of_stock(&shop(), &order).await, Ok(()));
    let answers = tiktok.asks_to_cancel().expect("a capability");
    assert_eq!(answers.answer_cancellation(&shop(), "1", true).await, Ok(()));
    assert_eq!(answers.answer_cancellation(&shop(), "1", false).await, Ok(()));
    insta::assert_debug_snapshot!(asked_of(&server));
}

#[tokio::test]
async fn tokens_end_at_the_instants_that_are_told_and_a_refusal_needs_the_owner() {
    let pair = r#"{"code":0,"message":"success","data":{"access_token":"a","access_token_expire_in":1792204800,
        "refresh_token":"r","refresh_token_expire_in":1823136000,"open_id":"o","seller_base_region":"VN"}}"#;
    let refused = r#"{"code":36004004,"message":"auth_code is invalid","data":null}"#;
    let answers = [("token/get", Recording::ok(pair)), ("token/get", Recording::ok(refused))];
    let (server, tiktok) = tiktok_with(answers).await;
    let door = tiktok.grants_consent().expect("a capability");
    let consent = Consent { code: "works-once".into(), shop_id: String::new() };
    let granted = door.tokens(&consent).await.expect("tokens");
    assert_eq!(granted.shop_id, "7495540735365777507", "the shop in Vietnam");
    assert_eq!(granted.tokens.access_ends_at.timestamp(), 1_792_204_800);
    assert_eq!(granted.tokens.refresh_ends_at.timestamp(), 1_823_136_000);
    let fault = door.tokens(&consent).await.expect_err("the code is spent");
    assert_eq!(fault.kind, FaultKind::NeedsConsent);
    assert!(!format!("{fault:?}").contains("e59af819cc"), "no secret in a fault");
    assert_eq!(asked_of(&server).len(), 2, "no token call is repeated");
}

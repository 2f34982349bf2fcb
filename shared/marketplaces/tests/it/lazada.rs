//! Recorded answers of Lazada, written from the fact sheet, become our words, and our wishes Lazada's requests.

use amounts::Vnd;
use chrono::{DateTime, TimeDelta, Utc};
use marketplaces::{
    ChannelOrderRef, Consent, FaultKind, LineState, ListingDraft, Marketplace, Review, Shop, lazada::Lazada,
};

use crate::recorded::{Asked, Recorded, Recording};

const NOW: i64 = 1_791_600_000_123;

macro_rules! sample {
    ($name:literal) => {
        Recording::ok(include_str!(concat!("samples/lazada/", $name, ".json")))
    };
}

fn shop() -> Shop {
    Shop { shop_id: "200120001".into(), access_token: "50000700a1b2".into() }
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

async fn lazada_with(answers: impl IntoIterator<Item = (&'static str, Recording)>) -> (Recorded, Lazada) {
    let server = Recorded::answering(answers).await;
    let lazada = server.lazada("500001", "9sKqX2vHaGiang0001", NOW);
    (server, lazada)
}

/// The call and its parameters without those every call has.
fn wish(asked: &Asked) -> String {
    let shared = ["app_key", "timestamp", "sign_method", "sign", "access_token"];
    let body = url::form_urlencoded::parse(asked.body.as_bytes()).into_owned();
    let own = asked.query.clone().into_iter().chain(body).filter(|(name, _)| !shared.contains(&name.as_str()));
    let own: Vec<_> = own.map(|(name, value)| format!("{name}={value}")).collect();
    format!("{} {} {}", asked.method, asked.path, own.join(" & "))
}

fn draft() -> ListingDraft {
    ListingDraft {
        idempotency_key: "off_1".into(),
        sku: "CAM-SANH-5KG".into(),
        title: "Cam sành Hà Giang thùng 5 kg".into(),
        description: "Cam sành Bắc Quang & lá, hái trong tuần.".into(),
        price_vnd: Vnd(145_000),
        stock: 40,
        gross_weight_g: 5_250,
        category_id: "10000999".into(),
        pictures: vec![b"\xff\xd8\xff\xe0 a picture".to_vec()],
        ..ListingDraft::default()
    }
}

#[tokio::test]
async fn units_become_lines_and_the_order_is_where_its_slowest_line_is() {
    let answers = [("/rest/order/get", sample!("order")), ("/rest/order/items/get", sample!("items"))];
    let (_server, lazada) = lazada_with(answers).await;
    let asked = ids(&["260422900198363"]);
    let rows = lazada.gives_orders().expect("a capability").fetch(&shop(), &asked).await.expect("an answer");
    let order = rows[0].result.as_ref().expect("an order");
    assert_eq!((order.state, order.cash_on_delivery), (LineState::Paid, true));
    assert_eq!(order.total_vnd, Some(Vnd(442_000)), "price less voucher plus shipping");
    assert!(order.lines.iter().all(|line| line.quantity == 1), "each pack is a line of its own");
    insta::assert_debug_snapshot!(order);
}

#[tokio::test]
async fn an_order_that_lazada_does_not_know_does_not_hide_the_others() {
    let unknown = r#"{"code":"16","type":"ISV","message":"invalid order id","request_id":"1"}"#;
    let answers = [
        ("/rest/order/get", Recording::ok(unknown)),
        ("/rest/order/get", sample!("order")),
        ("/rest/order/items/get", sample!("items")),
    ];
    let (_server, lazada) = lazada_with(answers).await;
    let orders = lazada.gives_orders().expect("a capability");
    let first = orders.fetch(&shop(), &ids(&["1"])).await.expect("an answer");
    assert_eq!(first[0].result.as_ref().expect_err("unknown").code, "16");
    let second = orders.fetch(&shop(), &ids(&["260422900198363"])).await.expect("an answer");
    assert!(second[0].result.is_ok());
}

#[tokio::test]
async fn changed_orders_are_asked_for_with_an_offset_and_within_thirty_days() {
    let page = r#"{"code":"0","data":{"count":1,"countTotal":1,"orders":[{"order_id":260422900198363}]}}"#;
    let (server, lazada) = lazada_with([("/rest/orders/get", Recording::ok(page))]).await;
    let orders = lazada.gives_orders().expect("a capability");
    let to = DateTime::<Utc>::from_timestamp_millis(NOW).expect("a time in range");
    let told = orders.changed(&shop(), to - TimeDelta::days(1), to, None).await.expect("a page");
    assert_eq!((told.channel_order_ids, told.next), (ids(&["260422900198363"]), None));
    insta::assert_snapshot!(wish(&server.asked()[0]));
    assert!(orders.changed(&shop(), to - TimeDelta::days(31), to, None).await.is_err());
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_listing_is_created_with_its_picture_and_waits_for_its_review() {
    let image = r#"{"code":"0","data":{"image":{"url":"https://vn-live.slatic.net/p/1.jpg","hash_code":"1"}}}"#;
    let created =
        r#"{"code":"0","data":{"item_id":234234234,"sku_list":[{"seller_sku":"CAM-SANH-5KG","sku_id":234}]}}"#;
    let answers = [
        ("/rest/image/upload", Recording::ok(image)),
        ("/rest/product/create", Recording::ok(created)),
        ("/rest/product/item/get", sample!("product")),
    ];
    let (server, lazada) = lazada_with(answers).await;
    let listings = lazada.takes_listings().expect("a capability");
    let id = listings.create(&shop(), &draft()).await.expect("it is let in");
    assert_eq!(id, "234234234/234");
    insta::assert_snapshot!(wish(&server.asked()[1]));
    let rows = listings.read(&shop(), &[id]).await.expect("an answer");
    let seen = rows[0].result.as_ref().expect("a listing");
    assert_eq!((seen.price_vnd, seen.stock, seen.live), (Vnd(145_000), 40, false));
    assert_eq!(seen.review, Review::Waiting);
}

#[tokio::test]
async fn stock_price_and_hiding_are_absolute_and_name_both_numbers() {
    let done = || Recording::ok(r#"{"code":"0","data":{}}"#);
    let locked = r#"{"code":"501","type":"ISV","message":"stock is locked by a campaign"}"#;
    let answers = [
        ("/rest/product/stock/sellable/update", done()),
        ("/rest/product/stock/sellable/update", Recording::ok(locked)),
        ("/rest/product/price_quantity/update", done()),
        ("/rest/product/deactivate", done()),
        ("/rest/product/update", done()),
    ];
    let (server, lazada) = lazada_with(answers).await;
    let (listings, item) = (lazada.takes_listings().expect("a capability"), "234234234/234");
    assert_eq!(listings.set_stock(&shop(), item, 12).await, Ok(()));
    let refused = listings.set_stock(&shop(), item, 1).await.expect_err("under the campaign's stock");
    assert_eq!((refused.kind, refused.words.as_str()), (FaultKind::Permanent, "stock is locked by a campaign"));
    assert_eq!(listings.set_price(&shop(), item, Vnd(139_000)).await, Ok(()));
    assert_eq!(listings.set_hidden(&shop(), item, true).await, Ok(()));
    assert_eq!(listings.set_hidden(&shop(), item, false).await, Ok(()));
    insta::assert_debug_snapshot!(server.asked().iter().map(wish).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_parcel_is_packed_and_announced_and_a_row_that_failed_is_no_success() {
    let packed = r#"{"code":"0","data":{"pack_order_list":[{"order_id":260422900198363,"order_item_list":[
        {"order_item_id":260422900298363,"item_err_code":"0","package_id":"FP1","tracking_number":"LEX1","retry":false},
        {"order_item_id":260422900298364,"item_err_code":"0","package_id":"FP1","tracking_number":"LEX1","retry":false},
        {"order_item_id":260422900298366,"item_err_code":"0","package_id":"FP1","tracking_number":"LEX1","retry":false}]}]}}"#;
    let ready = |code: &str, retry: bool| {
        Recording::ok(format!(
            r#"{{"code":"0","data":{{"packages":[{{"package_id":"FP1","item_err_code":"{code}","retry":{retry},"msg":"m"}}]}}}}"#
        ))
    };
    let answers = [
        ("/rest/order/items/get", sample!("items")),
        ("/rest/order/fulfill/pack", Recording::ok(packed)),
        ("/rest/order/package/rts", ready("0", false)),
        ("/rest/order/package/rts", ready("E0001", true)),
        ("/rest/order/package/rts", ready("E0002", false)),
    ];
    let (server, lazada) = lazada_with(answers).await;
    let shipments = lazada.takes_shipments().expect("a capability");
    assert_eq!(shipments.ship(&shop(), "260422900198363").await, Ok(()));
    insta::assert_debug_snapshot!(server.asked().iter().skip(1).map(wish).collect::<Vec<_>>());
    for expected in [FaultKind::Passing, FaultKind::Permanent] {
        assert_eq!(shipments.ship(&shop(), "260422900198363").await.expect_err("a row failed").kind, expected);
    }
}

#[tokio::test]
async fn goods_that_cannot_be_had_are_cancelled_with_the_reason_that_says_so() {
    let reasons = r#"{"code":"0","data":{"reason_options":[{"reason_id":10000067,"reason_name":"Sourcing Delay"},
        {"reason_id":10000122,"reason_name":"Out of Stock"}]}}"#;
    let answers = [
        ("/rest/order/items/get", sample!("items")),
        ("/rest/order/reverse/cancel/validate", Recording::ok(reasons)),
        ("/rest/order/reverse/cancel/create", Recording::ok(r#"{"code":"0","data":{"tip_type":"success"}}"#)),
    ];
    let (server, lazada) = lazada_with(answers).await;
    let order = ChannelOrderRef { channel_order_id: "260422900198363".into(), item_ids: Vec::new() };
    let cancels = lazada.cancels_orders().expect("a capability");
    assert_eq!(cancels.cancel_out_of_stock(&shop(), &order).await, Ok(()));
    insta::assert_debug_snapshot!(server.asked().iter().skip(1).map(wish).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_end_of_consent_does_not_move_and_the_shop_is_told_with_the_tokens() {
    let token = |list: &str, life: i64| {
        Recording::ok(format!(
            r#"{{"code":"0","access_token":"a","refresh_token":"r","expires_in":2592000,"refresh_expires_in":"{life}",
            "country":"vn","{list}":[{{"country":"vn","seller_id":"200120001","user_id":"1"}}],"account":"x"}}"#
        ))
    };
    let refused = r#"{"code":"IllegalRefreshToken","type":"ISV","message":"The specified refresh token is invalid"}"#;
    let answers = [
        ("/auth/rest/auth/token/create", token("country_user_info", 15_552_000)),
        ("/auth/rest/auth/token/refresh", token("country_user_info_list", 15_000_000)),
        ("/auth/rest/auth/token/refresh", Recording::ok(refused)),
    ];
    let (server, lazada) = lazada_with(answers).await;
    let door = lazada.grants_consent().expect("a capability");
    let link = door.consent_link("https://hub.example.vn/consent", "a-state");
    assert!(link.contains("force_auth=true") && link.contains("state%3Da-state"), "{link}");
    let granted = door.tokens(&Consent { code: "0_123".into(), shop_id: String::new() }).await.expect("tokens");
    assert_eq!(granted.shop_id, "200120001");
    assert_eq!(granted.tokens.access_ends_at.timestamp(), NOW / 1000 + 2_592_000);
    let next = door.refresh("200120001", "r").await.expect("the next tokens");
    assert_eq!(next.refresh_ends_at.timestamp(), NOW / 1000 + 15_000_000, "what Lazada says, and not a new life");
    assert_eq!(door.refresh("200120001", "r").await.expect_err("refused").kind, FaultKind::NeedsConsent);
    assert!(server.asked().iter().all(|asked| asked.parameter("access_token").is_none()));
}

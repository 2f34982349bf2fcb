//! Recorded answers of Tiki, written from the fact sheet, become our words, and our wishes Tiki's requests.

use amounts::Vnd;
use chrono::{DateTime, TimeDelta, Utc};
use marketplaces::{Consent, EntryKind, FaultKind, ListingDraft, Marketplace, Shop, tiki::Tiki};

use crate::recorded::{Asked, Recorded, Recording};

const NOW: i64 = 1_791_600_000;
const FIND: &str = "/integration/v2.1/products/findBy";
const REQUESTS: &str = "/integration/v2.1/requests";
const WAREHOUSES: &str = "/integration/v2/sellers/me/warehouses";

fn shop() -> Shop {
    Shop { shop_id: "26".into(), access_token: "a-token".into() }
}

async fn tiki_with(answers: impl IntoIterator<Item = (&'static str, Recording)>) -> (Recorded, Tiki) {
    let warehouses = (WAREHOUSES, Recording::ok(r#"{"data":[{"id":1034,"name":"Bắc Quang"},{"id":1015}]}"#));
    let server = Recorded::answering(answers.into_iter().chain([warehouses])).await;
    let tiki = server.tiki("e5edc0e4", "a-secret", "https://hub.example.vn/oauth/tiki", NOW);
    (server, tiki)
}

fn wish(asked: &Asked) -> String {
    let own: Vec<_> = asked.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{} {} {} {}", asked.method, asked.path, own.join("&"), asked.body)
}

fn asked_of(server: &Recorded) -> Vec<String> {
    server.asked().iter().filter(|asked| asked.path != WAREHOUSES).map(wish).collect()
}

fn product(active: u8) -> Recording {
    Recording::ok(format!(
        r#"{{"product_id":1254635,"original_sku":"CAM-SANH-5KG","name":"Cam sành Hà Giang thùng 5 kg","price":145000,
        "active":{active},"warehouse_stocks":[{{"warehouseId":1034,"qtyAvailable":40}}]}}"#
    ))
}

fn draft() -> ListingDraft {
    ListingDraft {
        sku: "CAM-SANH-5KG".into(),
        title: "Cam sành Hà Giang thùng 5 kg".into(),
        description: "Cam sành Bắc Quang, hái trong tuần.".into(),
        price_vnd: Vnd(145_000),
        stock: 40,
        gross_weight_g: 5_250,
        category_id: "44824".into(),
        picture_urls: vec!["https://hub.example.vn/pictures/cam.jpg".into()],
        ..ListingDraft::default()
    }
}

#[tokio::test]
async fn an_order_is_told_in_our_words_with_its_fees_apart() {
    let order = || Recording::ok(include_str!("samples/tiki/order.json"));
    let missing = Recording::new(404, r#"{"error":{"id":"404","message":"Order not found"}}"#);
    let answers = [("/integration/v2/orders/901001", order()), ("/integration/v2/orders/1", missing)];
    let (_server, tiki) = tiki_with(answers).await;
    let ids = ["901001".to_owned(), "1".to_owned()];
    let rows = tiki.gives_orders().expect("a capability").fetch(&shop(), &ids).await.expect("an answer");
    insta::assert_debug_snapshot!(rows);
    let settlement = tiki.settles().expect("a capability").settlement(&shop(), "901001").await.expect("an answer");
    let entries: Vec<_> =
        settlement.expect("fees").entries.iter().map(|entry| (entry.kind, entry.amount_vnd.0)).collect();
    let expected = [(EntryKind::Revenue, 290_000), (EntryKind::Commission, -14_500), (EntryKind::WithheldVat, -2_900)];
    assert_eq!(entries, expected);
}

#[tokio::test]
async fn changed_orders_are_walked_to_the_last_page_on_vietnams_clock() {
    let page = |last: u32| {
        Recording::ok(format!(
            r#"{{"data":[{{"code":"901001"}}],"paging":{{"total":99,"current_page":1,"last_page":{last}}}}}"#
        ))
    };
    let (server, tiki) = tiki_with([("/integration/v2/orders", page(2))]).await;
    let orders = tiki.gives_orders().expect("a capability");
    let to = DateTime::<Utc>::from_timestamp(NOW, 0).expect("a time in range");
    let first = orders.changed(&shop(), to - TimeDelta::days(1), to, None).await.expect("a page");
    assert_eq!(first.next.as_deref(), Some("2"));
    let last = orders.changed(&shop(), to - TimeDelta::days(1), to, Some("2")).await.expect("a page");
    assert_eq!(last.next, None);
    insta::assert_debug_snapshot!(asked_of(&server));
}

#[tokio::test]
async fn a_listing_is_a_request_until_somebody_lets_it_in() {
    let state = |state: &str, reason: &str| {
        Recording::ok(format!(r#"{{"track_id":"8f3","state":"{state}","reason":"{reason}"}}"#))
    };
    let nothing = || Recording::new(404, r#"{"errors":["Product not found"]}"#);
    let answers = [
        (REQUESTS, Recording::ok(r#"{"track_id":"8f3","state":"queuing"}"#)),
        (FIND, nothing()),
        (FIND, nothing()),
        (FIND, product(0)),
        ("/integration/v2.1/requests/8f3", state("awaiting_approve", "")),
        ("/integration/v2.1/requests/8f3", state("rejected", "ảnh mờ")),
        ("/integration/v2.1/products/updateSku", Recording::ok(r#"{"state":"approved"}"#)),
        ("/integration/v2.1/products/1254635", product(1)),
    ];
    let (server, tiki) = tiki_with(answers).await;
    let listings = tiki.takes_listings().expect("a capability");
    let id = listings.create(&shop(), &draft()).await.expect("it is taken");
    assert_eq!(id, "request/8f3/CAM-SANH-5KG");
    insta::assert_snapshot!(asked_of(&server).last().expect("a request was sent"));

    let waits = listings.set_stock(&shop(), &id, 12).await.expect_err("nobody has decided");
    assert_eq!(waits.code, "under_review");
    assert!(matches!(waits.kind, FaultKind::SlowDown { .. }), "it comes again");
    let refused = listings.set_price(&shop(), &id, Vnd(139_000)).await.expect_err("refused");
    assert_eq!((refused.kind, refused.words.as_str()), (FaultKind::Permanent, "ảnh mờ"));

    // Let in after all: the same id leads to the product now.
    assert_eq!(listings.set_stock(&shop(), &id, 12).await, Ok(()));
    assert_eq!(listings.set_price(&shop(), &id, Vnd(139_000)).await, Ok(()));
    assert_eq!(listings.set_hidden(&shop(), "1254635", true).await, Ok(()));
    let rows = listings.read(&shop(), &[id]).await.expect("an answer");
    let seen = rows[0].result.as_ref().expect("a listing");
    assert_eq!((seen.item_id.as_str(), seen.stock, seen.live), ("1254635", 40, true));
    let changes: Vec<_> = asked_of(&server).into_iter().filter(|wish| wish.starts_with("PUT")).collect();
    insta::assert_debug_snapshot!(changes);
}

#[tokio::test]
async fn a_request_that_was_sent_is_found_though_there_is_no_product_yet() {
    let list = r#"{"data":[{"track_id":"8f2","state":"rejected","variants":[{"sku":"CAM-SANH-5KG"}]},
        {"track_id":"8f3","state":"processing","variants":[{"sku":"CAM-SANH-5KG"}]}]}"#;
    let answers = [(FIND, Recording::new(404, r#"{"errors":["Product not found"]}"#)), (REQUESTS, Recording::ok(list))];
    let (_server, tiki) = tiki_with(answers).await;
    let listings = tiki.takes_listings().expect("a capability");
    let found = listings.find_by_sku(&shop(), "CAM-SANH-5KG").await;
    assert_eq!(found, Ok(Some("request/8f3/CAM-SANH-5KG".into())));
    assert_eq!(listings.find_by_sku(&shop(), "CHE-SHAN-200G").await, Ok(None));
    let without = ListingDraft { picture_urls: Vec::new(), ..draft() };
    assert_eq!(listings.create(&shop(), &without).await.expect_err("no address").code, "no_picture_address");
}

#[tokio::test]
async fn goods_are_confirmed_and_what_is_packed_already_is_no_fault() {
    let order = include_str!("samples/tiki/order.json");
    let read = "/integration/v2/orders/901001";
    let packed = order.replace("queueing", "packaging");
    let answers = [
        (read, Recording::ok(order)),
        (read, Recording::ok(packed)),
        ("/integration/v2/orders/901001/dropship/confirm", Recording::ok("")),
    ];
    let (server, tiki) = tiki_with(answers).await;
    let shipments = tiki.takes_shipments().expect("a capability");
    assert_eq!(shipments.ship(&shop(), "901001").await, Ok(()));
    assert_eq!(shipments.ship(&shop(), "901001").await, Ok(()));
    insta::assert_debug_snapshot!(asked_of(&server));
}

#[tokio::test]
async fn tokens_tell_their_life_and_the_seller_is_asked_for() {
    let pair =
        r#"{"access_token":"a","expires_in":3599,"refresh_token":"r","scope":"offline product","token_type":"bearer"}"#;
    let spent = Recording::new(400, r#"{"error":"invalid_grant","error_description":"spent"}"#);
    let answers = [
        ("/sc/oauth2/token", Recording::ok(pair)),
        ("/sc/oauth2/token", spent),
        ("/integration/v2/sellers/me", Recording::ok(r#"{"id":26,"name":"HTX"}"#)),
    ];
    let (_server, tiki) = tiki_with(answers).await;
    let door = tiki.grants_consent().expect("a capability");
    let granted = door.tokens(&Consent { code: "abc".into(), shop_id: String::new() }).await.expect("tokens");
    assert_eq!((granted.shop_id.as_str(), granted.tokens.access_ends_at.timestamp()), ("26", NOW + 3599));
    assert_eq!(door.refresh("26", "r").await.expect_err("spent").kind, FaultKind::NeedsConsent);
}

#[tokio::test]
async fn events_of_a_shop_are_subscribed_to_once_or_twice() {
    let subscribe = "/integration/v1/queues/q-1/subscriptions";
    let answers = [
        (subscribe, Recording::ok(r#"{"code":"s","active":true}"#)),
        (subscribe, Recording::new(409, r#"{"errors":["exists"]}"#)),
    ];
    let (server, tiki) = tiki_with(answers).await;
    let events = tiki.keeps_events().expect("a capability");
    assert_eq!(events.subscribe(&shop()).await, Ok(()));
    assert_eq!(server.asked().len(), 2);
}

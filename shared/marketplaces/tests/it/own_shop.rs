//! Own shops: pushes against known vectors, orders out of their bodies, and what is told to shops.

use std::{collections::BTreeMap, sync::Arc};

use amounts::Vnd;
use chrono::{DateTime, Utc};
use ids::Id;
use marketplaces::{
    FaultKind, LineState, ListingDraft, Marketplace, PushRefusal, RawPush, Registry, Shop, layer,
    manual::Manual,
    own_shop::{BadSecret, Haravan, OwnShop, OwnShops, Signed, Software, Standard, Way, WooCommerce, sign},
};
use serde_json::{Value, json};
use url::Url;

use crate::{
    recorded::{Recorded, Recording},
    vectors::{judged, text, vectors},
};

const SHOP: &str = "htx-meo-vac";
const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const NOW: i64 = 1_791_600_000;

fn shops(way: Way, now: i64) -> OwnShops {
    let now = DateTime::<Utc>::from_timestamp(now, 0).expect("a time in range");
    let http = layer::http_client().expect("the platform has certificates");
    OwnShops::new(
        BTreeMap::from([(SHOP.to_owned(), OwnShop { cooperative_id: Id::generate(), way })]),
        http,
        Arc::new(move || now),
    )
}

fn shop() -> Shop {
    Shop { shop_id: SHOP.into(), access_token: String::new() }
}

fn nowhere() -> Url {
    Url::parse("https://shop.example").expect("a constant address")
}

fn standard(secret: &str, endpoint: Option<Url>) -> Way {
    Way::Standard(Standard::new([secret], endpoint).expect("a secret"))
}

fn woocommerce(site: Url, webhook_secret: &str) -> Way {
    let (consumer_key, consumer_secret) = ("ck_1".to_owned(), "cs_1".to_owned());
    Way::WooCommerce(WooCommerce { site, consumer_key, consumer_secret, webhook_secret: webhook_secret.into() })
}

fn haravan(api_base: Url, client_secret: &str) -> Way {
    let client_secret = client_secret.to_owned();
    Way::Haravan(Haravan { api_base, access_token: "har".into(), client_secret, verify_token: None, location_id: 9 })
}

#[test]
fn a_push_by_standard_webhooks_is_let_in_if_and_only_if_its_signature_and_its_time_fit() {
    for vector in vectors("standard_webhooks", "webhook_verify") {
        let input = &vector["input"];
        let way = || standard(text(&input["secret"]), None);
        let at = input["verify_at_unix"].as_i64().expect("a time");
        let Some(push) = judged(&shops(way(), at), &vector, SHOP) else { continue };
        assert_eq!(push.shop_id, SHOP);
        let late = input["headers"]["webhook-timestamp"].as_str().and_then(|text| text.parse::<i64>().ok());
        let late = late.expect("a time") + 301;
        let refused = serde_json::json!({ "input": input, "expected": { "verdict": "reject" }, "id": "late" });
        assert_eq!(judged(&shops(way(), late), &refused, SHOP), None);
        let id = text(&input["headers"]["webhook-id"]);
        let at: i64 = text(&input["headers"]["webhook-timestamp"]).parse().expect("a time");
        let ours = sign(text(&input["secret"]), id, at, text(&input["raw_body"]).as_bytes());
        assert!(text(&input["headers"]["webhook-signature"]).contains(&ours.expect("a secret")));
    }
}

#[test]
fn a_secret_that_is_none_is_refused_with_its_place_and_never_shown() {
    let short = "whsec_c2hvcnQgYnV0IGJhc2U2NA==";
    for (secrets, expected) in [
        (vec![], BadSecret::Missing),
        (vec!["whsec_not base64!"], BadSecret::Unreadable(1)),
        (vec!["whsec_"], BadSecret::Unreadable(1)),
        (vec![SECRET, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7o"], BadSecret::Unreadable(2)),
        (vec![SECRET, short], BadSecret::Length(2, 16)),
    ] {
        let refused = Standard::new(secrets.iter().copied(), None).err().expect("refused");
        assert_eq!(refused, expected);
        let words = refused.to_string();
        assert!(
            secrets.iter().all(|secret| !words.contains(secret.trim_start_matches("whsec_")) || *secret == "whsec_")
        );
    }
}

#[test]
fn a_push_of_shop_software_is_let_in_if_and_only_if_its_signature_fits() {
    type Setup = fn(&str) -> Way;
    let cases: [(&str, &str, Setup); 4] = [
        ("woocommerce", "webhook_secret", |secret| woocommerce(nowhere(), secret)),
        ("haravan", "client_secret", |secret| haravan(nowhere(), secret)),
        ("sapo", "client_secret", |secret| Way::OrdersOnly(Signed { software: Software::Sapo, secret: secret.into() })),
        ("shopify", "client_secret", |secret| {
            Way::OrdersOnly(Signed { software: Software::Shopify, secret: secret.into() })
        }),
    ];
    for (software, secret, way) in cases {
        for vector in vectors(software, "webhook_verify") {
            let shops = shops(way(text(&vector["input"][secret])), NOW);
            if let Some(push) = judged(&shops, &vector, SHOP) {
                assert_eq!(push.channel_order_id.as_deref(), Some("820982911946154508"), "{software}");
            }
            let stranger = RawPush { body: b"{}", headers: &[], addressed_to: SHOP };
            assert_eq!(shops.sends_pushes().expect("a capability").verify(&stranger), Err(PushRefusal::NoSignature));
            let elsewhere = RawPush { addressed_to: "another-shop", ..stranger };
            assert!(shops.sends_pushes().expect("a capability").verify(&elsewhere).is_err());
        }
    }
}

#[test]
fn an_order_comes_whole_with_its_push() {
    let standard = standard(SECRET, None);
    let told = json!({ "type": "order.paid", "timestamp": "2026-10-10T03:20:10Z", "data": {
        "id": "CP-000017", "status": "paid", "created_at": "2026-10-10T03:19:00Z", "updated_at": "2026-10-10T03:20:10Z",
        "cash_on_delivery": true, "total": 312_000, "lines": [
            { "id": "1", "sku": "CAM-SANH-5KG", "name": "Cam sành", "quantity": 2, "unit_price": "145000" } ] } });
    let woo = json!({ "id": 727, "status": "processing", "currency": "VND", "total": "290000",
        "date_created_gmt": "2026-10-10T03:19:00", "date_modified_gmt": "2026-10-10T03:20:10", "payment_method": "cod",
        "line_items": [{ "id": 315, "product_id": 93, "sku": "CAM-SANH-5KG", "name": "Cam sành", "quantity": 2,
            "subtotal": "290000", "total": "290000" }] });
    let haravan_order = json!({ "id": 1_234, "created_at": "2026-10-10T03:19:00Z", "updated_at": "2026-10-10T03:20:10Z",
        "financial_status": "pending", "gateway_code": "COD", "total_price": 290_000.0, "line_items": [{ "id": 5,
            "product_id": 93, "variant_id": 94, "sku": "CAM-SANH-5KG", "title": "Cam sành", "quantity": 2, "price": 145_000.0 }] });
    let cases = [
        (standard, told, "CP-000017"),
        (woocommerce(nowhere(), "s"), woo, "727"),
        (haravan(nowhere(), "s"), haravan_order, "1234"),
    ];
    for (way, body, id) in cases {
        let shops = shops(way, NOW);
        let orders = shops.brings_orders().expect("a capability");
        let order = orders.order_in(SHOP, body.to_string().as_bytes()).expect("an order");
        assert_eq!((order.channel_order_id.as_str(), order.state), (id, LineState::Paid));
        assert_eq!(order.updated_at.to_rfc3339(), "2026-10-10T03:20:10+00:00", "{id}");
        let [line] = &order.lines[..] else { panic!("one line: {order:?}") };
        assert_eq!((line.sku.as_str(), line.quantity, line.unit_price_vnd), ("CAM-SANH-5KG", 2, Vnd(145_000)));
        assert!(order.cash_on_delivery);
        assert_eq!(orders.order_in(SHOP, b"{}").expect_err("no order").kind, FaultKind::Permanent);
    }
}

#[test]
fn the_hello_of_a_site_is_no_order() {
    let body = b"webhook_id=3";
    let key = "woocommerce-dev-secret-01";
    let shops = shops(woocommerce(nowhere(), key), NOW);
    let signature = hmac_base64(key, body);
    let headers = [("x-wc-webhook-signature", signature.as_str())];
    let push = RawPush { body, headers: &headers, addressed_to: SHOP };
    let told = shops.sends_pushes().expect("a capability").verify(&push).expect("signed");
    assert_eq!((told.kind.as_str(), told.channel_order_id), ("ping", None));
}

fn hmac_base64(key: &str, body: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use hmac::{Hmac, KeyInit, Mac};
    let mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).expect("any key");
    STANDARD.encode(mac.chain_update(body).finalize().into_bytes())
}

#[tokio::test]
async fn what_is_told_to_a_shop_is_signed_and_keeps_its_id_over_repeats() {
    let answers = [("/hooks", Recording::new(500, "")), ("/hooks", Recording::new(204, ""))];
    let server = Recorded::answering(answers).await;
    let shops = shops(standard(SECRET, Some(server.url("/hooks"))), NOW);
    let listings = shops.takes_listings().expect("a capability");
    assert_eq!(listings.set_stock(&shop(), "CAM-SANH-5KG", 12).await, Ok(()));
    let asked = server.asked();
    assert_eq!(asked.len(), 2, "a failure is repeated");
    assert_eq!(asked[0].header("webhook-id"), asked[1].header("webhook-id"));
    for asked in &asked {
        let (id, at) = (asked.header("webhook-id").expect("an id"), asked.header("webhook-timestamp").expect("a time"));
        let expected = sign(SECRET, id, at.parse().expect("seconds"), asked.body.as_bytes());
        assert_eq!(asked.header("webhook-signature").map(str::to_owned), expected);
        let body: Value = serde_json::from_str(&asked.body).expect("JSON");
        assert_eq!(
            (&body["type"], &body["data"]),
            (&json!("listing.stock_changed"), &json!({ "sku": "CAM-SANH-5KG", "stock": 12 }))
        );
    }
    assert_eq!(listings.set_stock(&shop(), "CAM-SANH-5KG", 12).await, Ok(()));
    assert_ne!(server.asked()[2].header("webhook-id"), asked[0].header("webhook-id"), "another event has another id");
}

#[tokio::test]
async fn an_address_that_is_gone_is_a_permanent_fault() {
    let server = Recorded::answering([("/hooks", Recording::new(410, ""))]).await;
    let shops = shops(standard(SECRET, Some(server.url("/hooks"))), NOW);
    let fault = shops.takes_listings().expect("a capability").set_stock(&shop(), "X", 1).await.expect_err("gone");
    assert_eq!((fault.kind, fault.code.as_str()), (FaultKind::Permanent, "endpoint_gone"));
}

#[tokio::test]
async fn stock_is_written_as_each_software_wants_it() {
    let product =
        r#"{"id":93,"sku":"CAM","name":"Cam","status":"publish","regular_price":"145000","stock_quantity":12}"#;
    let answers = [
        ("/wp-json/wc/v3/products/93", Recording::ok(product)),
        ("/wp-json/wc/v3/products", Recording::ok(format!("[{product}]"))),
        ("/com/inventories/adjustorset.json", Recording::new(429, "").with("retry-after", "2")),
        ("/com/inventories/adjustorset.json", Recording::ok("{}")),
    ];
    let server = Recorded::answering(answers).await;
    let woo = shops(woocommerce(server.url("/"), "s"), NOW);
    let listings = woo.takes_listings().expect("a capability");
    assert_eq!(listings.find_by_sku(&shop(), "CAM").await, Ok(Some("93".into())));
    assert_eq!(listings.set_stock(&shop(), "93", 12).await, Ok(()));
    assert_eq!(
        listings.read(&shop(), &["93".to_owned()]).await.expect("an answer")[0].result.as_ref().expect("it").stock,
        12
    );
    let hrv = shops(haravan(server.url("/com"), "s"), NOW);
    let listings = hrv.takes_listings().expect("a capability");
    let slow = listings.set_stock(&shop(), "93/94", 12).await.expect_err("too many calls");
    assert_eq!(slow.kind, FaultKind::SlowDown { retry_after: std::time::Duration::from_secs(2) });
    assert_eq!(listings.set_stock(&shop(), "93/94", 12).await, Ok(()));
    let told: Vec<_> =
        server.asked().iter().filter(|asked| !asked.body.is_empty()).map(|asked| asked.body.clone()).collect();
    insta::assert_debug_snapshot!(told);
    let draft = ListingDraft { sku: "CAM".into(), ..ListingDraft::default() };
    let only = shops(Way::OrdersOnly(Signed { software: Software::Sapo, secret: "s".into() }), NOW);
    let fault = only.takes_listings().expect("a capability").create(&shop(), &draft).await.expect_err("orders only");
    assert_eq!(fault.code, "unsupported");
}

#[test]
fn what_people_bring_has_no_api_and_says_so() {
    let registry = Registry::new(vec![Arc::new(Manual)]);
    let manual = registry.marketplace(ids::Channel::Manual).expect("it is registered");
    assert!(manual.takes_listings().is_none() && manual.gives_orders().is_none() && manual.sends_pushes().is_none());
    assert!(manual.grants_consent().is_none() && manual.takes_shipments().is_none() && manual.settles().is_none());
}

//! Shops of one's own from outside: Standard Webhooks both ways, WooCommerce, Haravan.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{hearing::Hearing, stage::Stage};

const SHOP: u64 = 77;
const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

fn base64_hmac(key: &[u8], text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key will do");
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn standard(id: &str, time: i64, body: &str) -> String {
    let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).expect("base64");
    format!("v1,{}", base64_hmac(&key, &format!("{id}.{time}.{body}")))
}

async fn tell(stage: &Stage, id: &str, time: i64, body: &str, signature: &str) -> StatusCode {
    let request = stage.http.post(stage.url(&format!("/own/{SHOP}/webhooks"))).header("webhook-id", id);
    let request = request.header("webhook-timestamp", time.to_string()).header("webhook-signature", signature);
    request.body(body.to_owned()).send().await.expect("an answer").status()
}

async fn open(marketplace: &str, access_token: &str) -> Stage {
    let stage = Stage::open().await;
    let shop = json!({ "marketplace": marketplace, "shop_id": SHOP, "name": "HTX", "access_token": access_token });
    assert_eq!(stage.control("/shops", shop).await.status(), 204);
    stage
}

async fn stock(stage: &Stage, sku: &str) -> Value {
    let seen = stage.control(&format!("/products/{SHOP}/{sku}"), json!({ "lock_price": false })).await;
    seen.json::<Value>().await.expect("JSON")["stock"].clone()
}

#[tokio::test]
async fn standard_webhooks_are_heard_once_in_time_and_signed_and_told_with_the_same_id() {
    let stage = open("own_shop", "none").await;
    let hearing = Hearing::open().await;
    let webhook = json!({ "shop_id": SHOP, "url": hearing.url, "secret": SECRET });
    assert_eq!(stage.control("/webhooks", webhook).await.status(), 200);
    let now = chrono::Utc::now().timestamp();
    let list = r#"{"type":"listing.updated","data":{"sku":"CAM","name":"Cam sành","price_vnd":145000,"stock":9}}"#;
    assert_eq!(tell(&stage, "msg_1", now, list, &standard("msg_1", now, list)).await, 204);
    let less = r#"{"type":"stock.changed","data":{"sku":"CAM","stock":5}}"#;
    let rotated = format!("v2,unknown v1,AQEB {}", standard("msg_2", now, less));
    assert_eq!(tell(&stage, "msg_2", now, less, &rotated).await, 204);
    assert_eq!(
        tell(&stage, "msg_1", now, list, &standard("msg_1", now, list)).await,
        204,
        "a replay is heard and not done"
    );
    assert_eq!(stock(&stage, "CAM").await, 5);
    for (id, time, signature, expected) in [
        ("msg_3", now, standard("msg_4", now, less), 401),
        ("msg_3", now, "v1a,abc".into(), 401),
        ("msg_3", now - 301, standard("msg_3", now - 301, less), 400),
        ("msg_3", now + 305, standard("msg_3", now + 305, less), 400),
        ("msg.3", now, standard("msg.3", now, less), 400),
    ] {
        assert_eq!(tell(&stage, id, time, less, &signature).await.as_u16(), expected, "{id} {time}");
    }
    let unknown = r#"{"type":"stock.changed","data":{"sku":"?","stock":5}}"#;
    assert_eq!(tell(&stage, "msg_5", now, unknown, &standard("msg_5", now, unknown)).await, 422);

    hearing.answer_with(503);
    let sn = stage.order(json!({ "shop_id": SHOP, "sku": "CAM", "quantity": 2, "cod": true })).await;
    stage.until("two attempts failed", |status| status["pushes"]["failed_attempts"].as_u64() >= Some(2)).await;
    hearing.answer_with(200);
    stage.until("it is taken", |status| status["pushes"]["waiting"] == 0).await;
    let heard = hearing.heard();
    let (headers, body, push) = heard.last().expect("pushes came");
    let text = |name: &str| headers[name].to_str().expect("text").to_owned();
    let signed = standard(&text("webhook-id"), text("webhook-timestamp").parse().expect("a number"), body);
    assert_eq!(text("webhook-signature"), signed);
    assert!(heard.iter().all(|(headers, ..)| headers["webhook-id"] == text("webhook-id")), "one id over all attempts");
    assert_eq!(
        (&push["type"], &push["data"]["id"], &push["data"]["total_vnd"]),
        (&json!("order.created"), &json!(sn), &json!(290_000))
    );
    let shipped = format!(r#"{{"type":"order.shipped","data":{{"order_id":"{sn}"}}}}"#);
    assert_eq!(tell(&stage, "msg_6", now, &shipped, &standard("msg_6", now, &shipped)).await, 204);
    assert_eq!(stage.look("/status").await["by_status"]["SHIPPED"], 1);
    hearing.answer_with(410);
    stage.control(&format!("/orders/{sn}/deliver"), json!({})).await;
    stage.until("the end is known", |status| status["pushes"]["failed_attempts"].as_u64() >= Some(3)).await;
}

#[tokio::test]
async fn a_shop_on_woocommerce_takes_stock_and_signs_whole_orders_until_five_fail() {
    let stage = open("woo", "ck_1:cs_1").await;
    let hearing = Hearing::open().await;
    let call = async |method: Method, path: &str, body: Value| {
        let request =
            stage.http.request(method, stage.url(&format!("/wp-json/wc/v3/{path}"))).basic_auth("ck_1", Some("cs_1"));
        let answer = if body.is_null() { request } else { request.json(&body) }.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json::<Value>().await.expect("JSON"))
    };
    let stranger = stage
        .http
        .get(stage.url("/wp-json/wc/v3/orders"))
        .basic_auth("ck_1", Some("wrong"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(stranger.status(), 401);
    assert_eq!(stranger.json::<Value>().await.expect("JSON")["code"], "woocommerce_rest_cannot_view");
    assert_eq!(call(Method::GET, "nothing", Value::Null).await.1["code"], "rest_no_route");
    let (_, made) = call(
        Method::POST,
        "products",
        json!({ "name": "Cam", "sku": "CAM", "regular_price": "145000", "manage_stock": true, "stock_quantity": 9 }),
    )
    .await;
    assert_eq!(call(Method::POST, "products", json!({ "sku": "CAM" })).await.1["code"], "product_invalid_sku");
    let id = made["id"].as_u64().expect("a number");
    assert_eq!(
        call(Method::PUT, &format!("products/{id}"), json!({ "stock_quantity": 20 })).await.1["stock_quantity"],
        20
    );
    let batch = json!({ "update": [{ "id": id, "stock_quantity": 12 }, { "id": 1, "stock_quantity": 1 }] });
    let (_, rows) = call(Method::POST, "products/batch", batch).await;
    assert_eq!((&rows["update"][0]["stock_quantity"], rows["update"][1].get("error").is_some()), (&json!(12), true));
    let control = json!({ "shop_id": SHOP, "url": hearing.url, "secret": "a&amp;b" });
    stage.control("/webhooks", control).await;
    let sn = stage.order(json!({ "shop_id": SHOP, "sku": "CAM", "quantity": 1, "pay": true })).await;
    stage.until("it is told", |status| status["pushes"]["acknowledged"] == 2).await;
    let (headers, body, push) = hearing.heard().pop().expect("a push");
    assert_eq!(headers["x-wc-webhook-signature"], base64_hmac(b"a&b", &body));
    assert_eq!((&push["status"], &push["line_items"][0]["sku"]), (&json!("processing"), &json!("CAM")));
    hearing.answer_with(500);
    for _ in 0..6 {
        stage.order(json!({ "shop_id": SHOP, "sku": "CAM", "quantity": 1, "cod": true })).await;
        stage.until("it is over", |status| status["pushes"]["waiting"] == 0).await;
    }
    assert_eq!(stage.look("/status").await["pushes"]["failed_attempts"], 5, "no retries, and five in a row end it");
    let (_, orders) = call(Method::GET, "orders?per_page=100&modified_after=2020-01-01T00:00:00", Value::Null).await;
    assert_eq!(orders.as_array().map(Vec::len), Some(7));
    assert_eq!(
        call(Method::PUT, &format!("orders/{sn}"), json!({ "status": "completed" })).await.1["status"],
        "completed"
    );
}

#[tokio::test]
async fn a_shop_on_haravan_takes_stock_in_lines_and_leaks_four_calls_a_second() {
    let stage = open("haravan", "hrv-token").await;
    let hearing = Hearing::of(&stage, "haravan", "client", "haravan-dev-secret-01").await;
    let call = async |method: Method, path: &str, body: Value| {
        let request = stage.http.request(method, stage.url(path)).bearer_auth("hrv-token");
        let answer = if body.is_null() { request } else { request.json(&body) }.send().await.expect("an answer");
        let limit =
            answer.headers().get("x-haravan-api-call-limit").map(|limit| limit.to_str().expect("text").to_owned());
        (answer.status().as_u16(), limit.unwrap_or_default(), answer.json::<Value>().await.expect("JSON"))
    };
    assert_eq!(
        stage.http.get(stage.url("/com/orders.json")).bearer_auth("wrong").send().await.expect("an answer").status(),
        401
    );
    assert_eq!(call(Method::POST, "/api/subscribe", Value::Null).await.0, 200);
    let product = json!({ "product": { "title": "Cam", "variants": [{ "sku": "CAM", "price": 145_000, "inventory_quantity": 9 }] } });
    let (_, _, made) = call(Method::POST, "/com/products.json", product).await;
    let variant = made["product"]["variants"][0]["id"].as_u64().unwrap_or_else(|| panic!("{made}"));
    let write = async |kind: &str, quantity: i64, location: u64| {
        let lines = json!([{ "product_id": variant, "product_variant_id": variant, "quantity": quantity }]);
        let body = json!({ "inventory": { "location_id": location, "type": kind, "line_items": lines } });
        call(Method::POST, "/com/inventories/adjustorset.json", body).await.0
    };
    for (kind, quantity, location, status, left) in [
        ("set", 20, 1_034, 200, 20),
        ("adjust", -5, 1_034, 200, 15),
        ("adjust", -16, 1_034, 422, 15),
        ("set", 1, 9, 422, 15),
    ] {
        assert_eq!(write(kind, quantity, location).await, status, "{kind} {quantity}");
        assert_eq!(stock(&stage, "CAM").await, left);
    }
    let sn = stage.order(json!({ "shop_id": SHOP, "sku": "CAM", "quantity": 2, "cod": true })).await;
    stage.until("it is told", |status| status["pushes"]["acknowledged"] == 1).await;
    let (headers, body, push) = hearing.heard().pop().expect("a push");
    assert_eq!(headers["x-haravan-hmacsha256"], base64_hmac(b"haravan-dev-secret-01", &body));
    assert_eq!(
        (headers["x-haravan-topic"].to_str().expect("text"), &push["gateway_code"]),
        ("orders/create", &json!("COD"))
    );
    assert_eq!(
        call(Method::POST, &format!("/com/orders/{sn}/fulfillments.json"), json!({})).await.2["order"]["fulfillment_status"],
        "fulfilled"
    );
    let mut last = (0, String::new());
    for _ in 0..90 {
        let (status, limit, _) = call(Method::GET, "/com/orders.json", Value::Null).await;
        last = (status, limit);
        if status == 429 {
            break;
        }
    }
    assert_eq!(last, (429, "80/80".into()));
}

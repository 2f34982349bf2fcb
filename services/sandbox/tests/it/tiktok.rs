//! TikTok Shop from outside: who is let in, review, one whole list of warehouses, packs as lines, pushes.

use std::collections::BTreeMap;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    hearing::Hearing,
    stage::{Stage, hmac_hex, vectors},
};

const KEY: &str = "29a39d";
const SECRET: &str = "e59af819cc";
const SHOP: u64 = 7_495_540_735_365_777_507;
const TOKEN: &str = "TTP_token";

struct Shop {
    stage: Stage,
    cipher: String,
}

type Answer = (StatusCode, Value);
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], Method, u16, u64);

fn sign(path: &str, query: &BTreeMap<String, String>, body: &str) -> String {
    let base = query.iter().fold(path.to_owned(), |base, (name, value)| base + name + value);
    hmac_hex(SECRET, &format!("{SECRET}{base}{body}{SECRET}"))
}

async fn sent(request: reqwest::RequestBuilder) -> Answer {
    let answer = request.send().await.expect("an answer");
    let status = answer.status();
    let answer: Value = answer.json().await.expect("JSON");
    assert!(answer["request_id"].is_string() && answer["code"].is_u64(), "{answer}");
    (status, answer)
}

impl Shop {
    async fn open(warehouses: u8) -> Self {
        let stage = Stage::open().await;
        stage.control("/apps", json!({ "marketplace": "tiktok_shop", "key": KEY, "secret": SECRET })).await;
        let shop = json!({ "marketplace": "tiktok_shop", "shop_id": SHOP, "name": "HTX Chè Shan", "access_token": TOKEN, "warehouses": warehouses, "household": true });
        assert_eq!(stage.control("/shops", shop).await.status(), 204);
        let mut shop = Self { stage, cipher: String::new() };
        let (_, shops) = shop.call(Method::GET, "/authorization/202309/shops", &[], None).await;
        assert_eq!(shops["data"]["shops"][0]["id"], SHOP.to_string());
        shop.cipher = shops["data"]["shops"][0]["cipher"].as_str().unwrap_or_else(|| panic!("{shops}")).into();
        shop
    }

    fn query(&self, more: &[(&str, &str)]) -> BTreeMap<String, String> {
        let now = chrono::Utc::now().timestamp().to_string();
        let mut query: BTreeMap<String, String> =
            more.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        query.insert("app_key".into(), KEY.into());
        query.entry("timestamp".into()).or_insert(now);
        if !self.cipher.is_empty() {
            query.entry("shop_cipher".into()).or_insert(self.cipher.clone());
        }
        query.retain(|_, value| !value.is_empty());
        query
    }

    async fn call(&self, method: Method, path: &str, more: &[(&str, &str)], body: Option<Value>) -> Answer {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let mut query = self.query(more);
        query.insert("sign".into(), sign(path, &query, &body));
        let request = self.stage.http.request(method, self.stage.url(path)).query(&query);
        sent(request.header("x-tts-access-token", TOKEN).header("content-type", "application/json").body(body)).await
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.call(Method::POST, path, &[], Some(body)).await.1
    }

    async fn picture(&self) -> String {
        let path = "/product/202309/images/upload";
        let mut query = self.query(&[("shop_cipher", "")]);
        query.insert("sign".into(), sign(path, &query, ""));
        let part = reqwest::multipart::Part::bytes(b"\xff\xd8\xff tea".to_vec()).file_name("che.jpg");
        let form = reqwest::multipart::Form::new().text("use_case", "MAIN_IMAGE").part("data", part);
        let request = self.stage.http.post(self.stage.url(path)).query(&query).header("x-tts-access-token", TOKEN);
        let (_, answer) = sent(request.multipart(form)).await;
        answer["data"]["uri"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    async fn product(&self, sku: &str) -> Value {
        json!({
            "title": "Chè Shan tuyết cổ thụ Hà Giang gói 200 g",
            "description": "<p>Chè hái tay.</p>",
            "category_id": "100827",
            "main_images": [{ "uri": self.picture().await }],
            "skus": [{ "seller_sku": sku, "inventory": [{ "warehouse_id": "1034", "quantity": 20 }], "price": { "amount": "145000", "currency": "VND" } }],
            "package_weight": { "value": "0.25", "unit": "KILOGRAM" },
        })
    }

    async fn listed(&self, sku: &str) -> (String, String) {
        let answer = self.post("/product/202309/products", self.product(sku).await).await;
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        self.stage.until("it is let in", |status| status["items_live"] != 0).await;
        (text(&answer["data"]["product_id"]), text(&answer["data"]["skus"][0]["id"]))
    }

    async fn order(&self, sn: &str) -> Value {
        self.call(Method::GET, "/order/202507/orders", &[("ids", sn)], None).await.1["data"]["orders"][0].clone()
    }
}

#[tokio::test]
async fn recorded_calls_are_let_in_with_their_published_signature_and_with_no_other() {
    let stage = Stage::open().await;
    for vector in vectors("tiktok_shop", "request_signature") {
        let input = &vector["input"];
        let query: BTreeMap<String, String> = serde_json::from_value(input["query"].clone()).expect("texts");
        stage
            .control(
                "/apps",
                json!({ "marketplace": "tiktok_shop", "key": query["app_key"], "secret": input["app_secret"] }),
            )
            .await;
        stage.control("/wall", json!({ "now": query["timestamp"].parse::<i64>().expect("a number") })).await;
        let good = vector["expected"]["sign"].as_str().expect("a signature").to_owned();
        for (sign, let_in) in [(good.clone(), true), (good.to_uppercase(), false), (good.replace('b', "a"), false)] {
            let method: Method = input["method"].as_str().expect("a method").parse().expect("a method");
            let url = stage.url(input["path"].as_str().expect("a path"));
            let request = stage.http.request(method, url).query(&query).query(&[("sign", sign)]);
            let body = input["raw_body"].as_str().unwrap_or_default().to_owned();
            let (_, answer) = sent(request.header("content-type", "application/json").body(body)).await;
            assert_eq!(answer["code"] != 106_001, let_in, "{}: {answer}", vector["id"]);
        }
    }
}

#[tokio::test]
async fn strangers_are_turned_away_in_tiktoks_words() {
    let shop = Shop::open(1).await;
    let now = chrono::Utc::now().timestamp();
    let (path, search) = ("/order/202309/orders/search", json!({}));
    let (past, ahead, ok_past) = ((now - 310).to_string(), (now + 60).to_string(), (now - 290).to_string());
    let cases: [Case<'_>; 11] = [
        (path, &[], Method::POST, 200, 0),
        (path, &[("timestamp", &ok_past)], Method::POST, 200, 0),
        (path, &[("timestamp", &past)], Method::POST, 401, 36_009_004),
        (path, &[("timestamp", &ahead)], Method::POST, 401, 36_009_004),
        (path, &[("timestamp", "soon")], Method::POST, 401, 36_009_004),
        (path, &[("shop_cipher", "")], Method::POST, 400, 106_013),
        (path, &[("shop_cipher", "ROW_of_somebody")], Method::POST, 401, 101_000),
        (path, &[], Method::GET, 405, 36_009_010),
        ("/order/202309/nothing", &[], Method::GET, 404, 36_009_009),
        ("/order/201912/orders/search", &[], Method::POST, 401, 36_009_004),
        ("/authorization/202309/shops", &[], Method::GET, 401, 36_009_004),
    ];
    for (path, more, method, status, code) in cases {
        let (seen, answer) = shop.call(method, path, more, Some(search.clone())).await;
        assert_eq!((seen.as_u16(), answer["code"].as_u64()), (status, Some(code)), "{path} {more:?}: {answer}");
    }
    let mut query = shop.query(&[]);
    query.insert("sign".into(), sign(path, &query, "{}"));
    let request = |body: &'static str, token: Option<&str>| {
        let request = shop
            .stage
            .http
            .post(shop.stage.url(path))
            .query(&query)
            .header("content-type", "application/json")
            .body(body);
        match token {
            Some(token) => request.header("x-tts-access-token", token),
            None => request,
        }
    };
    for (body, token, status, code) in [
        ("{}", Some(TOKEN), 200, 0),
        ("{} ", Some(TOKEN), 401, 106_001),
        ("{}", None, 401, 36_009_004),
        ("{}", Some("made up"), 401, 36_009_004),
    ] {
        let (seen, answer) = sent(request(body, token)).await;
        assert_eq!((seen.as_u16(), answer["code"].as_u64()), (status, Some(code)), "{body} {token:?}: {answer}");
    }
    shop.stage.control("/faults", json!({ "revoke_token": SHOP })).await;
    assert_eq!(sent(request("{}", Some(TOKEN))).await.1["code"], 105_002, "a token that was known is said to be over");
    shop.stage.control("/faults", json!({ "marketplace": "tiktok_shop", "throttle_per_mille": 1_000 })).await;
    let answer = shop.stage.http.get(shop.stage.url("/api/v2/token/get?app_key=x")).send().await.expect("an answer");
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.json::<Value>().await.expect("JSON")["code"], 36_009_002);
}

#[tokio::test]
async fn a_code_becomes_tokens_with_absolute_ends() {
    let shop = Shop::open(1).await;
    let consent = format!("/open/authorize?service_id={KEY}&state=s&redirect_uri=http://hub.example/back");
    let no = shop.stage.http.get(shop.stage.url(&format!("{consent}&approve=0"))).send().await.expect("an answer");
    assert!(no.headers()["location"].to_str().expect("text").contains("code=null&error=auth_denied"));
    let yes = shop
        .stage
        .http
        .get(shop.stage.url(&format!("{consent}&approve=1&shop_id={SHOP}")))
        .send()
        .await
        .expect("an answer");
    let back: url::Url = yes.headers()["location"].to_str().expect("text").parse().expect("an address");
    let code = back.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned()).expect("a code");
    let token = async |path: &str, query: String| {
        let url = shop.stage.url(&format!("/api/v2/token/{path}?app_key={KEY}&app_secret={SECRET}&{query}"));
        sent(shop.stage.http.get(url)).await.1
    };
    let first = token("get", format!("auth_code={code}&grant_type=authorized_code")).await;
    let now = chrono::Utc::now().timestamp();
    let ends = first["data"]["access_token_expire_in"].as_i64().unwrap_or_else(|| panic!("{first}"));
    assert!((ends - now - 7 * 86_400).abs() < 5, "{first}");
    assert_ne!(token("get", format!("auth_code={code}&grant_type=authorized_code")).await["code"], 0, "once");
    let refresh = first["data"]["refresh_token"].as_str().expect("a token");
    let second = token("refresh", format!("refresh_token={refresh}&grant_type=refresh_token")).await;
    assert!(second["data"]["access_token"].is_string() && second["data"]["open_id"].is_string(), "{second}");
}

#[tokio::test]
async fn a_product_is_made_once_for_a_key_reviewed_and_its_warehouses_are_replaced() {
    let shop = Shop::open(2).await;
    let hearing = Hearing::open().await;
    for event_type in ["PRODUCT_STATUS_CHANGE", "ORDER_STATUS_CHANGE"] {
        let (_, answer) = shop
            .call(
                Method::PUT,
                "/event/202309/webhooks",
                &[],
                Some(json!({ "address": hearing.url, "event_type": event_type })),
            )
            .await;
        assert_eq!(answer["code"], 0, "{answer}");
    }
    let mut good = shop.product("CHE-200G").await;
    for (field, value) in [
        ("title", json!("Cam sành")),
        ("category_id", json!("100629")),
        ("main_images", json!([])),
        ("main_images", json!([{ "uri": "never uploaded" }])),
        (
            "skus",
            json!([{ "seller_sku": "A B", "inventory": [{ "warehouse_id": "1034", "quantity": 1 }], "price": { "amount": "1", "currency": "VND" } }]),
        ),
        (
            "skus",
            json!([{ "seller_sku": "AB", "inventory": [{ "warehouse_id": "99", "quantity": 1 }], "price": { "amount": "1", "currency": "VND" } }]),
        ),
        ("package_weight", json!({ "value": "0", "unit": "KILOGRAM" })),
    ] {
        let mut spoilt = good.clone();
        spoilt[field] = value;
        assert_ne!(shop.post("/product/202309/products", spoilt).await["code"], 0, "{field}");
    }
    shop.stage.control("/faults", json!({ "shop_id": SHOP, "review": "reject" })).await;
    good["idempotency_key"] = json!("listing-7");
    let first = shop.post("/product/202309/products", good.clone()).await;
    let again = shop.post("/product/202309/products", good).await;
    assert_eq!(first["data"], again["data"], "the same key makes it once");
    let id = first["data"]["product_id"].as_str().expect("a number").to_owned();
    shop.stage.until("it is told", |status| status["pushes"]["acknowledged"] == 1).await;
    let (headers, body, push) = hearing.heard().pop().expect("a push");
    assert_eq!(headers["authorization"], hmac_hex(SECRET, &format!("{KEY}{body}")));
    assert_eq!((&push["type"], &push["data"]["status"]), (&json!(5), &json!("PRODUCT_AUDIT_FAILURE")));
    shop.stage.control(&format!("/products/{SHOP}/CHE-200G"), json!("approve")).await;
    let sku = first["data"]["skus"][0]["id"].clone();
    let path = format!("/product/202309/products/{id}/inventory/update");
    let stock = async |list: Value| shop.post(&path, json!({ "skus": [{ "id": sku, "inventory": list }] })).await;
    let read = async || {
        let (_, seen) = shop.call(Method::GET, &format!("/product/202309/products/{id}"), &[], None).await;
        (seen["data"]["status"].clone(), seen["data"]["skus"][0]["inventory"].clone())
    };
    stock(json!([{ "warehouse_id": "1034", "quantity": 5 }, { "warehouse_id": "1035", "quantity": 6 }])).await;
    stock(json!([{ "warehouse_id": "1035", "quantity": 7 }])).await;
    assert_eq!(
        read().await,
        (json!("ACTIVATE"), json!([{ "warehouse_id": "1035", "quantity": 7 }])),
        "what is not named is gone"
    );
    let failed = stock(json!([{ "warehouse_id": "99", "quantity": 7 }])).await;
    assert_eq!(
        (&failed["code"], &failed["data"]["errors"][0]["detail"]["extra_errors"][0]["warehouse_id"]),
        (&json!(0), &json!("99"))
    );
    let off = shop.post("/product/202309/products/deactivate", json!({ "product_ids": [id, "1"] })).await;
    assert_eq!(off["data"]["errors"].as_array().map(Vec::len), Some(1), "{off}");
    assert_eq!(read().await.0, "SELLER_DEACTIVATED");
    let price = shop
        .post(
            &format!("/product/202309/products/{id}/prices/update"),
            json!({ "skus": [{ "id": sku, "price": { "amount": "1000", "currency": "VND" } }] }),
        )
        .await;
    assert_ne!(price["code"], 0, "only what is live may change its price");
}

#[tokio::test]
async fn an_order_is_held_shipped_asked_back_and_settled() {
    let shop = Shop::open(1).await;
    let hearing = Hearing::of(&shop.stage, "tiktok_shop", KEY, SECRET).await;
    shop.listed("CHE-200G").await;
    let mut basket = json!({ "shop_id": SHOP, "sku": "CHE-200G", "quantity": 2, "pay": true, "hold_seconds": 3_600, "platform_discount_vnd": 5_001, "shipping_fee_vnd": 15_000 });
    let sn = shop.stage.order(basket.clone()).await;
    shop.stage.until("it is held", |status| status["by_status"]["ON_HOLD"] == 1).await;
    let held = shop.order(&sn).await;
    assert_eq!((&held["status"], &held["recipient_address"]["name"]), (&json!("ON_HOLD"), &json!("")));
    assert_eq!((&held["payment"]["total_amount"], &held["payment"]["sub_total"]), (&json!("299999"), &json!("284999")));
    let discounts: Vec<&Value> =
        held["line_items"].as_array().expect("lines").iter().map(|line| &line["platform_discount"]).collect();
    assert_eq!(discounts, ["2501", "2500"], "one line for each pack");
    let package = held["packages"][0]["id"].as_str().expect("a number").to_owned();
    let ship = async |package: &str| {
        shop.post(&format!("/fulfillment/202309/packages/{package}/ship"), json!({})).await["code"].clone()
    };
    assert_ne!(ship(&package).await, 0, "not yet");
    shop.stage.control(&format!("/orders/{sn}/release"), json!({})).await;
    assert_eq!(ship(&package).await, 0);
    assert_eq!(shop.order(&sn).await["status"], "AWAITING_COLLECTION");
    for act in ["pickup", "deliver", "return"] {
        shop.stage.control(&format!("/orders/{sn}/{act}"), json!({})).await;
    }
    let returns = shop.post("/return_refund/202602/returns/search", json!({ "order_ids": [sn] })).await;
    assert_eq!(returns["data"]["return_orders"][0]["return_status"], "RETURN_OR_REFUND_REQUEST_PENDING", "{returns}");
    let (_, money) =
        shop.call(Method::GET, &format!("/finance/202501/orders/{sn}/statement_transactions"), &[], None).await;
    let amount = |name: &str| {
        money["data"][name].as_str().and_then(|text| text.parse::<i64>().ok()).unwrap_or_else(|| panic!("{money}"))
    };
    assert_eq!(
        amount("settlement_amount"),
        amount("revenue_amount") + amount("fee_and_tax_amount") + amount("shipping_cost_amount")
    );
    assert_ne!(money["data"]["sku_transactions"][0]["fee_tax_breakdown"]["tax"]["vat_amount"], "0");

    basket["hold_seconds"] = Value::Null;
    let other = shop.stage.order(basket).await;
    shop.stage.control(&format!("/orders/{other}/askcancel"), json!({})).await;
    shop.stage.until("all is told", |status| status["pushes"]["waiting"] == 0).await;
    let asked = hearing.heard().into_iter().find(|(_, _, push)| push["type"] == 11).expect("a push of the request").2;
    assert_eq!(asked["data"]["cancel_status"], "CANCELLATION_REQUEST_PENDING");
    let cancel_id = asked["data"]["cancel_id"].as_str().expect("a number");
    let (approve, stock) = (format!("/return_refund/202309/cancellations/{cancel_id}/approve"), json!({}));
    assert_eq!(shop.post(&approve, stock.clone()).await["code"], 0);
    assert_ne!(shop.post(&approve, stock).await["code"], 0, "once");
    assert_eq!(shop.order(&other).await["status"], "CANCELLED");
    shop.stage.until("all is told", |status| status["pushes"]["waiting"] == 0).await;
    let told =
        hearing.heard().into_iter().any(|(_, _, push)| push["type"] == 1 && push["data"]["order_status"] == "CANCEL");
    assert!(told, "a push has another word for it");
    let ids: Vec<Value> = hearing.heard().into_iter().map(|(_, _, push)| push["tts_notification_id"].clone()).collect();
    assert!(ids.iter().all(|id| ids.iter().filter(|other| *other == id).count() == 1), "each has an id of its own");
    let (_, found) = shop
        .call(
            Method::POST,
            "/order/202309/orders/search",
            &[("page_size", "1"), ("sort_field", "update_time")],
            Some(json!({ "order_status": "CANCELLED" })),
        )
        .await;
    assert_eq!((&found["data"]["total_count"], &found["data"]["orders"][0]["id"]), (&json!(1), &json!(other)));
}

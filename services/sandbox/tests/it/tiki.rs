//! Tiki from outside: OAuth, requests that are approved, warehouses by a comma list, the queue of events.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::stage::{Stage, vectors};

const KEY: &str = "e5edc0e43g3zb6c3";
const SECRET: &str = "xNTZVvEn5WwA_esLe_laIWlXyISGjTfO";
const SHOP: u64 = 12_345;
const TOKEN: &str = "tiki-token";
const BACK: &str = "https://hub.example.vn/oauth/tiki";

type Answer = (StatusCode, Value);

async fn stage() -> Stage {
    let stage = Stage::open().await;
    stage.control("/apps", json!({ "marketplace": "tiki", "key": KEY, "secret": SECRET })).await;
    let shop = json!({ "marketplace": "tiki", "shop_id": SHOP, "name": "HTX Mật ong", "access_token": TOKEN, "warehouses": 2 });
    assert_eq!(stage.control("/shops", shop).await.status(), 204);
    stage
}

async fn sent(request: reqwest::RequestBuilder) -> Answer {
    let answer = request.send().await.expect("an answer");
    (answer.status(), answer.json().await.expect("JSON"))
}

async fn call_as(stage: &Stage, token: &str, method: Method, path: &str, body: Value) -> Answer {
    let request = stage.http.request(method, stage.url(&format!("/integration{path}"))).bearer_auth(token);
    sent(if body.is_null() { request } else { request.json(&body) }).await
}

async fn call(stage: &Stage, method: Method, path: &str, body: Value) -> Answer {
    call_as(stage, TOKEN, method, path, body).await
}

fn product(sku: &str) -> Value {
    json!({
        "category_id": 100_846,
        "name": "Mật ong bạc hà Mèo Vạc",
        "description": "Mật ong mùa hoa bạc hà.",
        "market_price": 500_000,
        "attributes": {},
        "image": "https://images.example.vn/mat-ong.jpg",
        "images": [],
        "option_attributes": [],
        "variants": [{ "sku": sku, "price": 450_000, "inventory_type": "dropship", "seller_warehouse": "1034,1035",
            "warehouse_stocks": [{ "warehouseId": 1_034, "qtyAvailable": 4 }, { "warehouseId": 1_035, "qtyAvailable": 6 }] }],
        "meta_data": { "is_auto_turn_on": true },
    })
}

async fn code(stage: &Stage) -> String {
    let url = format!(
        "/sc/oauth2/auth?response_type=code&client_id={KEY}&redirect_uri={BACK}&scope=offline%20product&state=12345678&approve=1&shop_id={SHOP}"
    );
    let answer = stage.http.get(stage.url(&url)).send().await.expect("an answer");
    let back: url::Url = answer.headers()["location"].to_str().expect("text").parse().expect("an address");
    back.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned()).expect("a code")
}

#[tokio::test]
async fn tokens_rotate_need_the_exact_address_and_refresh_only_with_offline() {
    let stage = stage().await;
    let token = async |form: &[(&str, &str)]| {
        sent(stage.http.post(stage.url("/sc/oauth2/token")).basic_auth(KEY, Some(SECRET)).form(form)).await
    };
    let good = code(&stage).await;
    let (status, first) =
        token(&[("grant_type", "authorization_code"), ("code", &good), ("redirect_uri", BACK), ("client_id", KEY)])
            .await;
    assert_eq!((status, &first["token_type"]), (StatusCode::OK, &json!("bearer")), "{first}");
    let other = code(&stage).await;
    let elsewhere =
        [("grant_type", "authorization_code"), ("code", other.as_str()), ("redirect_uri", "https://elsewhere.example")];
    assert_eq!(token(&elsewhere).await.1["error"], "invalid_grant");
    let good = code(&stage).await;
    let (_, first) = token(&[("grant_type", "authorization_code"), ("code", &good), ("redirect_uri", BACK)]).await;
    let refresh = first["refresh_token"].as_str().expect("scope offline").to_owned();
    let (_, second) = token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await;
    assert_ne!(second["refresh_token"], first["refresh_token"], "{second}");
    assert_eq!(
        token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await.0,
        StatusCode::BAD_REQUEST,
        "once"
    );
    let (_, app) = token(&[("grant_type", "client_credentials"), ("scope", "product")]).await;
    assert!(app["access_token"].is_string() && app.get("refresh_token").is_none(), "{app}");
    assert_eq!(token(&[("grant_type", "password")]).await.1["error"], "unsupported_grant_type");
    for vector in vectors("tiki", "token_request") {
        let expected = &vector["expected"];
        let request = stage
            .http
            .post(stage.url("/sc/oauth2/token"))
            .header("authorization", expected["authorization"].as_str().expect("text"));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let body = expected["body_any_field_order"].as_str().expect("text").to_owned();
        let (status, answer) = sent(request.body(body)).await;
        assert_eq!(
            (status, &answer["error"]),
            (StatusCode::BAD_REQUEST, &json!("invalid_grant")),
            "only its code is unknown"
        );
    }
    let stranger = stage
        .http
        .post(stage.url("/sc/oauth2/token"))
        .basic_auth(KEY, Some("wrong"))
        .form(&[("grant_type", "client_credentials")]);
    assert_eq!(sent(stranger).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn strangers_are_turned_away_in_tikis_words() {
    let stage = stage().await;
    for (method, path, token, status, pointer) in [
        (Method::GET, "/v2/orders", TOKEN, 200, "/data"),
        (Method::GET, "/v2/orders", "made up", 401, "/error/message"),
        (Method::GET, "/v2/orders/1", TOKEN, 404, "/errors/0"),
        (Method::GET, "/v2/orders?limit=51", TOKEN, 422, "/errors/0"),
        (Method::GET, "/v2/nothing", TOKEN, 404, "/errors/0"),
        (Method::DELETE, "/v2/orders/1", TOKEN, 405, "/errors/0"),
        (Method::POST, "/v2.1/requests", TOKEN, 400, "/errors/0"),
    ] {
        let (seen, answer) = call_as(&stage, token, method, path, Value::Null).await;
        assert_eq!(seen.as_u16(), status, "{path}: {answer}");
        assert!(answer.pointer(pointer).is_some(), "{path}: {answer}");
    }
    let basic = stage.http.get(stage.url("/integration/v2/orders")).basic_auth(KEY, Some(SECRET));
    assert_eq!(sent(basic).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(sent(stage.http.get(stage.url("/integration/v2/orders"))).await.0, StatusCode::UNAUTHORIZED);
    stage
        .control(
            "/faults",
            json!({ "marketplace": "tiki", "throttle_per_mille": 1_000, "errors_with_status_200": true }),
        )
        .await;
    let (status, answer) = call(&stage, Method::GET, "/v2/orders", Value::Null).await;
    assert_eq!(
        (status, &answer["errors"][0]),
        (StatusCode::OK, &json!("Too many requests")),
        "an error may come with 200"
    );
}

#[tokio::test]
async fn a_request_is_approved_and_its_warehouses_are_what_the_comma_list_says() {
    let stage = stage().await;
    stage.control("/faults", json!({ "marketplace": "tiki", "review": "hold" })).await;
    let mut spoilt = product("MAT-500");
    spoilt["variants"][0]["warehouse_stocks"][0]["warehouseId"] = json!(99);
    assert_eq!(call(&stage, Method::POST, "/v2.1/requests", spoilt).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, made) = call(&stage, Method::POST, "/v2.1/requests", product("MAT-500")).await;
    assert_eq!(made["state"], "queuing", "{made}");
    assert_eq!(call(&stage, Method::POST, "/v2.1/requests", product("MAT-500")).await.0, StatusCode::CONFLICT);
    let track = made["track_id"].as_str().expect("a name").to_owned();
    let (_, waiting) = call(&stage, Method::GET, &format!("/v2.1/requests/{track}"), Value::Null).await;
    assert_eq!((&waiting["state"], waiting.get("product_id")), (&json!("awaiting_approve"), None));
    let find = async || call(&stage, Method::GET, "/v2.1/products/findBy?original_sku=MAT-500", Value::Null).await;
    assert_eq!(find().await.0, StatusCode::NOT_FOUND, "there is no product yet");
    stage.control(&format!("/products/{SHOP}/MAT-500"), json!("approve")).await;
    let (_, approved) = call(&stage, Method::GET, &format!("/v2.1/requests/{track}"), Value::Null).await;
    assert_eq!(approved["state"], "approved");
    let (_, seen) = find().await;
    assert_eq!((&seen["active"], &seen["inventory"]["quantity"]), (&json!(1), &json!(10)), "{seen}");
    let change = json!({ "original_sku": "MAT-500", "price": 460_000, "active": 1, "seller_warehouse": "1035", "warehouse_quantities": [{ "warehouse_id": 1_035, "qty_available": 3 }] });
    assert_eq!(call(&stage, Method::PUT, "/v2.1/products/updateSku", change).await.0, StatusCode::OK);
    let (_, seen) = find().await;
    assert_eq!(
        (&seen["inventory"]["quantity"], &seen["price"]),
        (&json!(3), &json!(460_000)),
        "what is not in the list is gone"
    );
    let batch = json!({ "data": [{ "original_sku": "MAT-500", "active": 0 }, { "product_id": 1, "price": 1 }] });
    let (_, rows) = call(&stage, Method::PUT, "/v2.1/products/updateSkus", batch).await;
    assert_eq!((&rows["data"][0]["status"], &rows["data"][1]["status"]), (&json!("success"), &json!("failed")));
    assert_eq!(find().await.1["active"], 0);
}

#[tokio::test]
async fn pictures_on_this_machine_must_be_large_enough() {
    let stage = stage().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let png = |side: u8| {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend([0, 0, side, 0, 0, 0, side, 0, 8, 2]);
        bytes
    };
    let doors = axum::Router::new()
        .route("/small.png", axum::routing::get(move || async move { png(1) }))
        .route("/large.png", axum::routing::get(move || async move { png(2) }));
    tokio::spawn(async move { axum::serve(listener, doors).await });
    for (name, status) in [("small", 422), ("large", 200)] {
        let mut wanted = product("MAT-500");
        wanted["image"] = json!(format!("http://{address}/{name}.png"));
        assert_eq!(call(&stage, Method::POST, "/v2.1/requests", wanted).await.0.as_u16(), status, "{name}");
    }
}

#[tokio::test]
async fn an_order_is_heard_of_in_the_queue_until_it_is_acknowledged_and_then_confirmed() {
    let stage = stage().await;
    call(&stage, Method::POST, "/v2.1/requests", product("MAT-500")).await;
    stage.until("it is approved", |status| status["items_live"] != 0).await;
    let (_, queue) = call(&stage, Method::POST, "/v1/queues", json!({ "name": "hub" })).await;
    let code = queue["code"].as_str().unwrap_or_else(|| panic!("{queue}")).to_owned();
    for event_type in ["ORDER_CREATED_SUCCESSFULLY", "ORDER_STATUS_UPDATED"] {
        let path = format!("/v1/queues/{code}/subscriptions");
        let (_, subscribed) = call(&stage, Method::POST, &path, json!({ "event_type": event_type })).await;
        assert_eq!((&subscribed["active"], &subscribed["sid"]), (&json!(true), &json!(SHOP.to_string())));
    }
    let pull = async |ack_id: Value| {
        call(&stage, Method::POST, &format!("/v1/queues/{code}/events/pull"), json!({ "ack_id": ack_id })).await.1
    };
    let basket =
        json!({ "shop_id": SHOP, "sku": "MAT-500", "quantity": 2, "cod": true, "seller_discount_vnd": 50_000 });
    let sn = stage.order(basket.clone()).await;
    let first = pull(Value::Null).await;
    assert_eq!(first["events"][0]["type"], "ORDER_CREATED_SUCCESSFULLY", "{first}");
    assert_eq!(first["events"][0]["payload"], json!({ "order_code": sn, "status": "queueing" }));
    assert_eq!(pull(Value::Null).await["events"], first["events"], "nothing was acknowledged");
    let second = pull(first["ack_id"].clone()).await;
    assert_eq!(second["events"], json!([]));
    let (_, order) =
        call(&stage, Method::GET, &format!("/v2/orders/{sn}?include=items.fees,status_histories"), Value::Null).await;
    assert_eq!(
        (&order["items"][0]["qty"], &order["items"][0]["invoice"]["row_total"]),
        (&json!(2), &json!(850_000)),
        "{order}"
    );
    assert_eq!(order["status_histories"][0]["status"], "queueing");
    assert!(order["items"][0]["fees"].as_array().is_some_and(|fees| !fees.is_empty()));
    let confirm = async |ids: Value| {
        let body = json!({ "available_item_ids": ids, "seller_inventory_id": 1_034 });
        call(&stage, Method::POST, &format!("/v2/orders/{sn}/dropship/confirm-available"), body).await.0.as_u16()
    };
    assert_eq!(confirm(json!([1])).await, 422);
    assert_eq!(confirm(json!([order["items"][0]["id"]])).await, 200);
    assert_eq!(confirm(json!([order["items"][0]["id"]])).await, 422, "only from queueing");
    let next = pull(second["ack_id"].clone()).await;
    assert_eq!(next["events"][0]["payload"]["status"], "ready_to_ship", "{next}");
    let (_, page) = call(&stage, Method::GET, "/v2/orders?status=ready_to_ship&limit=1", Value::Null).await;
    assert_eq!((&page["data"][0]["code"], &page["paging"]["last_page"]), (&json!(sn), &json!(1)));
    stage.control("/faults", json!({ "marketplace": "tiki", "push_duplicate_per_mille": 1_000 })).await;
    stage.order(basket).await;
    assert_eq!(pull(next["ack_id"].clone()).await["events"].as_array().map(Vec::len), Some(2), "at least once");
}

//! Lazada from outside: who is let in, products under review, packs as lines, pushes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    hearing::Hearing,
    stage::{Stage, hmac_hex, vectors},
};

const KEY: &str = "500001";
const SECRET: &str = "9sKqX2vHaGiang0001";
const SHOP: u64 = 200_120_001;
const TOKEN: &str = "50000700a1b2";

async fn stage() -> Stage {
    let stage = Stage::open().await;
    let app = json!({ "marketplace": "lazada", "key": KEY, "secret": SECRET });
    assert_eq!(stage.control("/apps", app).await.status(), 200);
    let shop = json!({ "marketplace": "lazada", "shop_id": SHOP, "name": "HTX Cam", "access_token": TOKEN, "household": true });
    assert_eq!(stage.control("/shops", shop).await.status(), 204);
    stage
}

fn signed(path: &str, fields: &[(&str, String)], time: i64, token: &str) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    for (name, value) in [("app_key", KEY), ("sign_method", "sha256"), ("access_token", token)] {
        if !value.is_empty() {
            all.insert(name.into(), value.into());
        }
    }
    all.insert("timestamp".into(), time.to_string());
    let base = all.iter().fold(path.to_owned(), |base, (name, value)| base + name + value);
    all.insert("sign".into(), hmac_hex(SECRET, &base).to_uppercase());
    all
}

async fn send(stage: &Stage, path: &str, fields: &BTreeMap<String, String>, in_body: bool) -> Value {
    let url = stage.url(&format!("/rest{path}"));
    let request = if in_body { stage.http.post(url).form(fields) } else { stage.http.get(url).query(fields) };
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "Lazada says everything with 200");
    let answer: Value = answer.json().await.expect("JSON");
    assert!(answer["request_id"].is_string() && answer["code"].is_string(), "{answer}");
    answer
}

async fn call(stage: &Stage, path: &str, fields: &[(&str, String)]) -> Value {
    let now = chrono::Utc::now().timestamp_millis();
    send(stage, path, &signed(path, fields, now, TOKEN), true).await
}

async fn picture(stage: &Stage) -> String {
    let fields = signed("/image/upload", &[], chrono::Utc::now().timestamp_millis(), TOKEN);
    let mut form = reqwest::multipart::Form::new();
    for (name, value) in fields {
        form = form.text(name, value);
    }
    let part = reqwest::multipart::Part::bytes(b"\xff\xd8\xff oranges".to_vec()).file_name("cam.jpg");
    let request = stage.http.post(stage.url("/rest/image/upload")).multipart(form.part("image", part));
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    answer["data"]["image"]["url"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn product(stage: &Stage, sku: &str) -> Value {
    json!({ "Request": { "Product": {
        "PrimaryCategory": "100871",
        "Images": { "Image": [picture(stage).await] },
        "Attributes": { "name": "Cam sành loại 1", "description": "Cam sành hái trong ngày", "brand": "No Brand" },
        "Skus": { "Sku": [{
            "SellerSku": sku, "quantity": "20", "price": "145000", "package_height": "20",
            "package_length": "30", "package_width": "25", "package_weight": "5.4",
        }] },
    } } })
}

async fn listed(stage: &Stage, sku: &str) -> (u64, u64) {
    let answer = call(stage, "/product/create", &[("payload", product(stage, sku).await.to_string())]).await;
    let id = answer["data"]["item_id"].as_u64().unwrap_or_else(|| panic!("{answer}"));
    stage.until("it is let in", |status| status["items_live"] != 0).await;
    (id, answer["data"]["sku_list"][0]["sku_id"].as_u64().expect("a number"))
}

async fn status_of(stage: &Stage, id: u64) -> Value {
    call(stage, "/product/item/get", &[("item_id", id.to_string())]).await["data"]["status"].clone()
}

#[tokio::test]
async fn recorded_calls_are_let_in_with_their_published_signature_and_with_no_other() {
    let stage = Stage::open().await;
    for vector in vectors("lazada", "request_signature") {
        let input = &vector["input"];
        let mut fields: BTreeMap<String, String> =
            serde_json::from_value(input["signed_params"].clone()).expect("texts");
        let app = json!({ "marketplace": "lazada", "key": fields["app_key"], "secret": input["app_secret"] });
        stage.control("/apps", app).await;
        let now: i64 = fields["timestamp"].parse().expect("a number");
        stage.control("/wall", json!({ "now": now / 1_000 })).await;
        let shop =
            json!({ "marketplace": "lazada", "shop_id": SHOP, "name": "HTX", "access_token": fields["access_token"] });
        stage.control("/shops", shop).await;
        let (path, in_body) = (input["path"].as_str().expect("a path"), input["method"] == "POST");
        let sign = vector["expected"]["sign"].as_str().expect("a signature").to_owned();
        for (sign, let_in) in [(sign.clone(), true), (sign.to_lowercase(), false), (sign.replace('A', "B"), false)] {
            fields.insert("sign".into(), sign);
            let answer = send(&stage, path, &fields, in_body).await;
            assert_eq!(answer["code"] != "IncompleteSignature", let_in, "{}: {answer}", vector["id"]);
            // Neither the order nor the product of the recording is known here.
            assert!(!let_in || ["16", "501"].contains(&answer["code"].as_str().expect("text")), "{answer}");
        }
    }
}

#[tokio::test]
async fn strangers_are_turned_away_in_lazadas_words() {
    let stage = stage().await;
    let now = chrono::Utc::now().timestamp_millis();
    let path = "/orders/get";
    let good = signed(path, &[("created_after", "2025-12-01T00:00:00+07:00".into())], now, TOKEN);
    let without = |name: &str| {
        let mut fields = good.clone();
        fields.remove(name);
        fields
    };
    let with = |name: &str, value: &str| {
        let mut fields = good.clone();
        fields.insert(name.into(), value.into());
        fields
    };
    let at = |time: i64| signed(path, &[("created_after", "2025-12-01T00:00:00+07:00".into())], time, TOKEN);
    let cases = [
        (good.clone(), "0"),
        (good.clone(), "0"), // The same call again within its window: Lazada knows no replay.
        (without("sign"), "MissingParameter"),
        (without("app_key"), "MissingParameter"),
        (without("timestamp"), "MissingParameter"),
        (without("access_token"), "IncompleteSignature"),
        (with("app_key", "500002"), "InvalidAppKey"),
        (with("sign_method", "md5"), "IncompleteSignature"),
        (with("sign", &good["sign"].to_lowercase()), "IncompleteSignature"),
        (with("limit", "7"), "IncompleteSignature"),
        (with("timestamp", "soon"), "IllegalTimestamp"),
        (at(now / 1_000), "IllegalTimestamp"),
        (at(now - 7_210_000), "IllegalTimestamp"),
        (at(now - 7_100_000), "0"),
        (signed(path, &[("created_after", "yesterday".into())], now, TOKEN), "17"),
        (signed(path, &[], now, TOKEN), "17"),
        (signed(path, &[], now, "made up"), "IllegalAccessToken"),
        (signed(path, &[], now, ""), "MissingParameter"),
    ];
    for (fields, expected) in cases {
        for in_body in [true, false] {
            let answer = send(&stage, path, &fields, in_body).await;
            assert_eq!(answer["code"], expected, "{fields:?}: {answer}");
            assert_eq!(answer.get("type").is_some(), expected != "0", "{answer}");
        }
    }
    let answer = call(&stage, "/no/such/path", &[]).await;
    assert_eq!(answer["code"], "InvalidApiPath");
    stage.control("/faults", json!({ "marketplace": "lazada", "calls_per_second": 2 })).await;
    for expected in ["0", "0", "ApiCallLimit"] {
        assert_eq!(send(&stage, path, &good, false).await["code"], expected);
    }
}

#[tokio::test]
async fn a_code_becomes_tokens_whose_end_does_not_move() {
    let stage = stage().await;
    let consent =
        format!("/oauth/authorize?response_type=code&client_id={KEY}&redirect_uri=http://hub.example/back&state=s");
    let page = stage.http.get(stage.url(&consent)).send().await.expect("an answer");
    assert!(page.text().await.expect("a page").contains("HTX Cam"));
    let answer =
        stage.http.get(stage.url(&format!("{consent}&approve=1&shop_id={SHOP}"))).send().await.expect("an answer");
    let back: url::Url = answer.headers()["location"].to_str().expect("text").parse().expect("an address");
    let asked: BTreeMap<String, String> = back.query_pairs().into_owned().collect();
    assert_eq!(asked["state"], "s");
    let start = chrono::Utc::now().timestamp();
    let token = async |path: &str, name: &str, value: &Value, now: i64| {
        stage.control("/wall", json!({ "now": now })).await;
        let fields = signed(path, &[(name, value.as_str().unwrap_or_default().to_owned())], now * 1_000, "");
        send(&stage, path, &fields, true).await
    };
    let code = json!(asked["code"]);
    let first = token("/auth/token/create", "code", &code, start).await;
    assert_eq!(
        (&first["expires_in"], &first["refresh_expires_in"]),
        (&json!(2_592_000), &json!(15_552_000)),
        "{first}"
    );
    assert_eq!(first["country_user_info"][0]["seller_id"], SHOP.to_string());
    assert_eq!(token("/auth/token/create", "code", &code, start).await["code"], "InvalidCode", "once");
    let later = start + 100 * 86_400;
    let second = token("/auth/token/refresh", "refresh_token", &first["refresh_token"], later).await;
    let left = second["refresh_expires_in"].as_i64().expect("a number");
    assert!((80 * 86_400 - 5..=80 * 86_400).contains(&left), "the end does not move: {second}");
    assert!(second["country_user_info_list"].is_array());
    let end = start + 181 * 86_400;
    let dead = token("/auth/token/refresh", "refresh_token", &second["refresh_token"], end).await;
    assert_eq!(dead["code"], "IllegalRefreshToken");
}

#[tokio::test]
async fn a_product_waits_for_review_is_refused_or_let_in_and_is_then_changed() {
    let stage = stage().await;
    stage.control("/faults", json!({ "marketplace": "lazada", "review": "hold" })).await;
    let good = product(&stage, "CAM-5KG").await;
    let create = async |payload: &Value| call(&stage, "/product/create", &[("payload", payload.to_string())]).await;
    let spoilt = |pointer: &str, value: Value| {
        let mut payload = good.clone();
        *payload.pointer_mut(pointer).expect("a field") = value;
        payload
    };
    let sku = "/Request/Product/Skus/Sku/0";
    for (payload, code) in [
        (spoilt("/Request/Product/PrimaryCategory", json!("100629")), "201"),
        (spoilt("/Request/Product/Attributes/brand", json!("")), "4110"),
        (spoilt("/Request/Product/Images/Image", json!([])), "4139"),
        (spoilt("/Request/Product/Images/Image", json!(["https://elsewhere.example/a.jpg"])), "4139"),
        (spoilt(&format!("{sku}/price"), json!("0")), "4118"),
        (spoilt(&format!("{sku}/price"), json!("145000.5")), "4104"),
        (spoilt(&format!("{sku}/package_weight"), json!("")), "4110"),
        (json!({ "Product": {} }), "E005"),
    ] {
        assert_eq!(create(&payload).await["code"], code, "{payload}");
    }
    let answer = create(&good).await;
    let id = answer["data"]["item_id"].as_u64().expect("a number");
    assert_eq!(create(&good).await["code"], "4105", "the same SKU again");
    assert_eq!(status_of(&stage, id).await, "Pending QC");
    let decide = async |act: Value| {
        assert_eq!(stage.control(&format!("/products/{SHOP}/CAM-5KG"), act).await.status(), 200);
    };
    decide(json!({ "reject": "Ảnh mờ" })).await;
    let seen = call(&stage, "/product/item/get", &[("seller_sku", "CAM-5KG".into())]).await;
    assert_eq!(
        (&seen["data"]["status"], &seen["data"]["rejectReason"][0]["suggestion"]),
        (&json!("InActive"), &json!("Ảnh mờ"))
    );
    decide(json!("approve")).await;
    assert_eq!(status_of(&stage, id).await, "Active");
    let xml = |inner: &str| {
        format!(
            "<Request><Product><Skus><Sku><ItemId>{id}</ItemId><SellerSku>CAM-5KG</SellerSku>{inner}</Sku></Skus></Product></Request>"
        )
    };
    for (path, inner, code, stock) in [
        ("/product/price_quantity/update", "<Price>150000.00</Price><Quantity>12</Quantity>", "0", 12),
        ("/product/stock/sellable/update", "<SellableQuantity>7</SellableQuantity>", "0", 7),
        ("/product/stock/sellable/adjust", "<SellableQuantity>-3</SellableQuantity>", "0", 4),
        ("/product/stock/sellable/adjust", "<SellableQuantity>-5</SellableQuantity>", "501", 4),
    ] {
        let answer = call(&stage, path, &[("payload", xml(inner))]).await;
        assert_eq!(answer["code"], code, "{answer}");
        let seen = call(&stage, "/product/item/get", &[("item_id", id.to_string())]).await;
        assert_eq!(
            (&seen["data"]["skus"][0]["quantity"], &seen["data"]["skus"][0]["price"]),
            (&json!(stock), &json!(150_000))
        );
    }
    decide(json!({ "reserve": 3 })).await;
    let below =
        call(&stage, "/product/stock/sellable/update", &[("payload", xml("<SellableQuantity>2</SellableQuantity>"))])
            .await;
    assert_eq!(below["code"], "501", "a campaign has locked three");
    let hide = json!({ "Request": { "Product": { "ItemId": id } } }).to_string();
    assert_eq!(call(&stage, "/product/deactivate", &[("apiRequestBody", hide)]).await["code"], "0");
    assert_eq!(status_of(&stage, id).await, "InActive");
}

#[tokio::test]
async fn each_pack_is_a_line_with_a_life_and_a_push_of_its_own() {
    let stage = stage().await;
    let hearing = Hearing::of(&stage, "lazada", KEY, SECRET).await;
    listed(&stage, "CAM-5KG").await;
    let order = json!({ "shop_id": SHOP, "sku": "CAM-5KG", "quantity": 3, "cod": true, "seller_discount_vnd": 10_000, "shipping_fee_vnd": 20_000 });
    let sn = stage.order(order).await;
    let get = async |path: &str| call(&stage, path, &[("order_id", sn.clone())]).await["data"].clone();
    let seen = get("/order/get").await;
    assert_eq!(
        (&seen["price"], &seen["voucher"], &seen["shipping_fee"]),
        (&json!("435000.00"), &json!("10000.00"), &json!("20000.00"))
    );
    assert_eq!((&seen["statuses"], &seen["payment_method"]), (&json!(["pending"]), &json!("COD")));
    let items = get("/order/items/get").await;
    let ids: Vec<u64> = items
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item["order_item_id"].as_u64().expect("a number"))
        .collect();
    assert_eq!(ids.len(), 3, "one line for each pack");
    let paid: i64 =
        items.as_array().expect("a list").iter().map(|item| item["paid_price"].as_i64().expect("a number")).sum();
    assert_eq!(paid, 425_000, "the discount is shared out to the last đồng");
    stage.until("three pushes", |status| status["pushes"]["acknowledged"].as_u64() >= Some(4)).await;
    let mut lines: Vec<String> = Vec::new();
    for (headers, body, push) in hearing.heard() {
        assert_eq!(headers["authorization"], hmac_hex(SECRET, &format!("{KEY}{body}")));
        if push["message_type"] == 0 {
            assert_eq!((&push["data"]["trade_order_id"], &push["site"]), (&json!(sn), &json!("lazada_vn")));
            assert!(push["timestamp"].as_i64() > Some(1_000_000_000_000), "milliseconds");
            lines.push(push["data"]["trade_order_line_id"].as_str().expect("text").to_owned());
        }
    }
    lines.sort();
    assert_eq!(lines, ids.iter().map(u64::to_string).collect::<Vec<_>>());

    let cancel =
        [("order_id", sn.clone()), ("reason_id", "21".into()), ("order_item_id_list", json!([ids[2]]).to_string())];
    assert_eq!(call(&stage, "/order/reverse/cancel/create", &cancel).await["code"], "0");
    let pack = async |ids: &[u64]| {
        let request = json!({ "pack_order_list": [{ "order_id": sn, "order_item_list": ids }], "delivery_type": "dropship", "shipping_allocate_type": "TFS" });
        call(&stage, "/order/fulfill/pack", &[("packReq", request.to_string())]).await["data"]["pack_order_list"][0]["order_item_list"].clone()
    };
    let packed = pack(&[ids[0], ids[2]]).await;
    assert_eq!(
        (&packed[0]["item_err_code"], &packed[1]["item_err_code"]),
        (&json!("0"), &json!("82")),
        "success says nothing of each row"
    );
    let statuses = async || {
        get("/order/items/get")
            .await
            .as_array()
            .expect("a list")
            .iter()
            .map(|item| item["status"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(statuses().await, ["packed", "pending", "canceled"]);
    let package = packed[0]["package_id"].clone();
    let rts = async || {
        call(
            &stage,
            "/order/package/rts",
            &[("readyToShipReq", json!({ "packages": [{ "package_id": package }] }).to_string())],
        )
        .await["data"]["packages"][0]["item_err_code"]
            .clone()
    };
    assert_eq!(rts().await, "83", "one pack is still unpacked");
    pack(&[ids[1]]).await;
    assert_eq!(rts().await, "0");
    assert_eq!(statuses().await, ["ready_to_ship", "ready_to_ship", "canceled"]);
    for act in ["pickup", "deliver", "complete"] {
        assert_eq!(stage.control(&format!("/orders/{sn}/{act}"), json!({})).await.status(), 200);
    }
    let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
    let tomorrow = (chrono::Utc::now() + chrono::Days::new(1)).format("%Y-%m-%d").to_string();
    let money =
        call(&stage, "/finance/transaction/details/get", &[("start_time", today), ("end_time", tomorrow)]).await;
    let rows = money["data"].as_array().expect("rows");
    let of = |name: &str| rows.iter().find(|row| row["fee_name"] == name).map(|row| row["amount"].clone());
    assert_eq!(of("Item Price Credit"), Some(json!("280000")));
    assert_eq!((of("VAT Withheld"), of("PIT Withheld")), (Some(json!("-2800")), Some(json!("-1400"))));
}

#[tokio::test]
async fn a_push_that_is_tried_again_tells_the_newest_state_and_only_200_is_an_answer() {
    let stage = stage().await;
    let hearing = Hearing::of(&stage, "lazada", KEY, SECRET).await;
    listed(&stage, "CAM-5KG").await;
    stage.until("the product is told", |status| status["pushes"]["waiting"] == 0).await;
    hearing.answer_with(204);
    let sn = stage.order(json!({ "shop_id": SHOP, "sku": "CAM-5KG", "quantity": 1, "cod": true })).await;
    stage.until("an attempt failed", |status| status["pushes"]["failed_attempts"] != 0).await;
    stage.control(&format!("/orders/{sn}/cancel"), json!({})).await;
    hearing.answer_with(200);
    stage.until("nothing waits", |status| status["pushes"]["waiting"] == 0).await;
    let (_, _, last) = hearing.heard().pop().expect("pushes came");
    assert_eq!(last["data"]["order_status"], "canceled");
    stage
        .control("/faults", json!({ "marketplace": "lazada", "push_times_in_seconds": true, "unknown_status": true }))
        .await;
    let sn = stage.order(json!({ "shop_id": SHOP, "sku": "CAM-5KG", "quantity": 1, "cod": true })).await;
    stage.until("it is told", |status| status["pushes"]["waiting"] == 0).await;
    let (_, _, last) = hearing.heard().pop().expect("pushes came");
    assert!(last["timestamp"].as_i64() < Some(10_000_000_000), "seconds");
    assert_eq!(last["data"]["trade_order_id"], sn.as_str());
}

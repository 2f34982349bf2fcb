//! A sandbox that is running, and a seller who knows how to call it: a third reading of the signing rule.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, Method, Response};
use sandbox::{Sandbox, Settings};
use serde_json::{Value, json};
use sha2::Sha256;

pub const PARTNER_ID: u64 = 2_001_887;
pub const PARTNER_KEY: &str = "shpk4d6f4e6b7a51524556635069764c7a4e426f52796d54";
pub const PUSH_KEY: &str = "push0c9e1f7a44d2be13c5a8";
pub const SHOP: u64 = 14_701_711;

pub struct Stage {
    pub sandbox: Sandbox,
    pub http: Client,
    pub token: String,
    folder: tempfile::TempDir,
}

pub fn hmac_hex(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any key will do");
    mac.update(text.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// The published vectors of a marketplace and a kind.
pub fn vectors(marketplace: &str, kind: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("vectors.json")).expect("the file is JSON");
    let all = file["vectors"].as_array().expect("a list").clone();
    all.into_iter().filter(|vector| vector["marketplace"] == marketplace && vector["kind"] == kind).collect()
}

impl Stage {
    /// A sandbox with one shop, whose seller has a token.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let sandbox = Sandbox::start(Settings {
            listen: "127.0.0.1:0".parse().expect("an address"),
            journal: folder.path().to_owned(),
            partner_id: PARTNER_ID,
            partner_key: PARTNER_KEY.into(),
            push_key: PUSH_KEY.into(),
            push_retry_divisor: 100_000,
            seed: 1,
        })
        .await
        .expect("the sandbox starts");
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().expect("a client");
        let stage = Self { sandbox, http, token: "59777174636562737266615546704c6d".into(), folder };
        let shop = json!({ "shop_id": SHOP, "name": "HTX Cam Bắc Quang", "access_token": stage.token });
        assert_eq!(stage.control("/shops", shop).await.status(), 204);
        stage
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.sandbox.address())
    }

    pub async fn control(&self, path: &str, body: Value) -> Response {
        self.http.post(self.url(&format!("/control{path}"))).json(&body).send().await.expect("an answer")
    }

    pub async fn look(&self, path: &str) -> Value {
        let answer = self.http.get(self.url(&format!("/control{path}"))).send().await.expect("an answer");
        answer.json().await.expect("JSON")
    }

    /// A call at public level.
    pub async fn partner_call(&self, method: Method, path: &str, query: &str, body: Option<Value>) -> Response {
        let now = chrono::Utc::now().timestamp();
        let path = format!("/api/v2/{path}");
        let sign = hmac_hex(PARTNER_KEY, &format!("{PARTNER_ID}{path}{now}"));
        let url = self.url(&format!("{path}?partner_id={PARTNER_ID}&timestamp={now}&sign={sign}&{query}"));
        self.send(method, url, body).await
    }

    /// A call at shop level, with any token for any shop.
    pub async fn call_as(
        &self,
        who: (&str, u64),
        method: Method,
        path: &str,
        query: &str,
        body: Option<Value>,
    ) -> Response {
        let (token, shop) = who;
        let now = chrono::Utc::now().timestamp();
        let path = format!("/api/v2/{path}");
        let sign = hmac_hex(PARTNER_KEY, &format!("{PARTNER_ID}{path}{now}{token}{shop}"));
        let common = format!("partner_id={PARTNER_ID}&timestamp={now}&sign={sign}&access_token={token}&shop_id={shop}");
        self.send(method, self.url(&format!("{path}?{common}&{query}")), body).await
    }

    pub async fn get(&self, path: &str, query: &str) -> Value {
        let answer = self.call_as((&self.token, SHOP), Method::GET, path, query, None).await;
        answer.json().await.expect("JSON")
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.call_as((&self.token, SHOP), Method::POST, path, "", Some(body)).await;
        answer.json().await.expect("JSON")
    }

    async fn send(&self, method: Method, url: String, body: Option<Value>) -> Response {
        let request = self.http.request(method, url);
        let request = if let Some(body) = body { request.json(&body) } else { request };
        request.send().await.expect("an answer")
    }

    /// Uploads a picture; its id.
    pub async fn picture(&self) -> String {
        let now = chrono::Utc::now().timestamp();
        let path = "/api/v2/media_space/upload_image";
        let sign = hmac_hex(PARTNER_KEY, &format!("{PARTNER_ID}{path}{now}"));
        let url = self.url(&format!("{path}?partner_id={PARTNER_ID}&timestamp={now}&sign={sign}"));
        let picture = reqwest::multipart::Part::bytes(b"\xff\xd8\xff a picture of oranges".to_vec());
        let form = reqwest::multipart::Form::new().text("scene", "normal").part("image", picture.file_name("cam.jpg"));
        let answer: Value =
            self.http.post(url).multipart(form).send().await.expect("an answer").json().await.expect("JSON");
        answer["response"]["image_info"]["image_id"].as_str().expect("an id").to_owned()
    }

    /// An item that nobody could complain of.
    pub async fn draft(&self, sku: &str, stock: i64) -> Value {
        json!({
            "item_name": "Cam sành Bắc Quang loại 1, thùng 5 kg",
            "description": "Cam sành hái trong ngày, vỏ mỏng, mọng nước.",
            "original_price": 145_000,
            "weight": 5.4,
            "category_id": 100_871,
            "image": { "image_id_list": [self.picture().await] },
            "logistic_info": [{ "logistic_id": 50_021, "enabled": true }],
            "brand": { "brand_id": 0, "original_brand_name": "No Brand" },
            "dimension": { "package_length": 30, "package_width": 25, "package_height": 20 },
            "seller_stock": [{ "stock": stock }],
            "item_sku": sku,
        })
    }

    /// Shows an item; its id.
    pub async fn list_item(&self, sku: &str, stock: i64) -> u64 {
        let answer = self.post("product/add_item", self.draft(sku, stock).await).await;
        answer["response"]["item_id"].as_u64().unwrap_or_else(|| panic!("no item: {answer}"))
    }

    /// Orders as a buyer would; the order's name.
    pub async fn order(&self, body: Value) -> String {
        let answer = self.control("/orders", body).await;
        assert_eq!(answer.status(), 201);
        let order: Value = answer.json().await.expect("JSON");
        order["order_sn"].as_str().expect("a name").to_owned()
    }

    /// Ships an order as a seller does.
    pub async fn ship(&self, sn: &str) -> Value {
        let asked = self.get("logistics/get_shipping_parameter", &format!("order_sn={sn}")).await;
        let address = &asked["response"]["pickup"]["address_list"][0];
        let pickup = json!({
            "address_id": address["address_id"],
            "pickup_time_id": address["time_slot_list"][0]["pickup_time_id"],
        });
        self.post("logistics/ship_order", json!({ "order_sn": sn, "pickup": pickup })).await
    }

    /// Looks at the progress until it is as wanted.
    pub async fn until(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let status = self.look("/status").await;
            if wanted(&status) {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "waited in vain until {what}: {status}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Stops the sandbox; the lines of one of its journals.
    pub async fn journal(self, name: &str) -> Vec<Value> {
        self.sandbox.stop().await;
        let begun: Vec<PathBuf> = std::fs::read_dir(self.folder.path())
            .expect("the journal's folder")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        assert_eq!(begun.len(), 1, "each start makes one folder");
        let text = std::fs::read_to_string(begun[0].join(name)).expect("the journal");
        text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}

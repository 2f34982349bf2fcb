//! A marketplace to practise on, with a shop whose owner has consented.

use std::sync::Arc;

use amounts::Vnd;
use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use marketplaces::{Consent, ListingDraft, Marketplace, Shop, Tokens, layer, shopee};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};
use url::Url;

const SHOP: &str = "14701711";
const PARTNER_ID: u64 = 2_001_887;
const PARTNER_KEY: &str = "practice-partner-key";
const PUSH_KEY: &str = "practice-push-key";
const FRESH_FRUIT: &str = "100871";

/// One pixel.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\
    \x9cc\xf8\xcf\xc0\0\0\x03\x01\x01\0\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82";

/// A push as it came in.
pub struct Arrived {
    pub authorization: String,
    pub body: Bytes,
}

/// The sandbox, our connector to it, and what it pushes.
pub struct Practice {
    pub marketplace: shopee::Shopee,
    pub pushes: UnboundedReceiver<Arrived>,
    address: String,
    control: reqwest::Client,
    sandbox: sandbox::Sandbox,
    /// Removed when practice ends.
    _journal: TempDir,
}

impl Practice {
    /// Starts a sandbox that knows one shop.
    pub async fn begin() -> Self {
        let journal = TempDir::new().expect("a temporary folder");
        let sandbox = sandbox::Sandbox::start(sandbox::Settings {
            listen: "127.0.0.1:0".parse().expect("a constant address"),
            journal: journal.path().to_owned(),
            partner_id: PARTNER_ID,
            partner_key: PARTNER_KEY.into(),
            push_key: PUSH_KEY.into(),
            push_retry_divisor: 1_000,
            seed: 1,
        })
        .await
        .expect("the sandbox starts");
        let address = format!("http://{}", sandbox.address());
        let (callback_url, pushes) = receiver().await;
        let base = Url::parse(&address).expect("an address is a host");
        let settings = shopee::Settings {
            api_base: base.clone(),
            consent_base: base,
            partner_id: PARTNER_ID,
            partner_key: PARTNER_KEY.into(),
            push_keys: vec![PUSH_KEY.into()],
            callback_url,
        };
        let control = layer::http_client().expect("the platform has certificates");
        let marketplace = shopee::Shopee::new(settings, control.clone(), Arc::new(chrono::Utc::now));
        let practice = Self { marketplace, pushes, address, control, sandbox, _journal: journal };
        practice.tell("shops", &serde_json::json!({ "shop_id": 14_701_711_u64, "name": "HTX Cam Vàng" })).await;
        practice
    }

    /// Does something to the sandbox that no marketplace offers.
    pub async fn tell(&self, what: &str, body: &Value) -> Value {
        let request = self.control.post(format!("{}/control/{what}", self.address)).json(body);
        let answer = request.send().await.expect("the sandbox is there");
        let status = answer.status();
        let text = answer.text().await.expect("a whole answer");
        assert!(status.is_success(), "control/{what}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// A buyer orders; tells the order's id.
    pub async fn buy(&self, sku: &str, quantity: i64) -> String {
        let wish = serde_json::json!({
            "shop_id": 14_701_711_u64, "sku": sku, "quantity": quantity, "pay": true, "cod": false,
        });
        let order = self.tell("orders", &wish).await;
        order["order_sn"].as_str().or(order.as_str()).expect("an order's id").to_owned()
    }

    /// What the owner brings back from the consent page.
    pub async fn consent(&self) -> Consent {
        let door = self.marketplace.grants_consent().expect("asked only where it does");
        let link = door.consent_link("https://hub.example.vn/consent?from=practice", "a-state");
        let answer = self.control.get(format!("{link}&shop_id={SHOP}&approve=1")).send().await.expect("a page");
        let back =
            answer.headers().get("location").expect("it sends the owner back").to_str().expect("a plain address");
        let back = Url::parse(back).expect("an address");
        assert_eq!(back.host_str(), Some("hub.example.vn"));
        let brought = |name: &str| {
            let found = back.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned()).expect("the code and the shop")
        };
        Consent { code: brought("code"), shop_id: brought("shop_id") }
    }

    /// The first tokens.
    pub async fn tokens(&self) -> Tokens {
        let door = self.marketplace.grants_consent().expect("asked only where it does");
        door.tokens(&self.consent().await).await.expect("a fresh code is good for tokens").tokens
    }

    /// The shop, ready to be called for.
    pub async fn shop(&self) -> Shop {
        Shop { shop_id: SHOP.into(), access_token: self.tokens().await.access_token }
    }

    pub async fn end(self) {
        self.sandbox.stop().await;
    }
}

/// A listing the marketplace lets in.
pub fn draft(sku: &str, stock: i64) -> ListingDraft {
    ListingDraft {
        sku: sku.into(),
        title: "Cam sành Hà Giang thùng 5 kg".into(),
        description: "Cam sành Bắc Quang, vỏ mỏng, nhiều nước, hái trong tuần và gửi thẳng từ hợp tác xã.".into(),
        price_vnd: Vnd(145_000),
        stock,
        gross_weight_g: 5_250,
        category_id: FRESH_FRUIT.into(),
        pictures: vec![PICTURE.to_vec()],
        ..ListingDraft::default()
    }
}

/// Takes pushes in, acknowledges each and hands it on.
async fn receiver() -> (String, UnboundedReceiver<Arrived>) {
    async fn take(State(arrivals): State<UnboundedSender<Arrived>>, headers: HeaderMap, body: Bytes) {
        let authorization = headers.get("authorization").and_then(|value| value.to_str().ok());
        // Nobody listens any more when a test has ended.
        let _ = arrivals.send(Arrived { authorization: authorization.unwrap_or_default().into(), body });
    }
    let (arrivals, pushes) = unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
    let address = listener.local_addr().expect("a bound listener has an address");
    let router = Router::new().route("/webhooks/shopee", post(take)).with_state(arrivals);
    tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves for ever") });
    (format!("http://{address}/webhooks/shopee"), pushes)
}

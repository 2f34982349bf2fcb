//! Marketplaces to practise on: one sandbox that plays them all, with a shop on the one that is asked for.

use std::{io::Cursor, sync::Arc};

use amounts::Vnd;
use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use marketplaces::{
    AttributeChosen, AttributeWanted, Consent, Granted, ListingDraft, Marketplace, Shop, ShowsCatalogue, Tokens, layer,
    lazada::{self, Lazada},
    shopee::{self, Shopee},
    tiki::{self, Tiki},
    tiktok_shop::{self, TiktokShop},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};
use url::Url;

const SHOP: u64 = 14_701_711;
const APP: u64 = 2_001_887;
const SECRET: &str = "practice-partner-key";
const PUSH_KEY: &str = "practice-push-key";
const REDIRECT: &str = "https://hub.example.vn/consent";

/// Which marketplace is practised on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Shopee,
    Lazada,
    TiktokShop,
    Tiki,
}

impl Kind {
    /// As the sandbox calls it.
    fn word(self) -> &'static str {
        match self {
            Self::Shopee => "shopee",
            Self::Lazada => "lazada",
            Self::TiktokShop => "tiktok_shop",
            Self::Tiki => "tiki",
        }
    }

    /// The sandbox plays this part of the marketplace. Where it does not yet, recorded answers are all there is.
    pub fn is_played(self, part: &str) -> bool {
        self != Self::Shopee || !["cancellation", "settlement", "return"].contains(&part)
    }

    /// A refresh token works once.
    pub fn rotates(self) -> bool {
        matches!(self, Self::Shopee | Self::Tiki)
    }
}

/// A push as it came in.
pub struct Arrived {
    pub authorization: String,
    pub body: Bytes,
}

/// The sandbox, our connector to it, and what it pushes.
pub struct Practice {
    pub marketplace: Arc<dyn Marketplace>,
    pub pushes: UnboundedReceiver<Arrived>,
    address: String,
    control: reqwest::Client,
    sandbox: sandbox::Sandbox,
    /// Removed when practice ends.
    _journal: TempDir,
}

impl Practice {
    /// Starts a sandbox that knows one shop.
    pub async fn begin(kind: Kind) -> Self {
        let journal = TempDir::new().expect("a temporary folder");
        let sandbox = sandbox::Sandbox::start(sandbox::Settings {
            listen: "127.0.0.1:0".parse().expect("a constant address"),
            journal: journal.path().to_owned(),
            partner_id: APP,
            partner_key: SECRET.into(),
            push_key: PUSH_KEY.into(),
            push_retry_divisor: 1_000,
            seed: 1,
        })
        .await
        .expect("the sandbox starts");
        let address = format!("http://{}", sandbox.address());
        let (callback_url, pushes) = receiver().await;
        let control = layer::http_client().expect("the platform has certificates");
        let marketplace = connector(kind, &address, &callback_url, &control);
        let practice = Self { marketplace, pushes, address, control, sandbox, _journal: journal };
        let mut app = json!({ "marketplace": kind.word(), "callback_url": callback_url });
        if kind != Kind::Shopee {
            app["key"] = json!(APP.to_string());
            app["secret"] = json!(SECRET);
        }
        practice.tell("apps", &app).await;
        practice
            .tell(
                "shops",
                &json!({ "marketplace": kind.word(), "shop_id": SHOP, "name": "HTX Cam Vàng", "household": true }),
            )
            .await;
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

    /// Sets switches of the shop.
    pub async fn faults(&self, change: Value) {
        self.tell("faults", &change).await;
    }

    /// All the shop's tokens stop working, as when its owner takes the consent back.
    pub async fn revoke(&self) {
        self.tell("faults", &json!({ "revoke_token": SHOP })).await;
    }

    /// The shop's access tokens have ended.
    pub async fn expire(&self) {
        self.tell("faults", &json!({ "expire_token": SHOP })).await;
    }

    /// Somebody there decides on a product.
    pub async fn decide(&self, sku: &str, act: Value) {
        self.tell(&format!("products/{SHOP}/{sku}"), &act).await;
    }

    /// A buyer orders; tells the order's id.
    pub async fn buy(&self, sku: &str, quantity: i64) -> String {
        let wish = json!({ "shop_id": SHOP, "sku": sku, "quantity": quantity, "pay": true, "cod": false });
        let order = self.tell("orders", &wish).await;
        let named = ["order_sn", "order_id", "code", "id"].iter().find_map(|name| order.get(name));
        let id = named.unwrap_or(&order);
        id.as_str().map_or_else(|| id.to_string(), str::to_owned)
    }

    /// Something happens to an order.
    pub async fn happens(&self, order_id: &str, act: &str) {
        self.tell(&format!("orders/{order_id}/{act}"), &Value::Null).await;
    }

    /// What the owner brings back from the consent page.
    pub async fn consent(&self) -> Consent {
        let door = self.marketplace.grants_consent().expect("asked only where it does");
        let link = door.consent_link(REDIRECT, "a-long-state");
        // Where a marketplace's console knows the address to come back to, the sandbox is told it here.
        let registered = if link.contains("redirect") { "" } else { "&redirect_uri=https://hub.example.vn/consent" };
        let link = format!("{link}{registered}&shop_id={SHOP}&approve=1");
        let answer = self.control.get(link).send().await.expect("a page");
        let (status, back) = (answer.status(), answer.headers().get("location").cloned());
        let Some(back) = back else { panic!("{status}: {}", answer.text().await.unwrap_or_default()) };
        let back = Url::parse(back.to_str().expect("a plain address")).expect("an address");
        let brought = |name: &str| {
            let found = back.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned())
        };
        assert_eq!(brought("state").as_deref(), Some("a-long-state"), "{back}");
        Consent { code: brought("code").expect("a code"), shop_id: brought("shop_id").unwrap_or_default() }
    }

    /// The first tokens, and the shop they are for.
    pub async fn granted(&self) -> Granted {
        let door = self.marketplace.grants_consent().expect("asked only where it does");
        door.tokens(&self.consent().await).await.expect("a fresh code is good for tokens")
    }

    /// The first tokens.
    pub async fn tokens(&self) -> Tokens {
        self.granted().await.tokens
    }

    /// The shop, ready to be called for.
    pub async fn shop(&self) -> Shop {
        let Granted { shop_id, tokens } = self.granted().await;
        assert_eq!(shop_id, SHOP.to_string());
        Shop { shop_id, access_token: tokens.access_token }
    }

    /// A listing the marketplace lets in, filed where its catalogue says.
    pub async fn draft(&self, shop: &Shop, sku: &str, stock: i64) -> ListingDraft {
        let catalogue = self.marketplace.shows_catalogue().expect("a capability");
        let category_id = leaf(catalogue, shop).await;
        let wanted = catalogue.attributes(shop, &category_id).await.expect("attributes");
        let required = wanted.into_iter().filter(|wanted| wanted.required && !wanted.attribute_id.eq("brand"));
        ListingDraft {
            idempotency_key: format!("key-{sku}"),
            sku: sku.into(),
            title: "Cam sành Hà Giang thùng 5 kg loại một".into(),
            description: "Cam sành Bắc Quang, vỏ mỏng, nhiều nước, hái trong tuần và gửi thẳng từ hợp tác xã.".into(),
            price_vnd: Vnd(145_000),
            stock,
            gross_weight_g: 5_250,
            category_id,
            attributes: required.map(filled_in).collect(),
            pictures: vec![picture()],
            picture_urls: vec!["https://hub.example.vn/pictures/cam.png".into()],
            ..ListingDraft::default()
        }
    }

    pub async fn end(self) {
        self.sandbox.stop().await;
    }
}

fn connector(kind: Kind, address: &str, callback_url: &str, http: &reqwest::Client) -> Arc<dyn Marketplace> {
    let base = |path: &str| Url::parse(&format!("{address}{path}")).expect("an address is a host");
    let (http, now) = (http.clone(), Arc::new(chrono::Utc::now));
    match kind {
        Kind::Shopee => {
            let settings = shopee::Settings {
                api_base: base(""),
                consent_base: base(""),
                partner_id: APP,
                partner_key: SECRET.into(),
                push_keys: vec![PUSH_KEY.into()],
                callback_url: callback_url.into(),
            };
            Arc::new(Shopee::new(settings, http, now))
        }
        Kind::Lazada => {
            let settings = lazada::Settings {
                api_base: base("/rest"),
                token_base: base("/rest"),
                consent_base: base(""),
                app_key: APP.to_string(),
                app_secret: SECRET.into(),
            };
            Arc::new(Lazada::new(settings, http, now))
        }
        Kind::TiktokShop => {
            let settings = tiktok_shop::Settings {
                api_base: base(""),
                token_base: base(""),
                consent_base: base(""),
                app_key: APP.to_string(),
                app_secret: SECRET.into(),
                service_id: APP.to_string(),
            };
            Arc::new(TiktokShop::new(settings, http, now))
        }
        Kind::Tiki => {
            let settings = tiki::Settings {
                api_base: base(""),
                consent_base: base(""),
                client_id: APP.to_string(),
                client_secret: SECRET.into(),
                redirect_uri: REDIRECT.into(),
                queue: None,
            };
            Arc::new(Tiki::new(settings, http, now))
        }
    }
}

/// The first category that listings may be filed in.
async fn leaf(catalogue: &dyn ShowsCatalogue, shop: &Shop) -> String {
    let mut parent: Option<String> = None;
    for _ in 0..6 {
        let told = catalogue.categories(shop, parent.as_deref()).await.expect("categories");
        if let Some(leaf) = told.iter().find(|category| category.leaf) {
            return leaf.category_id.clone();
        }
        parent = Some(told.first().expect("a category that is no leaf has some below").category_id.clone());
    }
    panic!("there is no leaf");
}

fn filled_in(wanted: AttributeWanted) -> AttributeChosen {
    let choice = wanted.choices.into_iter().next();
    AttributeChosen {
        attribute_id: wanted.attribute_id,
        value_id: choice.as_ref().map(|choice| choice.value_id.clone()).filter(|id| !id.is_empty()),
        value: choice.map_or_else(|| "Hà Giang".to_owned(), |choice| choice.name),
    }
}

/// Large enough for everybody.
fn picture() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::new(640, 640).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
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
    let router = Router::new().route("/webhooks/practice", post(take)).with_state(arrivals);
    tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves for ever") });
    (format!("http://{address}/webhooks/practice"), pushes)
}

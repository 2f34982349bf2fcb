//! Everything around intake that is not intake: a marketplace to practise on, the door on a port, and a stand-in for
//! syndication that keeps the tokens and hears what intake tells.

use std::{
    collections::{BTreeMap, HashMap},
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use amounts::Vnd;
use contract::{
    Caller,
    intake::{OrderChanged, StockChanged},
    onboarding::LotDeclared,
    syndication::{AccessToken, FreshToken},
};
use hmac::{Hmac, KeyInit, Mac};
use host::Calendar;
use ids::{Id, Lot};
use intake::Door;
use mailbox::{Conversation, Heard, Stop};
use marketplaces::{Consent, GrantsConsent, ListingDraft, Registry, Shop, TakesListings, TakesShipments, shopee};
use sandbox::Sandbox;
use scoped::Scoped;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use testkit::{World, until};
use url::Url;

use crate::house::{House, PARTNER_ID, PARTNER_KEY, PUSH_KEY, connector, sealer};

/// The stage with everybody on it.
pub struct Market {
    pub house: House,
    pub keeper: Keeper,
    pub door: Url,
    pub http: reqwest::Client,
    sandbox: Sandbox,
    base: Url,
    /// Removed when the market closes.
    _journal: TempDir,
}

/// Syndication's stand-in.
#[derive(Clone)]
pub struct Keeper {
    pub shopee: Arc<shopee::Shopee>,
    http: reqwest::Client,
    tokens: Arc<tokio::sync::Mutex<HashMap<String, String>>>,
    consents: Arc<AtomicUsize>,
    told: Arc<Mutex<Told>>,
}

/// The newest that intake has told of each thing.
#[derive(Debug, Default)]
pub struct Told {
    pub stock: BTreeMap<Id<Lot>, StockChanged>,
    pub orders: BTreeMap<String, OrderChanged>,
}

impl Market {
    /// Opens, with the shop on the marketplace, pushes switched on, and nothing told to intake yet.
    pub async fn open(poll_every: Duration) -> Self {
        let market = Self::without_pushes(poll_every).await;
        market.keeper.shopee.register_callback().await.expect("the address is taken");
        market
    }

    /// The marketplace knows no address to push to.
    pub async fn without_pushes(poll_every: Duration) -> Self {
        Self::on(poll_every, Calendar::wall()).await
    }

    /// The same, where intake goes by this calendar.
    pub async fn on(poll_every: Duration, calendar: Calendar) -> Self {
        let world = World::new().await;
        let listener = host::http::listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let door = Url::parse(&format!("http://{address}/webhooks/shopee/app")).expect("an address");
        let (sandbox, journal) = practise().await;
        let base = Url::parse(&format!("http://{}", sandbox.address())).expect("an address");
        let shopee = Arc::new(connector(base.clone(), door.as_str()));
        let registry = Registry::new(vec![Arc::clone(&shopee) as _]);
        let house = House::of(world, registry.clone(), poll_every, calendar);

        let recorded = Arc::clone(&house.app.webhook_recorded);
        let shutdown = &house.world.shutdown;
        let opened = Door::open(house.app.database.clone(), registry, sealer(), recorded, shutdown);
        host::http::serve(listener, opened.router(), shutdown);
        let http = host::http::client();
        let keeper = Keeper {
            shopee,
            http: http.clone(),
            tokens: Arc::default(),
            consents: Arc::default(),
            told: Arc::default(),
        };
        keeper.listen(&house).await;
        intake::start(&house.app, shutdown).await.expect("intake starts");
        for service in ["syndication", "onboarding"] {
            house.world.relay(service);
        }
        let market = Self { house, keeper, door, http, sandbox, base, _journal: journal };
        market.open_shop(&market.house.shop_id).await;
        market
    }

    pub async fn open_shop(&self, shop_id: &str) {
        let number: u64 = shop_id.parse().expect("a number");
        self.control("shops", &json!({ "shop_id": number, "name": "HTX Cam Bắc Quang" })).await;
    }

    /// Shows packs of `CAM-5KG` in a shop on the marketplace.
    pub async fn show(&self, shop_id: &str, stock: i64) {
        let access_token = self.keeper.token(shop_id).await;
        let shop = Shop { shop_id: shop_id.to_owned(), access_token };
        self.keeper.shopee.create(&shop, &draft(stock)).await.expect("it is let in");
    }

    /// The shop, a listing `CAM-5KG` and a lot behind it: on the marketplace, and heard by intake.
    pub async fn stocked(&self, quantity_g: i64) -> LotDeclared {
        self.show(&self.house.shop_id, 1_000).await;
        let lot = self.house.lot(quantity_g);
        self.house.tell(&self.house.account()).await;
        self.house.tell(&lot).await;
        self.house.tell(&self.house.listing("CAM-5KG", &[lot.lot_id])).await;
        self.house.world.until_quiet(&["syndication", "onboarding"]).await;
        lot
    }

    /// A buyer orders and pays; the order's name.
    pub async fn buy(&self, quantity: i64) -> String {
        self.buy_in(&self.house.shop_id, quantity).await
    }

    pub async fn buy_in(&self, shop_id: &str, quantity: i64) -> String {
        let number: u64 = shop_id.parse().expect("a number");
        let wish = json!({ "shop_id": number, "sku": "CAM-5KG", "quantity": quantity, "pay": true, "cod": false });
        let order = self.control("orders", &wish).await;
        order["order_sn"].as_str().expect("a name").to_owned()
    }

    /// The seller packs it in the seller's centre, and it goes all the way.
    pub async fn deliver_by_hand(&self, order_sn: &str) {
        let access_token = self.keeper.token(&self.house.shop_id).await;
        let shop = Shop { shop_id: self.house.shop_id.clone(), access_token };
        self.keeper.shopee.ship(&shop, order_sn).await.expect("it is announced");
        for what in ["pickup", "deliver"] {
            self.act(order_sn, what).await;
        }
    }

    /// Somebody on the marketplace's side does something to an order.
    pub async fn act(&self, order_sn: &str, what: &str) {
        self.control(&format!("orders/{order_sn}/{what}"), &Value::Null).await;
    }

    pub async fn control(&self, what: &str, body: &Value) -> Value {
        let url = self.base.join(&format!("control/{what}")).expect("an address");
        let answer = self.http.post(url).json(body).send().await.expect("the sandbox is there");
        let status = answer.status();
        let text = answer.text().await.expect("a whole answer");
        assert!(status.is_success(), "control/{what}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Knocks at the door with a push we have signed ourselves.
    pub async fn push(&self, body: &str) -> reqwest::Response {
        let signature = signature(self.door.as_str(), body);
        let push = self.http.post(self.door.clone()).header("authorization", signature).body(body.to_owned());
        push.send().await.expect("the door answers")
    }

    /// Waits until intake has worked off all there is: webhooks, tasks, and what it has to tell.
    pub async fn until_drained(&self) {
        let left = "select (select count(*) from webhook_queue where parked_because is null)
            + (select count(*) from channel_task where state = 'queued') as n";
        until("webhooks and tasks are worked off", || async { self.house.number(left).await == 0 }).await;
        self.house.world.until_quiet(&["intake"]).await;
    }

    pub async fn close(self) {
        self.house.world.end().await;
        self.sandbox.stop().await;
    }
}

impl Keeper {
    async fn listen(&self, house: &House) {
        Conversation::new(self.clone(), house.world.database("syndication"), house.world.broker.clone())
            .undertakes::<AccessToken>(give_token)
            .hears::<StockChanged>(hear_stock)
            .hears::<OrderChanged>(hear_order)
            .start(&house.world.shutdown)
            .await
            .expect("the stand-in listens");
    }

    /// How often an owner has consented.
    pub fn consents(&self) -> usize {
        self.consents.load(Ordering::SeqCst)
    }

    /// What intake last told of a lot, in grams.
    pub fn available_g(&self, lot: Id<Lot>) -> Option<i64> {
        self.told().stock.get(&lot).map(|stock| stock.available_g)
    }

    /// What intake last told of an order.
    pub fn order(&self, order_sn: &str) -> Option<OrderChanged> {
        self.told().orders.get(order_sn).cloned()
    }

    fn told(&self) -> std::sync::MutexGuard<'_, Told> {
        self.told.lock().expect("nobody panics while noting")
    }

    async fn token(&self, shop_id: &str) -> String {
        let mut tokens = self.tokens.lock().await;
        if let Some(token) = tokens.get(shop_id) {
            return token.clone();
        }
        let token = self.consent(shop_id).await;
        tokens.insert(shop_id.to_owned(), token.clone());
        token
    }

    async fn consent(&self, shop_id: &str) -> String {
        self.consents.fetch_add(1, Ordering::SeqCst);
        let link = self.shopee.consent_link("https://hub.example.vn/consent", "a-state");
        let page = self.http.get(format!("{link}&shop_id={shop_id}&approve=1")).send().await.expect("a page");
        let back = page.headers().get("location").expect("it sends the owner back").to_str().expect("an address");
        let back = Url::parse(back).expect("an address");
        let code = back.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
        let consent = Consent { code, shop_id: shop_id.to_owned() };
        self.shopee.tokens(&consent).await.expect("a fresh code is good for tokens").tokens.access_token
    }
}

async fn give_token(keeper: &Keeper, _: &Caller, ask: AccessToken) -> Result<FreshToken, Stop> {
    let known = keeper.token(&ask.shop_id).await;
    if ask.refused_hash == Some(hex::encode(Sha256::digest(known.as_bytes()))) {
        let fresh = keeper.consent(&ask.shop_id).await;
        keeper.tokens.lock().await.insert(ask.shop_id.clone(), fresh);
    }
    Ok(FreshToken { access_token: keeper.token(&ask.shop_id).await, keep_seconds: 600 })
}

async fn hear_stock(keeper: &Keeper, _: &Scoped, heard: Heard<StockChanged>) -> Result<(), Stop> {
    let fact = heard.fact;
    let mut told = keeper.told();
    if told.stock.get(&fact.lot_id).is_none_or(|known| known.version < fact.version) {
        told.stock.insert(fact.lot_id, fact);
    }
    Ok(())
}

async fn hear_order(keeper: &Keeper, _: &Scoped, heard: Heard<OrderChanged>) -> Result<(), Stop> {
    let fact = heard.fact;
    let mut told = keeper.told();
    if told.orders.get(&fact.channel_order_id).is_none_or(|known| known.version < fact.version) {
        told.orders.insert(fact.channel_order_id.clone(), fact);
    }
    Ok(())
}

/// The other side of every marketplace.
pub async fn practise() -> (Sandbox, TempDir) {
    let journal = TempDir::new().expect("a temporary folder");
    let settings = sandbox::Settings {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        journal: journal.path().to_owned(),
        partner_id: PARTNER_ID,
        partner_key: PARTNER_KEY.into(),
        push_key: PUSH_KEY.into(),
        push_retry_divisor: 1_000,
        seed: 1,
    };
    (Sandbox::start(settings).await.expect("the sandbox starts"), journal)
}

/// A push about an order, as Shopee writes it.
pub fn push_body(shop_id: &str, order_sn: &str, status: &str, update_time: i64, timestamp: i64) -> String {
    format!(
        r#"{{"data":{{"items":[],"ordersn":"{order_sn}","status":"{status}","completed_scenario":"","update_time":{update_time}}},"shop_id":{shop_id},"code":3,"timestamp":{timestamp}}}"#
    )
}

/// As Shopee signs a push.
pub fn signature(callback_url: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(PUSH_KEY.as_bytes()).expect("any key will do");
    mac.update(callback_url.as_bytes());
    mac.update(b"|");
    mac.update(body.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// One pixel.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\
    \x9cc\xf8\xcf\xc0\0\0\x03\x01\x01\0\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82";

fn draft(stock: i64) -> ListingDraft {
    ListingDraft {
        sku: "CAM-5KG".into(),
        title: "Cam sành Hà Giang thùng 5 kg".into(),
        description: "Cam sành Bắc Quang, vỏ mỏng, nhiều nước, hái trong tuần và gửi thẳng từ hợp tác xã.".into(),
        price_vnd: Vnd(145_000),
        stock,
        gross_weight_g: 5_250,
        category_id: "100871".into(),
        pictures: vec![PICTURE.to_vec()],
        ..ListingDraft::default()
    }
}

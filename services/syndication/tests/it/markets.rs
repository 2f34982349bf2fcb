//! Several marketplaces at once: the sandbox plays them, and a cooperative has a shop on each.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::Utc;
use contract::{
    Ask, Caller, Fact, Role, Scope,
    intake::StockChanged,
    onboarding::{CooperativeChanged, LotDeclared, Verification},
    syndication::{AccessToken, FindChannelAccounts, FinishConsent, ListingForm, SaveListing, StartConsent},
};
use host::{Calendar, Files, Sealer};
use ids::{Channel, Cooperative, Id, Listing, Lot};
use mailbox::Asker;
use marketplaces::{
    ListingSeen, Marketplace, Registry, Shop,
    layer::http_client,
    lazada::{self, Lazada},
    shopee::{self, Shopee},
    tiktok_shop::{self, TiktokShop},
};
use sandbox::Sandbox;
use serde_json::{Value, json};
use testkit::{World, until};
use url::Url;
use uuid::Uuid;

use crate::{
    goods::{Seller, form, lot_of},
    lossy::{Lossy, Told},
};

const APP: u64 = 2_001_887;
const SECRET: &str = "a partner key for tests";
/// Ours would rest for seconds after a throttled call; the sandbox forgives at once.
const REST: Duration = Duration::from_millis(100);
const CALLS_PER_SECOND: u32 = 5_000;

/// A shop by its marketplace and its number there, which means nothing.
pub type ShopOf = (Channel, &'static str);

pub struct Markets {
    pub world: World,
    pub asker: Asker,
    pub cooperative: Id<Cooperative>,
    /// What stock our side told them.
    pub told: Arc<Told>,
    connectors: BTreeMap<Channel, Arc<dyn Marketplace>>,
    sandbox: Sandbox,
    http: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl Markets {
    /// Everything runs, and the cooperative may sell; there are no shops, no lots and no listings.
    pub async fn open() -> Self {
        let world = World::new().await;
        let folder = tempfile::tempdir().expect("a folder");
        let sandbox = Sandbox::start(sandbox::Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            journal: folder.path().join("journal"),
            partner_id: APP,
            partner_key: SECRET.into(),
            push_key: "a push key for tests".into(),
            push_retry_divisor: 1_000,
            seed: 1,
        })
        .await
        .expect("the sandbox starts");
        let http = http_client().expect("a client");
        let connectors = connectors(&format!("http://{}", sandbox.address()), &http);
        let told = Arc::<Told>::default();
        let known = connectors.values().map(|inner| {
            let (inner, told) = (Arc::clone(inner), Arc::clone(&told));
            Arc::new(Lossy { inner, loses: Arc::default(), told }) as Arc<dyn Marketplace>
        });
        let app = syndication::App::new(
            world.database("syndication"),
            world.broker.clone(),
            Files::in_folder(&folder.path().join("files")).expect("a store").sealed(Sealer::new(&[5; 32])),
            Sealer::new(&[7; 32]),
            Registry::new(known.collect()),
            Arc::new(Utc::now),
            Calendar::standing("2026-01-12T02:00:00Z".parse().expect("an instant")),
        );
        syndication::start(app, &world.shutdown).await.expect("syndication starts");
        world.relay("onboarding");
        world.relay("intake");
        let asker = Asker::new(world.broker.clone());
        let cooperative = Id::generate();
        let markets = Self { world, asker, cooperative, told, connectors, sandbox, http, _folder: folder };
        markets.settle_in().await;
        markets
    }

    pub async fn close(self) {
        self.world.end().await;
        self.sandbox.stop().await;
    }

    /// The cooperative is known, and so is where each marketplace files oranges.
    async fn settle_in(&self) {
        let told = CooperativeChanged {
            cooperative_id: self.cooperative,
            version: 1,
            code: "HTX01".into(),
            name: "Hợp tác xã Cam sành".into(),
            commune_code: "00001".into(),
            state: Verification::Verified,
            may_sell: true,
            households: 12,
        };
        self.tell(&[told]).await;
        let tx = self.world.database("syndication").begin_as_service().await.expect("a transaction");
        let filed = "insert into channel_category (channel, product, category_id)
            values ('lazada', 'cam_sanh', '100871'), ('tiktok_shop', 'cam_sanh', '100871')";
        tx.run(filed, []).await.expect("the sandbox has one tree for all of them");
        tx.commit().await.expect("committed");
        until("the desk is open", || async { self.ask(&FindChannelAccounts {}).await.is_some() }).await;
    }

    /// Opens these shops and connects them.
    pub async fn open_shops(&self, shops: &[ShopOf]) {
        for (channel, shop_id) in shops {
            let number: u64 = shop_id.parse().expect("a number");
            if *channel != Channel::Shopee {
                let app = json!({ "marketplace": channel, "key": APP.to_string(), "secret": SECRET });
                self.control("apps", app).await;
            }
            self.control("shops", json!({ "marketplace": channel, "shop_id": number, "name": "HTX Cam" })).await;
            self.connect(*channel, shop_id).await;
        }
    }

    async fn connect(&self, channel: Channel, shop_id: &str) {
        let start = StartConsent { channel, redirect: "https://hub.example/back".into() };
        let link = self.ask(&start).await.expect("a link").link;
        // Where a marketplace's console knows the address to come back to, the sandbox is told it here.
        let registered = if link.contains("redirect") { "" } else { "&redirect_uri=https://hub.example/back" };
        let link = format!("{link}{registered}&shop_id={shop_id}&approve=1");
        let answer = self.http.get(link).send().await.expect("the page answers");
        let back = answer.headers().get("location").expect("a way back").to_str().expect("text");
        let back = Url::parse(back).expect("an address");
        let of = |name: &str| {
            let found = back.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        let finish = FinishConsent { channel, state: of("state"), code: of("code"), shop_id: of("shop_id") };
        self.ask(&finish).await.expect("the shop is connected");
    }

    /// What the cooperative's manager asks; nothing where it is refused or nobody answers.
    pub async fn ask<T: Ask>(&self, ask: &T) -> Option<T::Answer> {
        let manager = Caller::person(Id::generate(), Role::CooperativeManager, Scope::Cooperative(self.cooperative));
        self.asker.ask(&manager.with_key(Uuid::now_v7().to_string()), ask).await.ok()
    }

    /// Another service tells these facts, in this order.
    pub async fn tell<F: Fact>(&self, facts: &[F]) {
        let tx = self.world.database(F::SERVICE).begin_as_service().await.expect("a transaction");
        mailbox::post_all(&tx, facts).await.expect("posted");
        tx.commit().await.expect("committed");
    }

    /// So many lots of oranges, each with so many packs to sell.
    pub async fn lots(&self, count: usize, packs: i64) -> Vec<Id<Lot>> {
        let lots: Vec<Id<Lot>> = (0..count).map(|_| Id::generate()).collect();
        let declared = (1..).zip(&lots).map(|(number, lot)| {
            let (code, lot_code) = ("HTX01".into(), format!("CAMSANH-2526-{number:04}-C"));
            lot_of(&Seller { id: self.cooperative, code, lot: *lot, lot_code }, "cam_sanh")
        });
        self.tell(&declared.collect::<Vec<LotDeclared>>()).await;
        self.tell(&lots.iter().map(|lot| self.stock(*lot, 1, packs)).collect::<Vec<_>>()).await;
        self.world.until_quiet(&["onboarding", "intake"]).await;
        lots
    }

    /// What intake tells of a lot.
    pub fn stock(&self, lot_id: Id<Lot>, version: i64, packs: i64) -> StockChanged {
        let grams = packs * 5_000;
        StockChanged {
            lot_id,
            version,
            cooperative_id: self.cooperative,
            available_g: grams,
            declared_version: 1,
            declared_g: grams,
        }
    }

    /// A listing that draws on one lot.
    pub async fn list(&self, sku: &str, lot: Id<Lot>) -> Id<Listing> {
        let seller = Seller { id: self.cooperative, code: "HTX01".into(), lot, lot_code: String::new() };
        let form: ListingForm = form(&seller, sku);
        self.ask(&SaveListing { listing_id: None, seen_version: None, form }).await.expect("the listing is saved")
    }

    /// All that a shop shows, by SKU.
    pub async fn shown_in(&self, channel: Channel, shop_id: &str) -> BTreeMap<String, ListingSeen> {
        let ask = AccessToken { channel, shop_id: shop_id.into(), refused_hash: None };
        let fresh = self.asker.ask(&Caller::service("intake"), &ask).await.expect("a token");
        let shop = Shop { shop_id: shop_id.into(), access_token: fresh.access_token };
        let listings = self.connectors[&channel].takes_listings().expect("a capability");
        let (mut shown, mut page) = (BTreeMap::new(), None);
        loop {
            let told = listings.list(&shop, page.as_deref()).await.expect("a page");
            let seen = told.listings.into_iter().map(|row| row.result.expect("a listing that can be read"));
            shown.extend(seen.map(|seen| (seen.sku.clone(), seen)));
            match told.next {
                Some(next) => page = Some(next),
                None => return shown,
            }
        }
    }

    /// Turns one of the sandbox's knobs.
    pub async fn control(&self, what: &str, body: Value) {
        let url = format!("http://{}/control/{what}", self.sandbox.address());
        let answer = self.http.post(url).json(&body).send().await.expect("the sandbox answers");
        assert!(answer.status().is_success(), "{what}: {}", answer.text().await.expect("words"));
    }
}

fn connectors(address: &str, http: &reqwest::Client) -> BTreeMap<Channel, Arc<dyn Marketplace>> {
    let base = |path: &str| Url::parse(&format!("{address}{path}")).expect("an address");
    let (mut for_shopee, mut for_lazada, mut for_tiktok) =
        (shopee::Assumptions::default(), lazada::Assumptions::default(), tiktok_shop::Assumptions::default());
    for_shopee.rest_after_rate_limit = REST;
    for_lazada.rest_after_limit = REST;
    for_tiktok.rest_after_limit = REST;
    for limits in [&mut for_shopee.limits, &mut for_lazada.limits, &mut for_tiktok.limits] {
        limits.calls_per_second = CALLS_PER_SECOND;
    }
    let of_shopee = shopee::Settings {
        api_base: base(""),
        consent_base: base(""),
        partner_id: APP,
        partner_key: SECRET.into(),
        push_keys: vec!["a push key for tests".into()],
        callback_url: "https://hub.example/webhooks/shopee".into(),
    };
    let of_lazada = lazada::Settings {
        api_base: base("/rest"),
        token_base: base("/rest"),
        consent_base: base(""),
        app_key: APP.to_string(),
        app_secret: SECRET.into(),
    };
    let of_tiktok = tiktok_shop::Settings {
        api_base: base(""),
        token_base: base(""),
        consent_base: base(""),
        app_key: APP.to_string(),
        app_secret: SECRET.into(),
        service_id: APP.to_string(),
    };
    let known: [Arc<dyn Marketplace>; 3] = [
        Arc::new(Shopee::assuming(for_shopee, of_shopee, http.clone(), Arc::new(Utc::now))),
        Arc::new(Lazada::assuming(for_lazada, of_lazada, http.clone(), Arc::new(Utc::now))),
        Arc::new(TiktokShop::assuming(for_tiktok, of_tiktok, http.clone(), Arc::new(Utc::now))),
    ];
    known.into_iter().map(|known| (known.channel(), known)).collect()
}

//! A house for these tests: syndication at work, a marketplace to practise on, and what onboarding and intake would tell.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use amounts::Vnd;
use chrono::Utc;
use contract::{
    Ask, Caller, Fact, Role, Scope,
    intake::StockChanged,
    onboarding::{CooperativeChanged, Verification},
    syndication::{
        AccessToken, FinishConsent, GetListing, ListingForm, ListingView, OfferState, OfferView, SaveListing,
        StartConsent,
    },
};
use host::{Calendar, Files, Sealer};
use ids::{Channel, ChannelAccount, Id, Listing};
use mailbox::{Asker, Unanswered};
use marketplaces::{
    ListingDraft, ListingSeen, Marketplace, Now, Registry, Shop, TakesListings,
    own_shop::{OwnShop, OwnShops},
    shopee,
};
use sandbox::Sandbox;
use serde_json::{Value, json};
use testkit::World;

use crate::{
    goods::{Seller, lot_of},
    lossy::Lossy,
};

const PARTNER_ID: u64 = 2_001_887;
const PARTNER_KEY: &str = "a partner key for tests";

/// The key that tokens are sealed with here.
pub const SEAL: [u8; 32] = [7; 32];

pub struct House {
    pub world: World,
    pub asker: Asker,
    pub files: Files,
    pub calendar: Calendar,
    /// While true, nobody hears that a listing was created.
    pub loses_answers: Arc<AtomicBool>,
    sandbox: Sandbox,
    http: reqwest::Client,
    shopee: shopee::Shopee,
    folder: tempfile::TempDir,
    versions: AtomicI64,
}

impl House {
    /// Everything runs; the marketplace has no shop yet.
    pub async fn open() -> Self {
        Self::open_beside(BTreeMap::new()).await
    }

    /// The same, with shops of cooperatives' own in its file.
    pub async fn open_beside(own_shops: BTreeMap<String, OwnShop>) -> Self {
        let world = World::new().await;
        let folder = tempfile::tempdir().expect("a folder");
        let sandbox = Sandbox::start(sandbox::Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            journal: folder.path().join("journal"),
            partner_id: PARTNER_ID,
            partner_key: PARTNER_KEY.into(),
            push_key: "a push key for tests".into(),
            push_retry_divisor: 1_000,
            seed: 1,
        })
        .await
        .expect("the sandbox starts");
        let http = marketplaces::layer::http_client().expect("a client");
        let loses_answers = Arc::new(AtomicBool::new(false));
        let inner = Arc::new(connector(&sandbox, &http));
        let lossy = Lossy { inner, loses: Arc::clone(&loses_answers), told: Arc::default() };
        let mut known: Vec<Arc<dyn Marketplace>> = vec![Arc::new(lossy)];
        if !own_shops.is_empty() {
            known.push(Arc::new(OwnShops::new(own_shops, http.clone(), wall())));
        }
        let files = Files::in_folder(&folder.path().join("files")).expect("a folder for files");
        let files = files.sealed(Sealer::new(&[5; 32]));
        // In the season of the lots, and standing still until a test moves it.
        let calendar = Calendar::standing("2026-01-12T02:00:00Z".parse().expect("an instant"));
        let app = syndication::App::new(
            world.database("syndication"),
            world.broker.clone(),
            files.clone(),
            Sealer::new(&SEAL),
            Registry::new(known),
            wall(),
            calendar.clone(),
        );
        let shopee = connector(&sandbox, &http);
        syndication::start(app, &world.shutdown).await.expect("syndication starts");
        world.relay("onboarding");
        world.relay("intake");
        let asker = Asker::new(world.broker.clone());
        Self {
            asker,
            files,
            calendar,
            loses_answers,
            shopee,
            sandbox,
            http,
            folder,
            world,
            versions: AtomicI64::new(1),
        }
    }

    /// One more process of the house starts, with these own shops in its file and no marketplace.
    pub async fn start_beside(&self, own_shops: BTreeMap<String, OwnShop>) {
        let mut known: Vec<Arc<dyn Marketplace>> = Vec::new();
        if !own_shops.is_empty() {
            known.push(Arc::new(OwnShops::new(own_shops, self.http.clone(), wall())));
        }
        let app = syndication::App::new(
            self.world.database("syndication"),
            self.world.broker.clone(),
            self.files.clone(),
            Sealer::new(&SEAL),
            Registry::new(known),
            wall(),
            self.calendar.clone(),
        );
        syndication::start(app, &self.world.shutdown).await.expect("syndication starts");
    }

    pub async fn close(self) {
        self.world.end().await;
        self.sandbox.stop().await;
        self.folder.close().expect("the folder goes");
    }

    /// A person who runs this cooperative, with a key for one command.
    pub fn manager(&self, seller: &Seller) -> Caller {
        Caller::person(Id::generate(), Role::CooperativeManager, Scope::Cooperative(seller.id)).with_key(self.key())
    }

    pub fn key(&self) -> String {
        self.next_version().to_string()
    }

    fn next_version(&self) -> i64 {
        self.versions.fetch_add(1, Ordering::Relaxed)
    }

    /// Another service tells a fact.
    pub async fn tell<F: Fact>(&self, fact: &F) {
        let tx = self.world.database(F::SERVICE).begin_as_service().await.expect("a transaction");
        mailbox::post(&tx, fact).await.expect("posted");
        tx.commit().await.expect("committed");
    }

    /// A cooperative that has declared one lot of oranges, with so much to sell.
    pub async fn seller(&self, code: &str, available_g: i64) -> Seller {
        self.seller_of("cam_sanh", code, &format!("CAMSANH-2526-{code}"), available_g).await
    }

    /// The same with a lot of another product.
    pub async fn seller_of(&self, product: &str, code: &str, lot_code: &str, available_g: i64) -> Seller {
        let seller = Seller { id: Id::generate(), code: code.into(), lot: Id::generate(), lot_code: lot_code.into() };
        self.tell(&cooperative_of(&seller, 1, Verification::Verified, true)).await;
        self.tell(&lot_of(&seller, product)).await;
        self.stock(&seller, available_g).await;
        self.world.until_quiet(&["onboarding", "intake"]).await;
        seller
    }

    /// Onboarding tells that the cooperative stands otherwise now.
    pub async fn stands(&self, seller: &Seller, state: Verification, may_sell: bool) {
        let version = 1 + self.next_version();
        self.tell(&cooperative_of(seller, version, state, may_sell)).await;
    }

    /// Intake tells how much of the seller's lot may be sold.
    pub async fn stock(&self, seller: &Seller, available_g: i64) {
        let version = self.next_version();
        self.tell(&StockChanged {
            lot_id: seller.lot,
            version,
            cooperative_id: seller.id,
            available_g,
            declared_version: 1,
            declared_g: available_g,
        })
        .await;
    }

    /// The owner of a shop consents, all the way through the marketplace's page.
    pub async fn connect(&self, seller: &Seller, shop_id: &str) -> Id<ChannelAccount> {
        self.open_shop(shop_id).await;
        let back = self.consent(seller, shop_id).await;
        self.finish(seller, &back).await.expect("the shop is connected")
    }

    pub async fn open_shop(&self, shop_id: &str) {
        let shop_id: u32 = shop_id.parse().expect("a number");
        self.control("shops", json!({ "shop_id": shop_id, "name": format!("Gian hàng {shop_id}") })).await;
    }

    /// What the owner brings back from the consent page.
    pub async fn consent(&self, seller: &Seller, shop_id: &str) -> FinishConsent {
        let start = StartConsent { channel: Channel::Shopee, redirect: "https://hub.example/back".into() };
        let link = self.asker.ask(&self.manager(seller), &start).await.expect("a link").link;
        let answer =
            self.http.get(format!("{link}&shop_id={shop_id}&approve=1")).send().await.expect("the page answers");
        let back = answer.headers().get("location").expect("a way back").to_str().expect("text");
        let back = reqwest::Url::parse(back).expect("an address");
        let of = |name| back.query_pairs().find(|(key, _)| key == name).expect("a parameter").1.into_owned();
        FinishConsent { channel: Channel::Shopee, state: of("state"), code: of("code"), shop_id: of("shop_id") }
    }

    pub async fn finish(&self, seller: &Seller, back: &FinishConsent) -> Result<Id<ChannelAccount>, Unanswered> {
        self.asker.ask(&self.manager(seller), back).await
    }

    pub async fn save(&self, seller: &Seller, form: ListingForm) -> Id<Listing> {
        let ask = SaveListing { listing_id: None, seen_version: None, form };
        self.asker.ask(&self.manager(seller), &ask).await.expect("the listing is saved")
    }

    pub async fn change(&self, seller: &Seller, id: Id<Listing>, change: impl FnOnce(&mut ListingForm)) {
        let before = self.listing(seller, id).await;
        let mut form = before.form;
        change(&mut form);
        let ask = SaveListing { listing_id: Some(id), seen_version: Some(before.version), form };
        self.asker.ask(&self.manager(seller), &ask).await.expect("the listing is changed");
    }

    pub async fn listing(&self, seller: &Seller, id: Id<Listing>) -> ListingView {
        self.asker.ask(&self.manager(seller), &GetListing { listing_id: id }).await.expect("the listing is there")
    }

    /// Waits until the listing's only offer is as told.
    pub async fn until_offer(
        &self,
        seller: &Seller,
        id: Id<Listing>,
        what: &str,
        is: impl Fn(&OfferView) -> bool + Copy,
    ) -> OfferView {
        let only = |listing: ListingView| {
            assert!(listing.offers.len() <= 1, "one offer for one shop");
            listing.offers.into_iter().next()
        };
        testkit::until(what, || async { only(self.listing(seller, id).await).as_ref().is_some_and(is) }).await;
        only(self.listing(seller, id).await).expect("an offer")
    }

    pub async fn until_live(&self, seller: &Seller, id: Id<Listing>) -> OfferView {
        self.until_offer(seller, id, "the offer is live", |offer| {
            offer.state == OfferState::Live && offer.next_attempt_at.is_none()
        })
        .await
    }

    /// A token for a shop, as intake gets it.
    pub async fn shop(&self, shop_id: &str) -> Shop {
        let ask = AccessToken { channel: Channel::Shopee, shop_id: shop_id.into(), refused_hash: None };
        let fresh = self.asker.ask(&Caller::service("intake"), &ask).await.expect("a token");
        Shop { shop_id: shop_id.into(), access_token: fresh.access_token }
    }

    /// Somebody puts an item into the shop without us; tells its id there.
    pub async fn put_there(&self, shop_id: &str, sku: &str) -> String {
        let draft = ListingDraft {
            idempotency_key: sku.into(),
            sku: sku.into(),
            title: "Cam sành Hà Giang bán từ trước".into(),
            description: "Cam sành hái tại vườn, quả đều, vỏ mỏng, ngọt thanh.".into(),
            price_vnd: Vnd(99_000),
            stock: 3,
            gross_weight_g: 5_400,
            category_id: "100871".into(),
            pictures: vec![include_bytes!("../../assets/cam_sanh.png").to_vec()],
            ..ListingDraft::default()
        };
        self.shopee.create(&self.shop(shop_id).await, &draft).await.expect("the marketplace lets it in")
    }

    /// Changes rows as nobody does.
    pub async fn change_rows(&self, sql: &str) {
        let tx = self.world.database("syndication").begin_as_service().await.expect("a transaction");
        tx.run(sql, []).await.expect("it runs");
        tx.commit().await.expect("committed");
    }

    /// What the marketplace itself shows under a SKU.
    pub async fn on_channel(&self, shop_id: &str, sku: &str) -> ListingSeen {
        let shop = self.shop(shop_id).await;
        let id = self.shopee.find_by_sku(&shop, sku).await.expect("an answer").expect("an item");
        let seen = self.shopee.read(&shop, &[id]).await.expect("an answer").pop().expect("a row");
        seen.result.expect("the item can be read")
    }

    /// Turns one of the sandbox's knobs.
    pub async fn control(&self, what: &str, body: Value) {
        let url = format!("http://{}/control/{what}", self.sandbox.address());
        let answer = self.http.post(url).json(&body).send().await.expect("the sandbox answers");
        assert!(answer.status().is_success(), "{what}: {}", answer.text().await.expect("words"));
    }

    /// Items that buyers can see, in all shops.
    pub async fn items_live(&self) -> u64 {
        let url = format!("http://{}/control/status", self.sandbox.address());
        let status: Value = self.http.get(url).send().await.expect("an answer").json().await.expect("JSON");
        status["items_live"].as_u64().expect("a number")
    }

    /// The code of the refusal that an ask gets.
    pub async fn refusal<T: Ask>(&self, caller: &Caller, ask: &T) -> String
    where
        T::Answer: std::fmt::Debug,
    {
        match self.asker.ask(caller, ask).await {
            Err(Unanswered::Refused(refusal)) => refusal.code,
            other => panic!("a refusal was expected: {other:?}"),
        }
    }
}

fn wall() -> Now {
    Arc::new(Utc::now)
}

fn connector(sandbox: &Sandbox, http: &reqwest::Client) -> shopee::Shopee {
    let base: reqwest::Url = format!("http://{}", sandbox.address()).parse().expect("an address");
    let settings = shopee::Settings {
        api_base: base.clone(),
        consent_base: base,
        partner_id: PARTNER_ID,
        partner_key: PARTNER_KEY.into(),
        push_keys: vec!["a push key for tests".into()],
        callback_url: "https://hub.example/webhooks/shopee".into(),
    };
    let mut assumptions = shopee::Assumptions::default();
    // The sandbox does not mind, and the tests need not wait for a pace meant for the real one.
    assumptions.limits.calls_per_second = 1_000;
    shopee::Shopee::assuming(assumptions, settings, http.clone(), wall())
}

fn cooperative_of(seller: &Seller, version: i64, state: Verification, may_sell: bool) -> CooperativeChanged {
    CooperativeChanged {
        cooperative_id: seller.id,
        version,
        code: seller.code.clone(),
        name: format!("Hợp tác xã {}", seller.code),
        commune_code: "00001".into(),
        state,
        may_sell,
        households: 12,
    }
}

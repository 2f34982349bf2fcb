//! Intake in a world of its own, and the facts and orders a test tells it.

use std::{sync::Arc, time::Duration};

use amounts::Vnd;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use contract::{
    Caller, Fact, Grade, ProductCode, Role, Scope,
    intake::{OrderState, OrderView},
    onboarding::LotDeclared,
    syndication::{ChannelAccountChanged, ListingChanged},
};
use host::{Calendar, Sealer};
use ids::{Channel, Cooperative, Id, Lot};
use intake::{
    App,
    actions::{
        keep_shop::keep_shop,
        take_listing::take_listing,
        take_lot::take_lot,
        take_orders::{Source, take_orders},
    },
};
use mailbox::{Asker, Heard, Stop};
use marketplaces::{ChannelLine, ChannelOrder, LineState, Registry, layer, shopee};
use scoped::Scoped;
use testkit::World;
use url::Url;

pub const PARTNER_ID: u64 = 2_001_887;
pub const PARTNER_KEY: &str = "practice-partner-key";
pub const PUSH_KEY: &str = "practice-push-key";
/// Longer than any test.
pub const NEVER: Duration = Duration::from_hours(1);

/// Intake, with one cooperative that has one shop.
pub struct House {
    pub world: World,
    pub app: App,
    pub asker: Asker,
    pub cooperative: Id<Cooperative>,
    pub shop_id: String,
}

impl House {
    /// Knows of no shop yet, and can call no marketplace.
    pub async fn new() -> Self {
        let world = World::new().await;
        let nowhere = Url::parse("http://127.0.0.1:9").expect("an address");
        let registry = Registry::new(vec![Arc::new(connector(nowhere, "http://127.0.0.1:9/webhooks/shopee/app"))]);
        Self::of(world, registry, NEVER, Calendar::wall())
    }

    pub fn of(world: World, registry: Registry, poll_every: Duration, calendar: Calendar) -> Self {
        let (database, broker) = (world.database("intake"), world.broker.clone());
        let asker = Asker::new(broker.clone());
        let now = Arc::new(Utc::now);
        let app = App::new(database, broker, calendar, now, registry, sealer(), poll_every);
        Self { world, app, asker, cooperative: Id::generate(), shop_id: "14701711".into() }
    }

    pub fn manager(&self) -> Caller {
        manager_of(self.cooperative)
    }

    pub fn account(&self) -> ChannelAccountChanged {
        ChannelAccountChanged {
            account_id: Id::generate(),
            version: 1,
            cooperative_id: self.cooperative,
            channel: Channel::Shopee,
            shop_id: self.shop_id.clone(),
            connected: true,
        }
    }

    pub fn lot(&self, quantity_g: i64) -> LotDeclared {
        LotDeclared {
            lot_id: Id::generate(),
            version: 1,
            lot_code: "CAMSANH-2526-0042-K".into(),
            cooperative_id: self.cooperative,
            commune_code: "00874".into(),
            product: product(),
            grade: Grade::First,
            season: "CAM-2025-2026".into(),
            picked_from: day(10),
            picked_to: day(12),
            sell_by: day(28),
            quantity_g,
            households: 3,
            covered_by: None,
        }
    }

    /// Packs of 5 kg.
    pub fn listing(&self, sku: &str, lots: &[Id<Lot>]) -> ListingChanged {
        ListingChanged {
            listing_id: Id::generate(),
            version: 1,
            cooperative_id: self.cooperative,
            sku: sku.into(),
            title: "Cam sành Hà Giang thùng 5 kg".into(),
            product: product(),
            grade: Grade::First,
            pack_g: 5_000,
            price_vnd: Vnd(145_000),
            lots: lots.to_vec(),
            active: true,
        }
    }

    /// The shop, a listing `CAM-5KG` and a lot behind it, all heard already.
    pub async fn stocked(&self, quantity_g: i64) -> LotDeclared {
        let lot = self.lot(quantity_g);
        self.hear_account(&self.account()).await;
        self.hear_lot(&lot).await.expect("taken");
        self.hear_listing(&self.listing("CAM-5KG", &[lot.lot_id])).await;
        lot
    }

    pub async fn begin(&self) -> Scoped {
        self.app.database.begin_as_service().await.expect("a transaction")
    }

    pub async fn hear_account(&self, fact: &ChannelAccountChanged) {
        let tx = self.begin().await;
        keep_shop(&self.app, &tx, heard(fact.clone())).await.expect("kept");
        // It came before anything of the season was ordered.
        let came = format!("update shop set known_since = '{}'", second(0).to_rfc3339());
        tx.run(&came, []).await.expect("dated");
        tx.commit().await.expect("committed");
    }

    pub async fn hear_listing(&self, fact: &ListingChanged) {
        let tx = self.begin().await;
        take_listing(&self.app, &tx, heard(fact.clone())).await.expect("taken");
        tx.commit().await.expect("committed");
    }

    pub async fn hear_lot(&self, fact: &LotDeclared) -> Result<(), Stop> {
        let tx = self.begin().await;
        take_lot(&self.app, &tx, heard(fact.clone())).await?;
        Ok(tx.commit().await?)
    }

    /// Hears of orders as they are now; how many changed.
    pub async fn take(&self, orders: Vec<ChannelOrder>) -> usize {
        let tx = self.begin().await;
        let fetched_at = Utc::now();
        let taken = take_orders(
            &tx,
            Channel::Shopee,
            &self.shop_id,
            orders,
            (fetched_at, self.app.calendar.today()),
            Source::Webhook,
        )
        .await;
        let changed = taken.expect("taken").expect("the shop is known");
        tx.commit().await.expect("committed");
        changed
    }

    /// One order as its cooperative sees it, by its name on the marketplace.
    pub async fn order(&self, channel_order_id: &str) -> Option<OrderView> {
        let tx = self.app.database.begin(&self.manager(), scoped::Access::Read).await.expect("a transaction");
        let ask = contract::intake::FindOrders { text: Some(channel_order_id.into()), ..Default::default() };
        let page = intake::store::read::find_orders(&tx, &ask).await.expect("found");
        page.rows.into_iter().find(|view| view.order.channel_order_id == channel_order_id)
    }

    pub async fn state(&self, channel_order_id: &str) -> Option<OrderState> {
        self.order(channel_order_id).await.map(|view| view.order.state)
    }

    /// `available`, `reserved`, `sold` and `waste` of a lot in grams.
    pub async fn balance(&self, lot: Id<Lot>) -> [i64; 4] {
        let mut balance = [0; 4];
        for (at, column) in ["on_hand_g - reserved_g", "reserved_g", "sold_g", "waste_g"].into_iter().enumerate() {
            let sql = format!("select {column} as n from lot where lot_id = '{}'", lot.uuid());
            balance[at] = self.number(&sql).await;
        }
        balance
    }

    pub async fn number(&self, sql: &str) -> i64 {
        self.world.number("intake", sql).await
    }

    /// A fact is posted by the service that tells it.
    pub async fn tell<F: Fact>(&self, fact: &F) {
        let tx = self.world.database(F::SERVICE).begin_as_service().await.expect("a transaction");
        mailbox::post(&tx, fact).await.expect("posted");
        tx.commit().await.expect("committed");
    }

    /// Runs what no service may run.
    pub async fn owner_runs(&self, database: Option<&str>, sql: &str) {
        use sea_orm::ConnectionTrait;
        let url = self.world.owner_url().await;
        let url = database.map_or(url.clone(), |name| {
            let (server, _) = url.rsplit_once('/').expect("an address has a path");
            format!("{server}/{name}")
        });
        let mut options = sea_orm::ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        let owner = sea_orm::Database::connect(options).await.expect("the owner gets in");
        owner.execute_unprepared(sql).await.expect("the owner may");
        owner.close().await.expect("closed");
    }
}

/// What the door seals with, and the workers open.
pub fn sealer() -> Sealer {
    Sealer::new(&[7; 32])
}

/// Our side of Shopee.
pub fn connector(base: Url, callback_url: &str) -> shopee::Shopee {
    let settings = shopee::Settings {
        api_base: base.clone(),
        consent_base: base,
        partner_id: PARTNER_ID,
        partner_key: PARTNER_KEY.into(),
        push_keys: vec![PUSH_KEY.into()],
        callback_url: callback_url.into(),
    };
    shopee::Shopee::new(settings, layer::http_client().expect("a client"), Arc::new(Utc::now))
}

pub fn manager_of(cooperative: Id<Cooperative>) -> Caller {
    Caller::person(Id::generate(), Role::CooperativeManager, Scope::Cooperative(cooperative))
}

pub fn heard<F>(fact: F) -> Heard<F> {
    Heard { fact, event_id: Id::generate(), at: Utc::now() }
}

fn product() -> ProductCode {
    ProductCode::parse("cam_sanh").expect("in the list")
}

fn day(of_january: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, of_january).expect("a date")
}

/// A second of one season.
pub fn second(number: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_768_000_000, 0).expect("an instant") + TimeDelta::seconds(number)
}

/// An order of some packs of `CAM-5KG`, as the marketplace tells it at a second of the season.
pub fn order(id: &str, quantity: i64, state: LineState, told_at: i64) -> ChannelOrder {
    let line = ChannelLine {
        channel_line_id: "1".into(),
        item_id: "800001".into(),
        sku: "CAM-5KG".into(),
        name: "Cam sành Hà Giang thùng 5 kg".into(),
        quantity,
        unit_price_vnd: Vnd(145_000),
        platform_discount_vnd: Vnd::ZERO,
        state,
    };
    ChannelOrder {
        shop_id: "14701711".into(),
        channel_order_id: id.into(),
        state,
        raw_status: format!("{state:?}").to_uppercase(),
        cancel_requested: false,
        on_hold: false,
        cash_on_delivery: true,
        placed_at: second(0),
        paid_at: None,
        ship_by: Some(second(86_400)),
        updated_at: second(told_at),
        total_vnd: Some(Vnd(145_000 * quantity)),
        tracking_number: None,
        cancel_reason: None,
        lines: vec![line],
    }
}

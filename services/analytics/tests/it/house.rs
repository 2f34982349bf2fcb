//! A house with analytics in it, and the few things tests do there.

use std::sync::Arc;

use analytics::App;
use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Caller, Fact, Grade, ProductCode, Role, Scope,
    analytics::{FigureFilter, FigureRow, Figures, FindFigures, GroupBy},
    onboarding::{CooperativeChanged, LotDeclared, Verification},
};
use host::{Files, Sealer};
use ids::{Cooperative, Id, Lot};
use mailbox::{Asker, Unanswered};
use testkit::{World, until};

/// Two communes of the province.
pub const QUAN_BA: &str = "00874";
pub const DONG_VAN: &str = "00721";

pub struct House {
    pub world: World,
    pub asker: Asker,
    pub files: Files,
    _folder: Arc<tempfile::TempDir>,
}

impl House {
    pub async fn new() -> Self {
        let house = Self::silent().await;
        for service in ["intake", "onboarding"] {
            house.world.relay(service);
        }
        house
    }

    /// Nothing that is posted is told yet.
    pub async fn silent() -> Self {
        let world = World::new().await;
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::in_folder(folder.path()).expect("a store").sealed(Sealer::new(&[5; 32]));
        let app = App::new(world.database("analytics"), world.broker.clone(), files.clone());
        analytics::start(app, &world.shutdown).await.expect("analytics starts");
        // The broker takes the subscriptions of a connection in turn: once it has refused this, it knows of the whole desk.
        world.broker.listening().request("nobody.answers.this", "".into()).await.expect_err("nobody answers");
        let asker = Asker::new(world.broker.clone());
        Self { world, asker, files, _folder: Arc::new(folder) }
    }

    /// Tells facts of one service, in this order.
    pub async fn tell<F: Fact>(&self, facts: &[F]) {
        let tx = self.world.database(F::SERVICE).begin_as_service().await.expect("a transaction");
        mailbox::post_all(&tx, facts).await.expect("posted");
        tx.commit().await.expect("committed");
    }

    /// Everything that was told is in the figures.
    pub async fn until_reckoned(&self) {
        self.world.until_quiet(&["intake", "onboarding"]).await;
        until("no day is stale", || async { self.number("select count(*) as n from stale").await == 0 }).await;
        assert_eq!(self.number("select count(*) as n from parked_message").await, 0, "nothing may be parked");
    }

    pub async fn number(&self, sql: &str) -> i64 {
        self.world.number("analytics", sql).await
    }

    /// Changes something behind the service's back.
    pub async fn meddle(&self, sql: &str) {
        let tx = self.world.database("analytics").begin_as_service().await.expect("a transaction");
        assert!(tx.run(sql, []).await.expect("the statement runs") > 0, "it changes something: {sql}");
        tx.commit().await.expect("committed");
    }

    pub async fn ask(&self, caller: &Caller, filter: FigureFilter, by: GroupBy) -> Result<Figures, Unanswered> {
        self.asker.ask(caller, &FindFigures { filter, group_by: by }).await
    }

    /// The province's figures.
    pub async fn rows(&self, by: GroupBy) -> Vec<FigureRow> {
        self.rows_of(FigureFilter::default(), by).await
    }

    pub async fn rows_of(&self, filter: FigureFilter, by: GroupBy) -> Vec<FigureRow> {
        self.ask(&province(), filter, by).await.expect("answered").rows
    }

    /// Everything as stored is what the event log makes of it.
    pub async fn assert_verified(&self) {
        let verified = analytics::verify_figures(&self.world.database("analytics")).await.expect("verified");
        assert_eq!((verified.rows_differing, verified.differences), (0, Vec::new()));
        assert_eq!(verified.days_stale, 0);
        assert!(verified.rows_compared > 0);
    }
}

pub fn province() -> Caller {
    Caller::person(Id::generate(), Role::ProvincialOfficial, Scope::Province)
}

pub fn manager(cooperative: Id<Cooperative>) -> Caller {
    Caller::person(Id::generate(), Role::CooperativeManager, Scope::Cooperative(cooperative))
}

pub fn commune_official(code: &str) -> Caller {
    Caller::person(Id::generate(), Role::CommuneOfficial, Scope::Commune(code.into()))
}

pub fn product(code: &str) -> ProductCode {
    ProductCode::parse(code).expect("a product of the list")
}

/// `2026-01-05`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// `2026-01-05T20:00:00+07:00`.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub fn cooperative(id: Id<Cooperative>, version: i64, name: &str, commune: &str) -> CooperativeChanged {
    CooperativeChanged {
        cooperative_id: id,
        version,
        code: "HTX".into(),
        name: name.into(),
        commune_code: commune.into(),
        state: Verification::Verified,
        may_sell: true,
        households: 7,
    }
}

pub fn lot(of: Id<Cooperative>, commune: &str, what: &str, grade: Grade, quantity_g: i64) -> LotDeclared {
    LotDeclared {
        lot_id: Id::<Lot>::generate(),
        version: 1,
        lot_code: "CAMSANH-2526-0042-6".into(),
        cooperative_id: of,
        commune_code: commune.into(),
        product: product(what),
        grade,
        season: "CAM-2025-2026".into(),
        picked_from: day("2025-12-20"),
        picked_to: day("2026-01-20"),
        sell_by: day("2026-02-15"),
        quantity_g,
        households: 5,
        covered_by: None,
    }
}

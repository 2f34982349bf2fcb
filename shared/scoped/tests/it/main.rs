//! The walls around a transaction, tried from the inside with raw SQL on a real Postgres.

mod cancelled;
mod rights;
mod sight;
mod tables;

use contract::{Caller, Role, Scope};
use ids::{Cooperative, Id};
use scoped::{Access, Database, FromQueryResult, Scoped};
use sqlx::{Connection, PgConnection};
use testkit::World;

/// Intake's database in a world of its own; `shop` stands for every table of tenants.
struct House {
    world: World,
    database: Database,
}

impl House {
    async fn new() -> Self {
        let world = World::new().await;
        Self { database: world.database("intake"), world }
    }

    /// A transaction of somebody with this scope.
    async fn begin(&self, scope: Scope, access: Access) -> Scoped {
        let caller = Caller::person(Id::generate(), Role::CooperativeManager, scope);
        self.database.begin(&caller, access).await.expect("a transaction")
    }

    /// A cooperative with one shop.
    async fn cooperative(&self, shop_id: &str) -> Id<Cooperative> {
        let cooperative = Id::<Cooperative>::generate();
        let tx = self.database.begin_as_service().await.expect("a transaction");
        tx.run(ADD_SHOP, [shop_id.into(), cooperative.uuid().into()]).await.expect("a shop");
        tx.commit().await.expect("committed");
        cooperative
    }

    /// The address of intake's own role.
    async fn url(&self) -> String {
        self.world.owner_url().await.replace("chophien@", "phien_intake@")
    }

    /// Intake's own role on a connection that nobody has told a scope.
    async fn bare(&self) -> PgConnection {
        let mut bare = PgConnection::connect(&self.url().await).await.expect("the role gets in");
        sqlx::query("set search_path to intake, public").execute(&mut bare).await.expect("set");
        bare
    }
}

const ADD_SHOP: &str =
    "insert into shop (channel, shop_id, cooperative_id, version, connected) values ('shopee', $1, $2, 1, true)";

/// The shops a transaction sees, by their ids.
async fn shops(tx: &Scoped) -> Vec<String> {
    #[derive(FromQueryResult)]
    struct Row {
        shop_id: String,
    }
    let rows: Vec<Row> = tx.all("select shop_id from shop order by shop_id", []).await.expect("rows");
    rows.into_iter().map(|row| row.shop_id).collect()
}

/// The SQLSTATE that a statement was refused with.
fn state<T: std::fmt::Debug>(outcome: Result<T, sqlx::Error>) -> String {
    let error = outcome.expect_err("the statement is refused");
    let code = error.as_database_error().and_then(|error| error.code().map(std::borrow::Cow::into_owned));
    code.unwrap_or_else(|| panic!("Postgres did not refuse it: {error}"))
}

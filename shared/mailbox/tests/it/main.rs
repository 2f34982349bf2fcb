//! The mailbox on a real Postgres and a real NATS: told without loss, heard once, asked twice.

mod asking;
mod broker_away;
mod hearing;
mod housekeeping;
mod relaying;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_nats::jetstream;
use contract::{Refusal, intake::StockChanged};
use ids::{Id, Lot};
use mailbox::{Conversation, Heard, Stop};
use scoped::Scoped;
use sea_orm::{ConnectOptions, ConnectionTrait};
use testkit::World;

/// Syndication refuses a fact of this version.
const REFUSED: i64 = -1;
/// Syndication fails at the first sight of a fact of this version.
const FAILING: i64 = -2;

/// A world in which intake speaks and syndication listens, noting what it hears in a table of its own.
struct House {
    world: World,
    listener: Listener,
}

/// What syndication's action may reach for.
#[derive(Clone, Default)]
struct Listener {
    failures: Arc<AtomicUsize>,
}

impl House {
    async fn new() -> Self {
        let house = Self { world: World::new().await, listener: Listener::default() };
        for service in ["syndication", "intake"] {
            house
                .owner_runs(&format!(
                    "create table {service}.effect (about text not null, version bigint not null);
                    grant select, insert on {service}.effect to phien_{service}"
                ))
                .await;
        }
        house
    }

    /// Syndication begins to listen.
    async fn listen(&self) {
        let (database, broker) = (self.world.database("syndication"), self.world.broker.clone());
        let conversation = Conversation::new(self.listener.clone(), database, broker).hears::<StockChanged>(note);
        conversation.start(&self.world.shutdown).await.expect("syndication listens");
    }

    /// Intake posts these in one transaction.
    async fn post(&self, facts: &[StockChanged]) {
        let tx = self.world.database("intake").begin_as_service().await.expect("a transaction");
        mailbox::post_all(&tx, facts).await.expect("posted");
        tx.commit().await.expect("committed");
    }

    /// Runs SQL that no service may run.
    async fn owner_runs(&self, sql: &str) {
        let mut options = ConnectOptions::new(self.world.owner_url().await);
        options.max_connections(1).sqlx_logging(false);
        let owner = sea_orm::Database::connect(options).await.expect("the owner gets in");
        owner.execute_unprepared(sql).await.expect("the owner may");
        owner.close().await.expect("closed");
    }

    async fn effects(&self) -> i64 {
        self.world.number("syndication", "select count(*) as n from effect").await
    }

    async fn unpublished(&self) -> i64 {
        self.world.number("intake", "select count(*) as n from outbox where published_at is null").await
    }

    /// Messages the broker has stored of a service.
    async fn stored(&self, service: &str) -> u64 {
        let context = jetstream::new(self.world.broker.talking().clone());
        let stream = context.get_stream(self.world.broker.stream_name(service)).await.expect("a stream");
        stream.get_info().await.expect("the broker answers").state.messages
    }
}

async fn note(listener: &Listener, tx: &Scoped, heard: Heard<StockChanged>) -> Result<(), Stop> {
    let fact = heard.fact;
    let sql = "insert into effect (about, version) values ($1, $2)";
    tx.run(sql, [fact.lot_id.to_string().into(), fact.version.into()]).await?;
    match fact.version {
        REFUSED => Err(Refusal::new("stock_short", "this one is refused after it has written").into()),
        FAILING if listener.failures.fetch_add(1, Ordering::SeqCst) == 0 => {
            tx.run("select 1 / 0", []).await?;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// A fact of no consequence.
fn fact(version: i64) -> StockChanged {
    StockChanged {
        lot_id: Id::<Lot>::generate(),
        version,
        cooperative_id: Id::generate(),
        available_g: 5_000,
        declared_version: 1,
        declared_g: 5_000,
    }
}

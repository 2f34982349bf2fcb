//! The broker is away while facts become true.

use contract::intake::StockChanged;
use host::Shutdown;
use mailbox::{Broker, Conversation, Relay};
use stack::{Binaries, Durability, Nats};
use tempfile::TempDir;
use testkit::until;

use crate::{House, Listener, fact, note};

struct OwnBroker {
    binaries: Binaries,
    folder: TempDir,
}

impl OwnBroker {
    fn new() -> Self {
        let binaries = Binaries::find().unwrap_or_else(|missing| panic!("{missing}"));
        Self { binaries, folder: TempDir::new().expect("a temporary folder") }
    }

    async fn start(&self, port: Option<u16>) -> Nats {
        let data = self.folder.path().join("nats");
        Nats::start(&self.binaries, &data, port, Durability::Durable).await.expect("NATS starts")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_became_true_while_the_broker_was_away_arrives_when_it_is_back() {
    let house = House::new().await;
    let own = OwnBroker::new();
    let nats = own.start(None).await;
    let url = nats.url();
    let port = url.rsplit(':').next().and_then(|port| port.parse().ok());
    let broker = Broker::connect(&url, &house.world.house).await.expect("it is there");
    broker.provision(1, 16 << 20).await.expect("streams");
    let shutdown = Shutdown::new();
    Relay::new(house.world.database("intake"), broker.clone()).start(&shutdown);
    Conversation::new(Listener::default(), house.world.database("syndication"), broker.clone())
        .hears::<StockChanged>(note)
        .start(&shutdown)
        .await
        .expect("syndication listens");
    house.post(&(0..100).map(fact).collect::<Vec<_>>()).await;
    until("the first hundred are heard", || async { house.effects().await == 100 }).await;

    nats.stop().await.expect("stopped");
    until("its absence is noticed", || async { !broker.is_connected() }).await;
    for _ in 0..5 {
        house.post(&(0..40).map(fact).collect::<Vec<_>>()).await;
    }
    assert_eq!((house.unpublished().await, house.effects().await), (200, 100));

    let nats = own.start(port).await;
    until("the other two hundred are told", || async { house.unpublished().await == 0 }).await;
    until("and heard", || async { house.effects().await == 300 }).await;
    let unheard =
        || async { broker.unheard("intake").await.map(|facts| facts.get("syndication").copied()).ok().flatten() };
    until("and acknowledged", || async { unheard().await == Some(0) }).await;
    assert_eq!(house.world.number("syndication", "select count(distinct about) as n from effect").await, 300);
    assert!(shutdown.end(std::time::Duration::from_secs(10)).await, "everybody ends");
    broker.close().await;
    nats.stop().await.expect("stopped");
}

#[tokio::test]
async fn nobody_at_the_address_is_said_at_once() {
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("an address");
    let fault = Broker::connect(&format!("nats://{nowhere}"), "t").await.expect_err("nobody is there");
    assert!(fault.to_string().contains(&nowhere.to_string()), "{fault}");
}

//! How many webhooks a second the door acknowledges durably, against a bare handler in the same run.
//!
//! Both verify the same HMAC over the same bytes and commit them in groups on the same Postgres, whose every commit is
//! flushed. The yardstick writes them into one plain table and does nothing else. `-- --seconds 4` shortens a round.

mod bare;
mod load;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use host::{Sealer, Shutdown};
use intake::Door;
use marketplaces::{Registry, layer, shopee};
use scoped::Database;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement};
use stack::{Binaries, Durability, Postgres};
use tokio::sync::Notify;
use url::Url;

use load::{Load, Pace, Round};

const PUSH_KEY: &str = "practice-push-key";
const CONNECTIONS: usize = 64;
const WARM_UP: Duration = Duration::from_secs(2);

fn main() {
    // Whoever builds every target and runs it has not asked for a measurement.
    let arguments: Vec<String> = std::env::args().collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let seconds = arguments.iter().skip_while(|argument| *argument != "--seconds").nth(1);
    let seconds = seconds.map_or(8, |seconds| seconds.parse().expect("whole seconds"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure(Duration::from_secs(seconds)));
}

async fn measure(round: Duration) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let binaries = Binaries::find().unwrap_or_else(|missing| panic!("{missing}"));
    let data = folder.path().join("postgres");
    let postgres = Postgres::start(&binaries, &data, None, Durability::Durable).await.expect("Postgres starts");
    let url = postgres.url("chophien", "postgres");
    migrations::migrate(&url, "intake").await.expect("migrated");
    let owner = connect(&url).await;

    let shutdown = Shutdown::new();
    let bare = bare::open(owner.clone(), &shutdown).await;
    let door = open_door(&postgres.url("phien_intake", "postgres"), &shutdown).await;
    for address in [&bare, &door] {
        Load::on(address, CONNECTIONS, Pace::AsFastAsAnswered).run(WARM_UP).await;
    }
    // In turns, so that a machine that grows slower or faster does so for both.
    let (mut of_bare, mut of_door) = (Round::default(), Round::default());
    let (mut syncs, half_round) = (0, round / 2);
    for _ in 0..2 {
        of_bare.add(Load::on(&bare, CONNECTIONS, Pace::AsFastAsAnswered).run(half_round).await);
        let before = wal_syncs(&owner).await;
        of_door.add(Load::on(&door, CONNECTIONS, Pace::AsFastAsAnswered).run(half_round).await);
        syncs += wal_syncs(&owner).await - before;
    }
    let half = Pace::PerSecond(of_door.per_second() / 2.0);
    let at_half = Load::on(&door, CONNECTIONS, half).run(round).await;
    let recorded = count(&owner, "select count(*) as n from intake.raw_webhook").await;
    assert!(recorded >= of_door.accepted() + at_half.accepted(), "what was acknowledged is there");
    shutdown.end(Duration::from_secs(10)).await;
    postgres.stop().await.expect("stopped");
    tell(&of_bare, &of_door, &at_half, syncs);
}

fn tell(bare: &Round, door: &Round, at_half: &Round, syncs: i64) {
    #[expect(clippy::cast_precision_loss, reason = "some hundred thousand")]
    let syncs_per_ack = syncs as f64 / door.accepted() as f64;
    let ratio = door.per_second() / bare.per_second();
    let figures = serde_json::json!({
        "bench": "door", "connections": CONNECTIONS,
        "accepted_per_s": door.per_second().round(), "p50_ms": door.milliseconds(50.0), "p99_ms": door.milliseconds(99.0),
        "bare_per_s": bare.per_second().round(), "bare_p99_ms": bare.milliseconds(99.0),
        "ratio_to_bare": (ratio * 1_000.0).round() / 1_000.0,
        "wal_syncs_per_ack": (syncs_per_ack * 10_000.0).round() / 10_000.0,
        "p99_ms_at_half": at_half.milliseconds(99.0), "not_accepted": door.turned_away() + at_half.turned_away(),
    });
    println!("{figures}");
    println!(
        "the door: {:.0}/s acknowledged durably, p50 {:.1} ms, p99 {:.1} ms; {ratio:.2} of a bare handler's {:.0}/s (aim 0.6); \
         {syncs_per_ack:.3} WAL syncs each (aim 0.1); p99 {:.1} ms at half of that (aim 50 ms)",
        door.per_second(),
        door.milliseconds(50.0),
        door.milliseconds(99.0),
        bare.per_second(),
        at_half.milliseconds(99.0),
    );
}

async fn open_door(url: &str, shutdown: &Shutdown) -> Url {
    let (listener, address) = listen("webhooks/shopee/app").await;
    let nowhere = Url::parse("http://127.0.0.1:9").expect("an address");
    let settings = shopee::Settings {
        api_base: nowhere.clone(),
        consent_base: nowhere,
        partner_id: 1,
        partner_key: "not used".into(),
        push_keys: vec![PUSH_KEY.into()],
        callback_url: address.as_str().into(),
    };
    let client = layer::http_client().expect("a client");
    let registry = Registry::new(vec![Arc::new(shopee::Shopee::new(settings, client, Arc::new(chrono::Utc::now)))]);
    let database = Database::connect(url, "intake", 10).await.expect("a pool");
    let door = Door::open(database, registry, Sealer::new(&[7; 32]), Arc::new(Notify::new()), shutdown);
    host::http::serve(listener, door.router(), shutdown);
    address
}

/// A port, and the address of a path behind it.
pub async fn listen(path: &str) -> (tokio::net::TcpListener, Url) {
    let listener = host::http::listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    (listener, Url::parse(&format!("http://{address}/{path}")).expect("an address"))
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(4).sqlx_logging(false);
    sea_orm::Database::connect(options).await.expect("the owner gets in")
}

async fn count(owner: &DatabaseConnection, sql: &str) -> i64 {
    let statement = Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    let row = owner.query_one_raw(statement).await.expect("an answer").expect("a row");
    row.try_get("", "n").expect("a number")
}

/// Flushes of the WAL so far. A backend hands its counts in when it has been idle for a while.
async fn wal_syncs(owner: &DatabaseConnection) -> i64 {
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    count(owner, "select coalesce(sum(fsyncs), 0)::bigint as n from pg_stat_io where object = 'wal'").await
}

//! The door: what it lets in, what it says, and what it has recorded by then.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{extract::Request, middleware::Next};
use futures::future::join_all;
use host::Sealer;
use ids::{Id, RawWebhook};
use intake::Door;
use marketplaces::Registry;
use reqwest::{Response, StatusCode, header::RETRY_AFTER};
use scoped::{Database, FromQueryResult};
use testkit::{World, until};
use tokio::sync::Notify;
use url::Url;

use crate::{
    house::{House, NEVER, connector},
    market::{push_body, signature},
};

const SEAL_KEY: [u8; 32] = [7; 32];

#[derive(FromQueryResult)]
struct Kept {
    id: uuid::Uuid,
    sealed_body: Vec<u8>,
}

/// A door on a port, with a database pool of its own and nobody behind it who works anything off.
struct Doorstep {
    house: House,
    database: Database,
    address: Url,
    http: reqwest::Client,
    entered: Arc<AtomicUsize>,
}

impl Doorstep {
    async fn new(connections: u32) -> Self {
        let world = World::new().await;
        let listener = host::http::listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let address = Url::parse(&format!("http://127.0.0.1:{port}/webhooks/shopee/app")).expect("an address");
        let nowhere = Url::parse("http://127.0.0.1:9").expect("an address");
        let registry = Registry::new(vec![Arc::new(connector(nowhere, address.as_str()))]);
        let url = world.owner_url().await.replace("chophien@", "phien_intake@");
        let database = Database::connect(&url, "intake", connections).await.expect("a pool");
        let house = House::of(world, registry.clone(), NEVER, host::Calendar::wall());
        let recorded = Arc::new(Notify::new());
        let door = Door::open(database.clone(), registry, Sealer::new(&SEAL_KEY), recorded, &house.world.shutdown);
        let entered = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&entered);
        let counting = axum::middleware::from_fn(move |request: Request, next: Next| {
            count.fetch_add(1, Ordering::SeqCst);
            next.run(request)
        });
        host::http::serve(listener, door.router().layer(counting), &house.world.shutdown);
        Self { house, database, address, http: host::http::client(), entered }
    }

    async fn send(&self, body: &str, authorization: &[&str]) -> Response {
        let mut request = self.http.post(self.address.clone()).body(body.to_owned());
        for value in authorization {
            request = request.header("authorization", *value);
        }
        request.send().await.expect("the door answers")
    }

    async fn push(&self, body: &str) -> Response {
        self.send(body, &[&signature(self.address.as_str(), body)]).await
    }

    async fn recorded(&self) -> i64 {
        self.house.number("select count(*) as n from raw_webhook").await
    }

    async fn counted(&self, what: &str) -> i64 {
        self.house.number(&format!("select {what} as n from door_count")).await
    }
}

fn paid(order_sn: &str) -> String {
    push_body("14701711", order_sn, "READY_TO_SHIP", 1_791_600_123, 1_791_600_124)
}

#[tokio::test]
async fn who_is_not_the_marketplace_is_not_let_in_and_is_counted() {
    let step = Doorstep::new(2).await;
    let body = paid("A1");
    let right = signature(step.address.as_str(), &body);
    let of_another_address = signature("http://127.0.0.1/webhooks/shopee/app", &body);
    let of_another_body = signature(step.address.as_str(), &paid("A2"));
    let (upper, short) = (right.to_uppercase(), &right[..62]);
    let wrong: [&[&str]; 9] = [
        &[],
        &[""],
        &[&right, &right],
        &[&right, "x"],
        &[&of_another_address],
        &[&of_another_body],
        &[&upper],
        &[short],
        &["không"],
    ];
    for authorization in wrong {
        let answer = step.send(&body, authorization).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{authorization:?}");
        assert_eq!(answer.text().await.expect("an answer"), "", "nothing is told to a stranger");
    }
    until("all are counted", || async { step.counted("rejected").await == 9 }).await;
    assert_eq!(step.recorded().await, 0);

    assert_eq!(step.push(&body).await.status(), StatusCode::OK);
    assert_eq!((step.recorded().await, step.counted("received").await), (1, 1));
    let tx = step.house.begin().await;
    let kept: Option<Kept> = tx.first("select id, sealed_body from raw_webhook", []).await.expect("the query runs");
    tx.rollback().await.expect("rolled back");
    let kept = kept.expect("one webhook is kept");
    let place = format!("intake|raw_webhook|body|{}", Id::<RawWebhook>::from_uuid(kept.id));
    let opened = Sealer::new(&SEAL_KEY).open(&place, &kept.sealed_body).expect("it opens in its own place");
    assert_eq!(opened, body.as_bytes(), "exactly what was sent");
    assert!(!String::from_utf8_lossy(&kept.sealed_body).contains("A1"), "and nobody without the key reads it");
    step.house.world.end().await;
}

#[tokio::test]
async fn what_is_no_webhook_of_ours_is_said_to_be_none() {
    let step = Doorstep::new(2).await;
    for body in ["", "{}", "[]", r#"{"code":3,"shop_id":1}"#] {
        assert_eq!(step.push(body).await.status(), StatusCode::BAD_REQUEST, "{body}");
    }
    let huge = format!("{{\"code\":3,\"x\":\"{}\"}}", "x".repeat(256 * 1024));
    assert_eq!(step.push(&huge).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    for (path, expected) in [
        ("/webhooks/tiki/app", StatusCode::NOT_FOUND),
        ("/webhooks/nowhere/app", StatusCode::NOT_FOUND),
        ("/webhooks/shopee", StatusCode::NOT_FOUND),
    ] {
        let url = step.address.join(path).expect("an address");
        assert_eq!(step.http.post(url).send().await.expect("an answer").status(), expected, "{path}");
    }
    let answer = step.http.get(step.address.clone()).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "who only looks, and names no word of ours");
    assert_eq!(step.recorded().await, 0);
    step.house.world.end().await;
}

#[tokio::test]
async fn a_webhook_that_comes_again_is_answered_and_recorded_once() {
    let step = Doorstep::new(2).await;
    for timestamp in [1, 1, 2, 3] {
        let body = push_body("14701711", "A1", "READY_TO_SHIP", 1_791_600_123, timestamp);
        assert_eq!(step.push(&body).await.status(), StatusCode::OK);
    }
    let at_once: Vec<String> = (0..20).map(|at| push_body("14701711", "A2", "UNPAID", 5, at)).collect();
    for answer in join_all(at_once.iter().map(|body| step.push(body))).await {
        assert_eq!(answer.status(), StatusCode::OK);
    }
    assert_eq!(step.recorded().await, 2);
    assert_eq!((step.counted("received").await, step.counted("duplicate").await), (2, 22));
    assert_eq!(step.push(&push_body("14701711", "A1", "SHIPPED", 1_791_600_200, 4)).await.status(), StatusCode::OK);
    assert_eq!(step.recorded().await, 3, "another state is another happening");
    step.house.world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_at_once_share_a_few_commits_and_each_is_answered_after_its_own() {
    let step = Arc::new(Doorstep::new(3).await);
    // A first webhook is held at its commit, so that the others gather behind it.
    let held = step.house.begin().await;
    held.run("select * from door_count for update", []).await.expect("held");
    let answers: Vec<_> = (0..300)
        .map(|number| {
            let step = Arc::clone(&step);
            tokio::spawn(async move {
                let name = format!("A{number}");
                let status = step.push(&paid(&name)).await.status();
                let found = format!("select count(*) as n from raw_webhook where channel_order_id = '{name}'");
                (status, step.house.number(&found).await)
            })
        })
        .collect();
    until("all are inside", || async { step.entered.load(Ordering::SeqCst) == 300 }).await;
    assert!(answers.iter().all(|answer| !answer.is_finished()), "nobody is answered before the commit");
    held.rollback().await.expect("let go");
    for answer in answers {
        assert_eq!(answer.await.expect("answered"), (StatusCode::OK, 1), "the answer came after the commit");
    }
    assert_eq!(step.recorded().await, 300);
    let commits = step.house.number("select count(distinct xmin::text) as n from raw_webhook").await;
    assert!((2..=12).contains(&commits), "300 webhooks in {commits} commits");
    Arc::into_inner(step).expect("all are answered").house.world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_cannot_be_recorded_turns_nobody_else_away() {
    let step = Doorstep::new(2).await;
    let held = step.house.begin().await;
    held.run("select * from door_count for update", []).await.expect("held");
    // Postgres keeps no zero character in a text.
    let bodies: Vec<String> =
        (0..12).map(|at| if at == 5 { paid(r"A\u0000") } else { paid(&format!("A{at}")) }).collect();
    let letting_go = async {
        until("all are inside", || async { step.entered.load(Ordering::SeqCst) == 12 }).await;
        held.rollback().await.expect("let go");
    };
    let (answers, ()) = tokio::join!(join_all(bodies.iter().map(|body| step.push(body))), letting_go);
    for (at, answer) in answers.iter().enumerate() {
        let expected = if at == 5 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        assert_eq!(answer.status(), expected, "the one at {at}");
    }
    assert_eq!((step.recorded().await, step.counted("received").await), (11, 11));
    step.house.world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_no_connection_is_free_the_sender_is_asked_to_come_again() {
    let step = Doorstep::new(1).await;
    let only = step.database.begin_as_service().await.expect("the only connection");
    let began = Instant::now();
    let answer = step.push(&paid("A1")).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().get(RETRY_AFTER).is_some_and(|seconds| seconds == "5"));
    assert!(began.elapsed() < Duration::from_millis(2_900), "decided in time: {:?}", began.elapsed());
    only.rollback().await.expect("given back");
    until("it is let in when it comes again", || async { step.push(&paid("A1")).await.status() == StatusCode::OK })
        .await;
    assert_eq!(step.recorded().await, 1);
    step.house.world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_acknowledged_is_lost_when_postgres_goes_away() {
    let step = Arc::new(Doorstep::new(2).await);
    let name = step.house.world.owner_url().await.rsplit('/').next().expect("a name").to_owned();
    let (acknowledged, back) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let senders: Vec<_> = (0..8)
        .map(|sender| {
            let (step, acknowledged, back) = (Arc::clone(&step), Arc::clone(&acknowledged), Arc::clone(&back));
            tokio::spawn(async move {
                let mut names = Vec::new();
                let mut turned_away = 0;
                for number in 0.. {
                    let name = format!("A{sender}-{number}");
                    let answer = step.push(&paid(&name)).await;
                    match answer.status() {
                        StatusCode::OK => {
                            acknowledged.fetch_add(1, Ordering::SeqCst);
                            names.push(name);
                            // One that was not turned away has had luck, and does not wait for it for ever.
                            if turned_away > 0 || back.load(Ordering::SeqCst) {
                                return names;
                            }
                        }
                        StatusCode::SERVICE_UNAVAILABLE => {
                            assert!(answer.headers().contains_key(RETRY_AFTER));
                            turned_away += 1;
                        }
                        other => panic!("{other}"),
                    }
                }
                names
            })
        })
        .collect();
    until("some are in", || async { acknowledged.load(Ordering::SeqCst) > 100 }).await;
    let away = format!("alter database {name} allow_connections false");
    let gone = format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
    step.house.owner_runs(Some("postgres"), &away).await;
    step.house.owner_runs(Some("postgres"), &gone).await;
    let answer = step.push(&paid("while it is away")).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    step.house.owner_runs(Some("postgres"), &format!("alter database {name} allow_connections true")).await;
    back.store(true, Ordering::SeqCst);
    let mut names = Vec::new();
    for sender in senders {
        names.extend(sender.await.expect("it has sent"));
    }
    let list = names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(",");
    let found = format!("select count(*) as n from raw_webhook where channel_order_id in ({list})");
    assert_eq!(usize::try_from(step.house.number(&found).await), Ok(names.len()));
    Arc::into_inner(step).expect("all have left").house.world.end().await;
}

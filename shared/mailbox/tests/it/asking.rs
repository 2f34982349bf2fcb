//! Questions and commands over the broker.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_nats::service::{NATS_SERVICE_ERROR, NATS_SERVICE_ERROR_CODE};
use contract::{
    Ask, Caller, KeyScope, Page, PageRequest, Refusal, Role, Scope, ask_subject,
    audit::FindAudit,
    code,
    intake::{CancelOrders, FindOrders, OrderView, ShipOrders, TasksQueued},
};
use futures::future::join_all;
use ids::Id;
use mailbox::{Asker, Conversation, Stop, Unanswered};
use scoped::{FromQueryResult, Scoped};

use crate::House;

/// Refused by the desk's action: a text that headers and logs must carry unharmed.
const WORDS: &str = "đơn này đã gửi rồi\n— \"không huỷ được\"";

/// What the answering actions may reach for.
#[derive(Clone, Default)]
struct Clerk {
    fails: Arc<AtomicBool>,
}

/// Answers how often it was ever asked, so that a second effect shows in the answer.
async fn ship(clerk: &Clerk, tx: &Scoped, ask: ShipOrders) -> Result<TasksQueued, Stop> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let about = format!("ship {}", ask.order_ids.len());
    tx.run("insert into effect (about, version) values ($1, 1)", [about.into()]).await?;
    if clerk.fails.load(Ordering::SeqCst) {
        tx.run("select 1 / 0", []).await?;
    }
    let count: Option<Count> = tx.first("select count(*) as n from effect", []).await?;
    let queued = count.and_then(|count| u32::try_from(count.n).ok()).unwrap_or_default();
    Ok(TasksQueued { queued, refused: Vec::new() })
}

async fn cancel(_: &Clerk, tx: &Scoped, _: CancelOrders) -> Result<TasksQueued, Stop> {
    tx.run("insert into effect (about, version) values ('cancel', 1)", []).await?;
    Err(Refusal::new(code::CONFLICT, WORDS).into())
}

/// A question that tries to write.
async fn find(_: &Clerk, tx: &Scoped, ask: FindOrders) -> Result<Page<OrderView>, Stop> {
    if ask.troubled {
        tx.run("insert into effect (about, version) values ('find', 1)", []).await?;
    }
    Ok(Page { rows: Vec::new(), next: None, total: Some(0) })
}

struct Desk {
    house: House,
    asker: Asker,
    clerk: Clerk,
}

impl Desk {
    async fn open() -> Self {
        let house = House::new().await;
        let clerk = Clerk::default();
        Conversation::new(clerk.clone(), house.world.database("intake"), house.world.broker.clone())
            .answers::<ShipOrders>(ship)
            .answers::<CancelOrders>(cancel)
            .answers::<FindOrders>(find)
            .start(&house.world.shutdown)
            .await
            .expect("the desk opens");
        let asker = Asker::new(house.world.broker.clone());
        Self { house, asker, clerk }
    }

    async fn effects(&self) -> i64 {
        self.house.world.number("intake", "select count(*) as n from effect").await
    }

    /// Asks with a body that the contract's types would not make.
    async fn ask_raw(&self, caller: Option<&Caller>, body: &'static str) -> (String, String) {
        let mut headers = async_nats::HeaderMap::new();
        if let Some(caller) = caller {
            headers.insert("phien-caller", serde_json::to_string(caller).expect("JSON"));
        }
        let subject = ask_subject(self.house.world.broker.house(), "intake", ShipOrders::NAME, ShipOrders::VERSION);
        let talking = self.house.world.broker.talking();
        let answer = talking.request_with_headers(subject, headers, body.into()).await.expect("an answer");
        let headers = answer.headers.expect("an error has headers");
        let header = |name| headers.get(name).map_or_else(String::new, |value| value.as_str().to_owned());
        (header(NATS_SERVICE_ERROR_CODE), header(NATS_SERVICE_ERROR))
    }
}

fn manager() -> Caller {
    Caller::person(Id::generate(), Role::CooperativeManager, Scope::Cooperative(Id::generate()))
}

fn orders(count: usize) -> Vec<Id<ids::Order>> {
    (0..count).map(|_| Id::generate()).collect()
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, Unanswered>) -> Refusal {
    match answer {
        Err(Unanswered::Refused(refusal)) => refusal,
        other => panic!("it was not refused: {other:?}"),
    }
}

fn is_unknown<T>(answer: &Result<T, Unanswered>) -> bool {
    matches!(answer, Err(Unanswered::Unknown { .. }))
}

#[tokio::test]
async fn a_command_with_the_same_key_has_its_effect_once_and_answers_the_same() {
    let desk = Desk::open().await;
    let caller = manager().with_key("k1");
    let ask = ShipOrders::at_once(orders(2));
    let first = desk.asker.ask(&caller, &ask).await.expect("done");
    for _ in 0..3 {
        assert_eq!(desk.asker.ask(&caller, &ask).await.expect("answered again"), first);
    }
    assert_eq!(desk.effects().await, 1);

    let other = ShipOrders::at_once(orders(3));
    assert_eq!(refusal(desk.asker.ask(&caller, &other).await).code, code::KEY_REUSED);
    let somebody_else = manager().with_key("k1");
    assert_eq!(desk.asker.ask(&somebody_else, &ask).await.expect("their key is theirs").queued, 2);
    assert_eq!(desk.asker.ask(&caller.clone().with_key("k2"), &ask).await.expect("another key").queued, 3);
    assert_eq!(desk.effects().await, 3);
    desk.house.world.end().await;
}

#[tokio::test]
async fn a_program_asks_what_a_word_of_its_key_allows_and_is_told_which_word_it_lacks() {
    let desk = Desk::open().await;
    let own = Scope::Cooperative(Id::generate());
    let program = |scopes: &[KeyScope]| Caller::api_key(Id::generate(), own.clone(), scopes.into());
    let writer = program(&[KeyScope::OrdersWrite]).with_key("k1");
    desk.asker.ask(&writer, &ShipOrders::at_once(orders(2))).await.expect("done");
    assert_eq!(refusal(desk.asker.ask(&writer, &FindOrders::default()).await).code, code::KEY_SCOPE_MISSING);
    let reader = program(&[KeyScope::OrdersRead, KeyScope::StockWrite]).with_key("k2");
    desk.asker.ask(&reader, &FindOrders::default()).await.expect("found");
    let refused = refusal(desk.asker.ask(&reader, &ShipOrders::at_once(orders(2))).await);
    assert_eq!(refused.code, code::KEY_SCOPE_MISSING);
    assert!(refused.detail.contains("`orders:write`"), "{}", refused.detail);
    assert_eq!(desk.effects().await, 1);
    // A word helps nobody but a program, and no word opens what takes a person.
    let member = Caller { key_scopes: KeyScope::ALL.into(), role: Role::CommuneOfficial, ..writer };
    assert_eq!(refusal(desk.asker.ask(&member, &ShipOrders::at_once(orders(2))).await).code, code::NOT_ALLOWED);
    let trail = FindAudit { service: "intake".into(), page: PageRequest::first(10), text: None };
    assert_eq!(refusal(desk.asker.ask(&program(&KeyScope::ALL), &trail).await).code, code::KEY_SCOPE_MISSING);
    desk.house.world.end().await;
}

#[tokio::test]
async fn what_people_did_and_what_they_may_not_is_in_the_audit_trail_once() {
    let desk = Desk::open().await;
    let caller = manager().with_key("k1");
    let ask = ShipOrders::at_once(orders(2));
    for _ in 0..2 {
        desk.asker.ask(&caller, &ask).await.expect("done");
    }
    desk.asker.ask(&Caller::service("robot").with_key("k1"), &ask).await.expect_err("a service may not ship");
    let official = Caller::person(Id::generate(), Role::CommuneOfficial, Scope::Commune("00691".into())).with_key("k");
    assert_eq!(refusal(desk.asker.ask(&official, &ask).await).code, code::NOT_ALLOWED);
    let cancel = CancelOrders { order_ids: orders(1) };
    assert_eq!(refusal(desk.asker.ask(&manager().with_key("k1"), &cancel).await).code, code::CONFLICT);

    let operator = Caller::person(Id::generate(), Role::Operator, Scope::System);
    let find = FindAudit { service: "intake".into(), page: PageRequest::default(), text: None };
    let told = desk.asker.ask(&operator, &find).await.expect("an answer").rows;
    let lines: Vec<_> =
        told.iter().map(|entry| (entry.actor.as_str(), entry.action.as_str(), entry.outcome.as_str())).collect();
    let (shipped, denied) = (caller.actor.to_string(), official.actor.to_string());
    let expected = [(denied.as_str(), "ship_orders", code::NOT_ALLOWED), (shipped.as_str(), "ship_orders", "done")];
    assert_eq!(lines, expected, "the newest first; a repeat and a refusal of the domain leave no line");
    let ids: Vec<String> = ask.order_ids.iter().map(ToString::to_string).collect();
    assert_eq!((&told[0].objects, &told[1].objects), (&ids, &ids));
    assert_eq!(refusal(desk.asker.ask(&manager(), &find).await).code, code::NOT_ALLOWED);
    desk.house.world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_asked_twenty_times_at_once_has_its_effect_once() {
    let desk = Desk::open().await;
    let caller = manager().with_key("k1");
    let ask = ShipOrders::at_once(orders(2));
    let answers = join_all((0..20).map(|_| desk.asker.ask(&caller, &ask))).await;
    for answer in answers {
        assert_eq!(answer.expect("each is answered"), TasksQueued { queued: 1, refused: Vec::new() });
    }
    assert_eq!(desk.effects().await, 1);
    desk.house.world.end().await;
}

#[tokio::test]
async fn a_command_without_a_fitting_key_is_refused() {
    let desk = Desk::open().await;
    let ask = ShipOrders::at_once(orders(1));
    let too_long = "k".repeat(256);
    for caller in [manager(), manager().with_key(""), manager().with_key(too_long)] {
        assert_eq!(refusal(desk.asker.ask(&caller, &ask).await).code, code::KEY_MISSING);
    }
    assert_eq!(desk.effects().await, 0);
    desk.asker.ask(&manager().with_key("k".repeat(255)), &ask).await.expect("the longest key");
    desk.house.world.end().await;
}

#[tokio::test]
async fn who_may_not_ask_is_refused_before_anything_happens() {
    let desk = Desk::open().await;
    let ask = ShipOrders::at_once(orders(1));
    for role in [Role::Anonymous, Role::CommuneOfficial, Role::ProvincialOfficial, Role::Operator, Role::Service] {
        let caller = Caller { role, ..manager().with_key("k") };
        assert_eq!(refusal(desk.asker.ask(&caller, &ask).await).code, code::NOT_ALLOWED, "{role:?}");
    }
    assert_eq!(desk.effects().await, 0);
    assert_eq!(desk.house.world.number("intake", "select count(*) as n from command").await, 0);
    desk.house.world.end().await;
}

#[tokio::test]
async fn an_ask_that_cannot_be_read_is_refused() {
    let desk = Desk::open().await;
    let caller = manager().with_key("k");
    for (caller, body) in [
        (Some(&caller), "not JSON"),
        (Some(&caller), r#"{"order_ids":["lot_0192f0c18c5f7b3a9a5e000000000000"]}"#),
        (Some(&caller), r#"{"order_ids":[],"and":"more"}"#),
        (None, r#"{"order_ids":[]}"#),
    ] {
        let (status, text) = desk.ask_raw(caller, body).await;
        let refusal: Refusal = serde_json::from_str(&text).expect("a refusal");
        assert_eq!((status.as_str(), refusal.code.as_str()), ("422", code::UNREADABLE), "{body}");
    }
    assert_eq!(desk.effects().await, 0);
    desk.house.world.end().await;
}

#[tokio::test]
async fn a_failure_is_no_answer_and_leaves_neither_effect_nor_key() {
    let desk = Desk::open().await;
    let caller = manager().with_key("k1");
    let ask = ShipOrders::at_once(orders(1));
    desk.clerk.fails.store(true, Ordering::SeqCst);
    let answer = desk.asker.ask(&caller, &ask).await;
    assert!(is_unknown(&answer), "{answer:?}");
    assert_eq!(desk.effects().await, 0);
    desk.clerk.fails.store(false, Ordering::SeqCst);
    assert_eq!(desk.asker.ask(&caller, &ask).await.expect("the same key, and now it goes").queued, 1);
    desk.house.world.end().await;
}

#[tokio::test]
async fn a_refusal_arrives_word_for_word_and_leaves_nothing_behind() {
    let desk = Desk::open().await;
    let caller = manager().with_key("k1");
    let refused = refusal(desk.asker.ask(&caller, &CancelOrders { order_ids: orders(1) }).await);
    assert_eq!((refused.code.as_str(), refused.detail.as_str()), (code::CONFLICT, WORDS));
    assert_eq!(desk.effects().await, 0);
    assert_eq!(desk.house.world.number("intake", "select count(*) as n from command").await, 0);
    desk.house.world.end().await;
}

#[tokio::test]
async fn a_question_cannot_write() {
    let desk = Desk::open().await;
    let answer = desk.asker.ask(&manager(), &FindOrders { troubled: true, ..FindOrders::default() }).await;
    assert!(is_unknown(&answer), "{answer:?}");
    assert_eq!(desk.effects().await, 0);
    let answer = desk.asker.ask(&manager(), &FindOrders::default()).await.expect("it may read");
    assert_eq!(answer.total, Some(0));
    desk.house.world.end().await;
}

#[tokio::test]
async fn where_nobody_answers_the_outcome_is_unknown() {
    let house = House::new().await;
    let asker = Asker::new(house.world.broker.clone());
    let answer = asker.ask(&manager(), &FindOrders::default()).await;
    assert!(is_unknown(&answer), "{answer:?}");
}

//! The trail on a real Postgres: appended, tampered with, and found out.

use audit::{Broken, Entry, Verified};
use contract::{Caller, PageRequest, Role, Scope, audit::FindAudit};
use host::{Files, Shutdown};
use ids::{Id, Order};
use scoped::{Access, Database, DbErr};
use testkit::{World, until};

struct House {
    world: World,
    database: Database,
    files: Files,
}

impl House {
    async fn new() -> Self {
        let world = World::new().await;
        Self { database: world.database("intake"), files: Files::in_memory(), world }
    }

    /// Somebody ships an order.
    async fn append(&self, caller: &Caller, order: Id<Order>) -> Result<(), DbErr> {
        let tx = self.database.begin(caller, Access::Write).await?;
        let entry = Entry { action: "ship_orders", objects: vec![order.to_string()], outcome: "done", digest: "ab" };
        audit::append(&tx, caller, entry).await?;
        tx.commit().await
    }

    async fn append_many(&self, count: usize) {
        let caller = manager();
        for _ in 0..count {
            self.append(&caller, Id::generate()).await.expect("appended");
        }
    }

    async fn verify(&self) -> Verified {
        audit::verify(&self.database, &self.files).await.expect("read")
    }

    async fn broken(&self) -> Vec<Broken> {
        self.verify().await.broken
    }

    /// What somebody does who has got hold of the owner's password.
    async fn tamper(&self, sql: &str) {
        let owner = Database::connect(&self.world.owner_url().await, "intake", 1).await.expect("connected");
        let tx = owner.begin_as_service().await.expect("a transaction");
        for statement in sql.split(';').filter(|statement| !statement.trim().is_empty()) {
            tx.run(statement, []).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
        tx.commit().await.expect("committed");
        owner.close().await;
    }

    /// Keeps an anchor, as happens once an hour.
    async fn anchor(&self) {
        let before = self.verify().await.anchors;
        let shutdown = Shutdown::new();
        audit::keep_anchors(self.database.clone(), self.files.clone(), &shutdown);
        until("the anchor is kept", async || self.verify().await.anchors > before).await;
        shutdown.end(std::time::Duration::from_secs(10)).await;
    }
}

fn manager() -> Caller {
    let caller = Caller::person(Id::generate(), Role::CooperativeManager, Scope::Cooperative(Id::generate()));
    let address = Some("192.0.2.1".to_owned());
    Caller { address, request_id: Some("bó đũa".into()), on_behalf_of: Some("nhóm: cam, chè".into()), ..caller }
}

#[tokio::test]
async fn a_trail_is_whole_and_tells_who_did_what() {
    let house = House::new().await;
    let (caller, order) = (manager(), Id::generate());
    house.append_many(3).await;
    house.append(&caller, order).await.expect("appended");
    let verified = house.verify().await;
    assert_eq!((verified.entries, verified.broken), (4, vec![]), "Postgres and we reckon the same hash");

    let tx = house.database.begin_as_service().await.expect("a transaction");
    let find = |text: &str, after: Option<String>| FindAudit {
        service: "intake".into(),
        page: PageRequest { size: 3, after },
        text: Some(text.to_owned()),
    };
    for text in [caller.actor.to_string(), order.to_string()] {
        let found = audit::find(&tx, &find(&text, None)).await.expect("found").rows;
        assert_eq!((found.len(), found[0].seq, &found[0].actor), (1, 4, &caller.actor.to_string()), "{text}");
        assert_eq!(found[0].address.as_deref(), Some("192.0.2.1"));
    }
    let first = audit::find(&tx, &find("ship_orders", None)).await.expect("found");
    assert_eq!(first.rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [4, 3, 2]);
    let second = audit::find(&tx, &find("ship_orders", first.next)).await.expect("found");
    assert_eq!((second.rows[0].seq, second.next), (1, None));
}

#[tokio::test]
async fn any_field_of_any_entry_that_is_changed_by_sql_is_found() {
    let house = House::new().await;
    house.append_many(14).await;
    let changes = [
        "at = at + interval '1 microsecond'",
        "actor = 'per_somebody_else'",
        "role = 'operator'",
        "scope = 'system'",
        "on_behalf_of = ''",
        "action = 'cancel_orders'",
        "objects = '{}'",
        "outcome = 'conflict'",
        "digest = ''",
        "address = ''",
        "request_id = ''",
    ];
    for (seq, change) in (2..).zip(changes) {
        house.tamper(&format!("update audit_entry set {change} where seq = {seq}")).await;
    }
    let expected: Vec<Broken> = (2..).zip(changes).map(|(seq, _)| Broken::Changed { seq }).collect();
    assert_eq!(house.broken().await, expected);
}

#[tokio::test]
async fn entries_that_are_taken_out_put_in_or_exchanged_are_found() {
    let house = House::new().await;
    house.append_many(9).await;
    house.tamper("delete from audit_entry where seq = 3").await;
    assert_eq!(house.broken().await, [Broken::Unchained { seq: 4 }]);
    house.tamper("update audit_entry set seq = 100 where seq = 6; update audit_entry set seq = 6 where seq = 7; update audit_entry set seq = 7 where seq = 100").await;
    let broken = house.broken().await;
    for seq in [6, 7, 8] {
        assert!(broken.contains(&Broken::Unchained { seq }), "{broken:?}");
    }
}

#[tokio::test]
async fn newest_entries_that_are_taken_off_are_found() {
    let house = House::new().await;
    house.append_many(5).await;
    house.tamper("delete from audit_entry where seq > 3").await;
    assert_eq!(house.broken().await, [Broken::Shortened { seq: 5 }]);
}

#[tokio::test]
async fn a_trail_that_was_written_anew_without_a_fault_is_found_by_its_anchor() {
    let house = House::new().await;
    house.append_many(4).await;
    house.anchor().await;
    house.append_many(2).await;
    assert_eq!(house.broken().await, []);
    let anew = "delete from audit_entry; update audit_head set seq = 0, hash = decode(repeat('00', 32), 'hex')";
    house.tamper(anew).await;
    assert_eq!(house.broken().await, [Broken::Rewritten { seq: 4 }], "shorter than it was");
    house.append_many(6).await;
    assert_eq!(house.broken().await, [Broken::Rewritten { seq: 4 }], "as long as it was, and another one");
}

#[tokio::test]
async fn the_service_itself_can_append_and_read_and_nothing_else() {
    let house = House::new().await;
    house.append_many(1).await;
    for statement in [
        "update audit_entry set outcome = 'x'",
        "delete from audit_entry",
        "insert into audit_entry select * from audit_entry",
        "truncate audit_entry",
        "update audit_head set seq = 0",
        "delete from audit_head",
    ] {
        let tx = house.database.begin_as_service().await.expect("a transaction");
        let refused = tx.run(statement, []).await.expect_err(statement);
        assert!(refused.to_string().contains("permission denied"), "{statement}: {refused}");
    }
    let tx = house.database.begin(&manager(), Access::Read).await.expect("a transaction");
    assert_eq!(tx.run("select from audit_entry", []).await.expect("asked"), 0, "a cooperative sees no trail");
}

#[tokio::test]
async fn what_is_rolled_back_left_no_trace_and_those_who_append_at_once_make_one_chain() {
    let house = House::new().await;
    let caller = manager();
    let tx = house.database.begin(&caller, Access::Write).await.expect("a transaction");
    let entry = Entry { action: "ship_orders", objects: Vec::new(), outcome: "done", digest: "" };
    audit::append(&tx, &caller, entry).await.expect("appended");
    tx.rollback().await.expect("rolled back");
    let appending = (0..20).map(|_| house.append(&caller, Id::generate()));
    for appended in futures::future::join_all(appending).await {
        appended.expect("appended");
    }
    let verified = house.verify().await;
    assert_eq!((verified.entries, verified.broken), (20, vec![]));
}

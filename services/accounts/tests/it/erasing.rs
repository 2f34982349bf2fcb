//! Whose data were erased in onboarding is forgotten here, too.

use contract::{
    Caller, Role, Scope,
    accounts::{DelegationTerms, Errand, FindDelegations, GiveDelegation, Grant},
    code,
    onboarding::{PersonErased, Producer},
};
use ids::{Cooperative, Household, Id, Person};
use testkit::until;

use crate::{House, PASSWORD, refusal, session};

impl House {
    /// Onboarding tells this, and it is heard.
    async fn hear(&self, producer: Producer, cooperative_id: Id<Cooperative>, sign_in: Option<Id<Person>>) {
        let erased_at = "2026-11-23T05:00:00Z".parse().expect("a time");
        let tx = self.world.database("onboarding").begin_as_service().await.expect("a transaction");
        let fact = PersonErased { producer, cooperative_id, sign_in, erased_at };
        mailbox::post(&tx, &fact).await.expect("posted");
        tx.commit().await.expect("committed");
        mailbox::Relay::new(self.world.database("onboarding"), self.world.broker.clone()).start(&self.world.shutdown);
        let before = self.lines().await;
        until("it was heard", async || self.lines().await > before).await;
    }

    async fn lines(&self) -> i64 {
        self.world.number("accounts", "select count(*) as n from audit_entry where action = 'erase_person'").await
    }

    async fn count(&self, sql: &str) -> i64 {
        self.world.number("accounts", sql).await
    }
}

fn in_scope(role: Role, scope: Scope) -> Grant {
    Grant { role, scope }
}

#[tokio::test]
async fn whoever_came_in_for_an_erased_household_is_nobody_any_more() {
    let house = House::new().await;
    let (cooperative, household, other) = (Id::<Cooperative>::generate(), Id::<Household>::generate(), Id::generate());
    let of = |household| in_scope(Role::Household, Scope::Household { cooperative, household });
    let mai = house.add("mai@example.vn", vec![of(household)]).await.expect("added");
    let elsewhere = in_scope(Role::CooperativeManager, Scope::Cooperative(Id::generate()));
    let hoa = house.add("hoa@example.vn", vec![of(household), elsewhere]).await.expect("added");
    house.add("neighbour@example.vn", vec![of(other)]).await.expect("added");
    house.sign_in("mai@example.vn", PASSWORD, &session('a')).await.expect("in");
    house.sign_in("neighbour@example.vn", PASSWORD, &session('b')).await.expect("in");
    for sql in [
        "insert into second_factor (person_id, secret, confirmed_at) values ('$', 'x', now())",
        "insert into recovery_code (person_id, code_hash) values ('$', 'x')",
        "insert into outside_identity (issuer, subject, person_id) values ('https://id.example', 'mai', '$')",
    ] {
        let tx = house.world.database("accounts").begin_as_service().await.expect("a transaction");
        tx.run(&sql.replace('$', &mai.uuid().to_string()), []).await.expect("written");
        tx.commit().await.expect("committed");
    }

    // A message to her waits, as long as none can be sent; and one that was sealed with another key.
    let tx = house.world.database("accounts").begin_as_service().await.expect("a transaction");
    let sql = "insert into message (message_id, sealed, due_at) values ($1, 'x', now() + interval '1 day')";
    tx.run(sql, [uuid::Uuid::now_v7().into()]).await.expect("written");
    tx.commit().await.expect("committed");
    for login in ["mai@example.vn", "neighbour@example.vn"] {
        let tx = house.world.database("accounts").begin_as_service().await.expect("a transaction");
        let id = uuid::Uuid::now_v7();
        let said = serde_json::json!({ "to": login, "text": "Chợ Phiên" }).to_string();
        let sealed = host::Sealer::new(&[7; 32]).seal(&format!("accounts|message|sealed|{id}"), said.as_bytes());
        let sql = "insert into message (message_id, sealed, due_at) values ($1, $2, now() + interval '1 day')";
        tx.run(sql, [id.into(), sealed.into()]).await.expect("written");
        tx.commit().await.expect("committed");
    }

    house.hear(Producer::Household(household), cooperative, None).await;
    let waiting = "select count(*) as n from message where due_at > now() + interval '1 hour'";
    assert_eq!(house.count(waiting).await, 2, "the neighbour's still goes, and what nobody can open stops nothing");
    assert_eq!(refusal(house.who_is(&session('a')).await), code::NOT_FOUND);
    assert_eq!(refusal(house.sign_in("mai@example.vn", PASSWORD, &session('c')).await), code::SIGN_IN_FAILED);
    house.who_is(&session('b')).await.expect("the neighbour stays");
    let left =
        house.sign_in("hoa@example.vn", PASSWORD, &session('d')).await.expect("she runs a cooperative elsewhere");
    assert_eq!((left.person_id, left.grants.len()), (hoa, 1));
    for table in ["second_factor", "recovery_code", "outside_identity"] {
        assert_eq!(house.count(&format!("select count(*) as n from {table}")).await, 0, "{table}");
    }
    let named =
        "select count(*) as n from person where login like '%mai%' or name_search like '%lan%' and name <> 'Lan'";
    assert_eq!(house.count(named).await, 0);
    let row = format!("select count(*) as n from person where person_id = '{}' and password_hash is null", mai.uuid());
    assert_eq!(house.count(&row).await, 1, "the id stays");
    let trail =
        format!("select count(*) as n from audit_entry where action = 'erase_person' and '{mai}' = any (objects)");
    assert_eq!(house.count(&trail).await, 1);
    // The login is free again, for somebody who is somebody new.
    let again = house.add("mai@example.vn", vec![of(other)]).await.expect("added");
    assert_ne!(again, mai);
    house.world.end().await;
}

#[tokio::test]
async fn a_representative_goes_by_whom_an_official_named_and_delegations_forget_who_agreed() {
    let house = House::new().await;
    let cooperative = Id::<Cooperative>::generate();
    let manager = in_scope(Role::CooperativeManager, Scope::Cooperative(cooperative));
    let lan = house.add("lan@example.vn", vec![manager.clone()]).await.expect("added");
    house.add("mai@example.vn", vec![manager]).await.expect("added");
    let stranger = in_scope(Role::CooperativeManager, Scope::Cooperative(Id::generate()));
    let stranger = house.add("stranger@example.vn", vec![stranger]).await.expect("added");
    let assistant = in_scope(Role::Assistant, Scope::Commune("00874".into()));
    house.add("assistant@example.vn", vec![assistant]).await.expect("added");
    let today = house.calendar.today();
    let terms = DelegationTerms {
        cooperative_id: cooperative,
        cooperative: "Hợp tác xã Một".into(),
        errands: vec![Errand::File],
        starts_on: today,
        ends_on: today,
    };
    let give = GiveDelegation { delegation_id: Id::generate(), assistant_login: "assistant@example.vn".into(), terms };
    let caller = Caller::person(lan, Role::CooperativeManager, Scope::Cooperative(cooperative));
    house.asker.ask(&caller.clone().with_key("give"), &give).await.expect("given");

    house.hear(Producer::Cooperative(cooperative), cooperative, Some(stranger)).await;
    house.sign_in("stranger@example.vn", PASSWORD, &session('a')).await.expect("not of this cooperative");
    house.hear(Producer::Cooperative(cooperative), cooperative, Some(lan)).await;
    assert_eq!(refusal(house.sign_in("lan@example.vn", PASSWORD, &session('b')).await), code::SIGN_IN_FAILED);
    house.sign_in("mai@example.vn", PASSWORD, &session('c')).await.expect("the other manager stays");
    let kept = house.asker.ask(&caller, &FindDelegations::default()).await.expect("found").rows.remove(0);
    assert_eq!((kept.agreed_by.as_str(), kept.decided_by.as_deref()), ("(đã xoá)", Some("(đã xoá)")));
    house.world.end().await;
}

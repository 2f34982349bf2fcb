//! Keys from outside: made, known by their hash, ended.

use contract::{
    Caller, KeyScope, PageRequest, Role, Scope,
    accounts::{
        ChangePerson, FindKeys, FindSecurity, Grant, KeyIdentity, KeyState, KeyView, MakeKey, PersonChange, RevokeKey,
        SignOut, WhoseKey,
    },
    audit::FindAudit,
    code,
};
use ids::{ApiKey, Cooperative, Id, Person};
use mailbox::Unanswered;

use crate::{House, PASSWORD, refusal, session};

/// A person who is there, in a role they hold.
async fn person(house: &House, login: &str, grant: Grant) -> Caller {
    let person_id = house.add(login, vec![grant.clone()]).await.expect("added");
    Caller::person(person_id, grant.role, grant.scope)
}

async fn manager(house: &House, login: &str, cooperative: Id<Cooperative>) -> Caller {
    person(house, login, Grant { role: Role::CooperativeManager, scope: Scope::Cooperative(cooperative) }).await
}

async fn operator(house: &House) -> Caller {
    person(house, "op@example.vn", Grant { role: Role::Operator, scope: Scope::System }).await
}

fn id_of(caller: &Caller) -> Id<Person> {
    caller.actor.to_string().parse().expect("a person")
}

impl House {
    /// Makes a key whose hash is this digit, over and over.
    async fn make_key(&self, caller: &Caller, scope: &Scope, digit: char) -> Result<Id<ApiKey>, Unanswered> {
        let ask = MakeKey {
            name: "Phần mềm kho".into(),
            scope: scope.clone(),
            scopes: vec![KeyScope::OrdersRead],
            days: 30,
            key_hash: session(digit),
            prefix: "cp_0123abcd".into(),
        };
        self.asker.ask(&caller.clone().with_key(format!("make {digit}")), &ask).await
    }

    async fn whose(&self, digit: char) -> Result<KeyIdentity, Unanswered> {
        self.asker.ask(&Caller::anonymous(), &WhoseKey { key_hash: session(digit) }).await
    }

    async fn keys(&self, caller: &Caller) -> Vec<KeyView> {
        self.asker.ask(caller, &FindKeys::default()).await.expect("listed").rows
    }

    async fn revoke(&self, caller: &Caller, key_id: Id<ApiKey>) -> Result<(), Unanswered> {
        self.asker.ask(&caller.clone().with_key(format!("revoke {key_id}")), &RevokeKey { key_id }).await
    }

    async fn alter(&self, sql: &str) {
        let tx = self.world.database("accounts").begin_as_service().await.expect("a transaction");
        assert_eq!(tx.run(sql, []).await.expect("altered"), 1);
        tx.commit().await.expect("committed");
    }
}

#[tokio::test]
async fn a_key_is_known_by_its_hash_says_what_it_allows_and_is_dead_once_it_is_ended() {
    let house = House::new().await;
    let cooperative = Id::generate();
    let lan = manager(&house, "lan@example.vn", cooperative).await;
    assert_eq!(refusal(house.whose('a').await), code::NOT_FOUND);
    let key_id = house.make_key(&lan, &lan.scope, 'a').await.expect("made");
    assert_eq!(house.make_key(&lan, &lan.scope, 'a').await.expect("the same again"), key_id);
    let known = house.whose('a').await.expect("it works");
    assert_eq!((known.key_id, known.made_by, &known.scope), (key_id, id_of(&lan), &lan.scope));
    assert_eq!((known.name.as_str(), known.scopes), ("Phần mềm kho", vec![KeyScope::OrdersRead]));

    let listed = house.keys(&lan).await;
    assert_eq!((listed.len(), listed[0].state, listed[0].made_by.as_str()), (1, KeyState::Live, "Lan"));
    assert_eq!(listed[0].prefix, "cp_0123abcd");
    assert!(listed[0].used_at.is_some(), "it was used");
    assert_eq!((listed[0].ends_at - listed[0].made_at).num_days(), 30);
    for _ in 0..2 {
        house.revoke(&lan, key_id).await.expect("ended");
    }
    assert_eq!(refusal(house.whose('a').await), code::NOT_FOUND);
    assert_eq!(house.keys(&lan).await[0].state, KeyState::Revoked);

    let trail = FindAudit { service: "accounts".into(), page: PageRequest::first(10), text: Some(key_id.to_string()) };
    let operator = Caller::person(Id::generate(), Role::Operator, Scope::System);
    let trail = house.asker.ask(&operator, &trail).await.expect("the trail").rows;
    let lines: Vec<_> = trail.iter().map(|line| (line.action.as_str(), line.actor.clone())).collect();
    assert_eq!(lines, [("revoke_key", lan.actor.to_string()), ("make_key", lan.actor.to_string())]);
    house.world.end().await;
}

#[tokio::test]
async fn a_key_ends_with_its_days_and_no_key_lives_for_longer_than_a_year() {
    let house = House::new().await;
    let lan = manager(&house, "lan@example.vn", Id::generate()).await;
    house.make_key(&lan, &lan.scope, 'a').await.expect("made");
    house
        .alter("update api_key set made_at = made_at - interval '29 days', ends_at = ends_at - interval '29 days'")
        .await;
    house.whose('a').await.expect("its days are not over");
    house.alter("update api_key set made_at = made_at - interval '1 day', ends_at = ends_at - interval '1 day'").await;
    assert_eq!(refusal(house.whose('a').await), code::NOT_FOUND);
    assert_eq!(house.keys(&lan).await[0].state, KeyState::Ended);
    let tx = house.world.database("accounts").begin_as_service().await.expect("a transaction");
    let longer = tx.run("update api_key set ends_at = made_at + interval '366 days'", []).await;
    assert!(longer.expect_err("Postgres sees to it, too").to_string().contains("api_key_ends"));
    house.world.end().await;
}

#[tokio::test]
async fn a_key_is_dead_while_its_maker_is_shut_out_or_holds_another_role() {
    let house = House::new().await;
    let lan = manager(&house, "lan@example.vn", Id::generate()).await;
    let operator = operator(&house).await;
    house.make_key(&lan, &lan.scope, 'a').await.expect("made");
    let change = async |change| {
        let ask = ChangePerson { person_id: id_of(&lan), change };
        house.asker.ask(&operator, &ask).await.expect("changed");
    };
    change(PersonChange::ShutOut).await;
    assert_eq!(refusal(house.whose('a').await), code::NOT_FOUND);
    assert_eq!(house.keys(&operator).await[0].state, KeyState::MakerGone);
    change(PersonChange::LetIn).await;
    house.whose('a').await.expect("they may again");
    let elsewhere = Grant { role: Role::CooperativeManager, scope: Scope::Cooperative(Id::generate()) };
    let member = Grant { role: Role::CooperativeMember, scope: lan.scope.clone() };
    for other in [elsewhere, member] {
        change(PersonChange::Grants(vec![other])).await;
        assert_eq!(refusal(house.whose('a').await), code::NOT_FOUND);
    }
    house.world.end().await;
}

#[tokio::test]
async fn a_manager_makes_sees_and_ends_only_keys_of_their_cooperative() {
    let house = House::new().await;
    let (own, other) = (Id::generate(), Id::generate());
    let (lan, hoa) = (manager(&house, "lan@example.vn", own).await, manager(&house, "hoa@example.vn", other).await);
    let operator = operator(&house).await;
    assert_eq!(refusal(house.make_key(&lan, &hoa.scope, 'a').await), code::INVALID);
    assert_eq!(refusal(house.make_key(&lan, &Scope::Province, 'a').await), code::INVALID);
    assert_eq!(refusal(house.make_key(&operator, &Scope::System, 'a').await), code::INVALID);
    let mine = house.make_key(&lan, &lan.scope, 'b').await.expect("made");
    let taken = house.make_key(&hoa, &hoa.scope, 'b').await;
    assert_eq!(refusal(taken), code::INVALID, "whoever has drawn the same key is somebody else");
    let province = house.make_key(&operator, &Scope::Province, 'c').await.expect("made");
    assert_eq!(house.whose('c').await.expect("it works").scope, Scope::Province);
    assert_eq!(house.keys(&lan).await.iter().map(|key| key.key_id).collect::<Vec<_>>(), [mine]);
    assert_eq!(house.keys(&hoa).await, []);
    assert_eq!(house.keys(&operator).await.len(), 2);
    for key_id in [mine, province] {
        assert_eq!(refusal(house.revoke(&hoa, key_id).await), code::NOT_FOUND);
    }
    // The wall behind the query: another cooperative's transaction sees no key at all.
    let tx = house.world.database("accounts").begin(&hoa, scoped::Access::Read).await.expect("a transaction");
    assert_eq!(tx.run("select from api_key", []).await.expect("asked"), 0);
    house.revoke(&operator, mine).await.expect("an operator ends any");
    assert_eq!(refusal(house.whose('b').await), code::NOT_FOUND);
    for role in [Role::CooperativeMember, Role::ProvincialOfficial, Role::Integrator] {
        let somebody = Caller { role, ..lan.clone() };
        let made = house.make_key(&somebody, &lan.scope, 'd').await;
        assert!(matches!(refusal(made).as_str(), code::NOT_ALLOWED | code::KEY_SCOPE_MISSING), "{}", role.slug());
    }
    house.world.end().await;
}

#[tokio::test]
async fn a_key_is_no_session_and_a_session_no_key_and_neither_asks_about_sign_in() {
    let house = House::new().await;
    let lan = manager(&house, "lan@example.vn", Id::generate()).await;
    house.make_key(&lan, &lan.scope, 'a').await.expect("made");
    house.sign_in("lan@example.vn", PASSWORD, &session('b')).await.expect("let in");
    assert_eq!(refusal(house.who_is(&session('a')).await), code::NOT_FOUND);
    assert_eq!(refusal(house.whose('b').await), code::NOT_FOUND);
    let program = Caller::api_key(Id::generate(), lan.scope.clone(), KeyScope::ALL.into());
    let security = house.asker.ask(&program, &FindSecurity { session_hash: session('b') }).await;
    assert_eq!(refusal(security), code::KEY_SCOPE_MISSING);
    assert_eq!(
        refusal(house.asker.ask(&program, &SignOut { session_hash: session('b') }).await),
        code::KEY_SCOPE_MISSING
    );
    let integrator = Grant { role: Role::Integrator, scope: lan.scope.clone() };
    assert_eq!(refusal(house.add("hoa@example.vn", vec![integrator]).await), code::INVALID, "a program is no person");
    house.world.end().await;
}

#[test]
fn what_says_a_key_tells_nothing_of_it() {
    let ask = WhoseKey { key_hash: session('a') };
    assert!(!format!("{ask:?}").contains("aaaa"), "{ask:?}");
}

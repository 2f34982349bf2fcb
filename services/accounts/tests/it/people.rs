//! People from outside: invited, let in by a link, changed, shut out.

use contract::{
    Caller, Department, Role, Scope,
    accounts::{
        ChangePerson, DrawLink, FindPeople, ForgetPassword, Grant, Identity, InvitePerson, Need, PersonChange,
        PersonState, PersonView, ReadLink, UseLink,
    },
    code,
    onboarding::BankAccountReplaced,
};
use ids::{Cooperative, Id, Person};
use mailbox::Unanswered;
use serde_json::Value;
use sha2::{Digest, Sha256};
use testkit::until;

use crate::{House, PASSWORD, manager, official, refusal, session};

pub(crate) fn operator() -> Caller {
    Caller::person(Id::generate(), Role::Operator, Scope::System)
}

fn manager_of(cooperative: Id<Cooperative>) -> Caller {
    Caller::person(Id::generate(), Role::CooperativeManager, Scope::Cooperative(cooperative))
}

fn member_of(cooperative: Id<Cooperative>) -> Grant {
    Grant { role: Role::CooperativeMember, scope: Scope::Cooperative(cooperative) }
}

fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

impl House {
    async fn invite(&self, caller: &Caller, login: &str, grants: Vec<Grant>) -> Result<Id<Person>, Unanswered> {
        let person_id = Id::generate();
        let ask = InvitePerson { person_id, login: login.into(), name: "Hoàng Thị Lan".into(), grants };
        self.asker.ask(caller, &ask).await.map(|()| person_id)
    }

    async fn link(&self, caller: &Caller, person_id: Id<Person>) -> Result<String, Unanswered> {
        self.asker.ask(caller, &DrawLink { person_id }).await.map(|drawn| drawn.token)
    }

    async fn use_link(&self, token: &str, password: &str, hash_of: &str) -> Result<Identity, Unanswered> {
        let ask = UseLink {
            token_hash: hash(token),
            password: password.into(),
            session_hash: hash_of.into(),
            device: "Chrome, Android".into(),
        };
        self.asker.ask(&Caller::anonymous(), &ask).await
    }

    pub(crate) async fn change(
        &self,
        caller: &Caller,
        person_id: Id<Person>,
        change: PersonChange,
    ) -> Result<(), Unanswered> {
        self.asker.ask(caller, &ChangePerson { person_id, change }).await
    }

    async fn people(&self, caller: &Caller, text: &str) -> Vec<PersonView> {
        let ask = FindPeople { text: Some(text.into()), ..FindPeople::default() };
        self.asker.ask(caller, &ask).await.expect("an answer").rows
    }

    /// Every message that was sent so far.
    fn messages(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join("messages.ndjson")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

#[tokio::test]
async fn an_invited_person_chooses_a_password_by_a_link_that_works_once() {
    let house = House::new().await;
    let cooperative = Id::generate();
    let manager = manager_of(cooperative);
    let person_id = house.invite(&manager, "0912345678", vec![member_of(cooperative)]).await.expect("invited");
    let known = house.people(&manager, "hoang thi").await;
    assert_eq!((known.len(), known[0].state, known[0].login.as_str()), (1, PersonState::Invited, "•••678"));
    assert_eq!(refusal(house.sign_in("0912345678", "", &session('a')).await), code::SIGN_IN_FAILED);

    let first = house.link(&manager, person_id).await.expect("drawn");
    let second = house.link(&manager, person_id).await.expect("drawn");
    let read = async |token: &str| house.asker.ask(&Caller::anonymous(), &ReadLink { token_hash: hash(token) }).await;
    assert_eq!(refusal(read(&first).await), code::NOT_FOUND, "a newer one was drawn");
    let greeted = read(&second).await.expect("it works");
    assert_eq!((greeted.name.as_str(), greeted.is_invitation), ("Hoàng Thị Lan", true));
    assert_eq!(refusal(house.use_link(&second, "quá ngắn", &session('a')).await), code::INVALID);
    let identity = house.use_link(&second, PASSWORD, &session('a')).await.expect("let in");
    assert_eq!((identity.person_id, identity.need), (person_id, None));
    assert_eq!(refusal(house.use_link(&second, PASSWORD, &session('b')).await), code::NOT_FOUND, "it was used");
    house.sign_in("0912345678", PASSWORD, &session('b')).await.expect("let in");
    assert_eq!(house.people(&manager, "0912 345 678").await[0].state, PersonState::Active);

    until("both links were sent", async || house.messages().len() == 2).await;
    let sent = house.messages();
    assert_eq!(sent[1]["to"], "+84912345678");
    let link = format!("https://chophien.example/join?token={second}");
    assert!(sent[1]["text"].as_str().expect("a text").contains(&link), "{}", sent[1]);
    until("nothing waits", async || house.world.number("accounts", "select count(*) as n from message").await == 0)
        .await;
    house.world.end().await;
}

#[tokio::test]
async fn the_same_invitation_again_is_no_other_and_a_login_is_one_persons() {
    let house = House::new().await;
    let cooperative = Id::generate();
    let ask = InvitePerson {
        person_id: Id::generate(),
        login: "lan@example.vn".into(),
        name: "Lan".into(),
        grants: vec![member_of(cooperative)],
    };
    for _ in 0..2 {
        house.asker.ask(&manager_of(cooperative), &ask).await.expect("invited");
    }
    let corrected = InvitePerson { login: "lan.hoang@example.vn".into(), ..ask };
    assert_eq!(
        refusal(house.asker.ask(&manager_of(cooperative), &corrected).await),
        code::INVALID,
        "it is not ignored"
    );
    let again = house.invite(&manager_of(cooperative), "Lan@Example.vn", vec![member_of(cooperative)]).await;
    assert_eq!(refusal(again), code::INVALID);
    assert_eq!(house.world.number("accounts", "select count(*) as n from person").await, 1);
    house.world.end().await;
}

#[tokio::test]
async fn a_manager_sees_and_manages_only_those_who_hold_nothing_beyond_the_cooperative() {
    let house = House::new().await;
    let (own, other) = (Id::generate(), Id::generate());
    let manager = manager_of(own);
    let beyond = house.invite(&manager, "a@example.vn", vec![member_of(other)]).await;
    assert_eq!(refusal(beyond), code::INVALID);
    let official_too = vec![member_of(own), official()];
    let both = house.invite(&operator(), "b@example.vn", official_too).await.expect("invited");
    let elsewhere = house.invite(&operator(), "c@example.vn", vec![member_of(other)]).await.expect("invited");
    let mine = house.invite(&manager, "d@example.vn", vec![member_of(own)]).await.expect("invited");
    assert_eq!(house.people(&manager, "").await.iter().map(|p| p.person_id).collect::<Vec<_>>(), [mine]);
    assert_eq!(house.people(&operator(), "").await.len(), 3);
    for person_id in [both, elsewhere] {
        assert_eq!(refusal(house.link(&manager, person_id).await), code::NOT_FOUND);
        assert_eq!(refusal(house.change(&manager, person_id, PersonChange::ShutOut).await), code::NOT_FOUND);
    }
    let promoted = PersonChange::Grants(vec![Grant { role: Role::Operator, scope: Scope::System }]);
    assert_eq!(refusal(house.change(&manager, mine, promoted).await), code::INVALID);
    let member = Caller::person(Id::generate(), Role::CooperativeMember, Scope::Cooperative(own));
    assert_eq!(refusal(house.asker.ask(&member, &FindPeople::default()).await), code::NOT_ALLOWED);
    house.world.end().await;
}

#[tokio::test]
async fn whoever_is_shut_out_is_out_at_once_and_comes_in_again_when_let() {
    let house = House::new().await;
    let person_id = house.add("lan@example.vn", vec![manager()]).await.expect("added");
    house.sign_in("lan@example.vn", PASSWORD, &session('a')).await.expect("let in");
    let link = house.link(&operator(), person_id).await.expect("drawn");
    house.change(&operator(), person_id, PersonChange::ShutOut).await.expect("shut out");
    assert_eq!(refusal(house.who_is(&session('a')).await), code::NOT_FOUND);
    assert_eq!(refusal(house.sign_in("lan@example.vn", PASSWORD, &session('b')).await), code::SIGN_IN_FAILED);
    assert_eq!(refusal(house.use_link(&link, PASSWORD, &session('b')).await), code::NOT_FOUND);
    assert_eq!(refusal(house.link(&operator(), person_id).await), code::NOT_FOUND);
    house.change(&operator(), person_id, PersonChange::LetIn).await.expect("let in again");
    house.sign_in("lan@example.vn", PASSWORD, &session('b')).await.expect("let in");
    house.world.end().await;
}

#[tokio::test]
async fn another_role_holds_from_the_next_sign_in_on_and_nobody_manages_themselves() {
    let house = House::new().await;
    let person_id = house.add("lan@example.vn", vec![manager()]).await.expect("added");
    house.sign_in("lan@example.vn", PASSWORD, &session('a')).await.expect("let in");
    house.change(&operator(), person_id, PersonChange::Grants(vec![official()])).await.expect("changed");
    assert_eq!(refusal(house.who_is(&session('a')).await), code::NOT_FOUND, "the session knew the old role");
    let identity = house.sign_in("lan@example.vn", PASSWORD, &session('b')).await.expect("let in");
    assert_eq!((identity.grants, identity.need), (vec![official()], Some(Need::SecondFactorSetUp)));
    let oneself = Caller::person(person_id, Role::Operator, Scope::System);
    assert_eq!(refusal(house.link(&oneself, person_id).await), code::CONFLICT, "an open browser is not enough");
    assert_eq!(refusal(house.change(&oneself, person_id, PersonChange::ShutOut).await), code::CONFLICT);
    house.world.end().await;
}

#[tokio::test]
async fn the_last_operator_stays() {
    let house = House::new().await;
    let grant = Grant { role: Role::Operator, scope: Scope::System };
    let first = house.add("one@example.vn", vec![grant.clone()]).await.expect("added");
    let invited = house.invite(&operator(), "two@example.vn", vec![grant.clone()]).await.expect("invited");
    for change in [PersonChange::ShutOut, PersonChange::Grants(vec![official()])] {
        let refused = house.change(&operator(), first, change).await;
        assert_eq!(refusal(refused), code::CONFLICT, "an invited one does not come in yet");
    }
    let link = house.link(&operator(), invited).await.expect("drawn");
    house.use_link(&link, PASSWORD, &session('a')).await.expect("in");
    house.change(&operator(), first, PersonChange::ShutOut).await.expect("there is another one");
    assert_eq!(refusal(house.change(&operator(), invited, PersonChange::ShutOut).await), code::CONFLICT);
    house.world.end().await;
}

#[tokio::test]
async fn who_forgot_the_password_is_sent_a_link_and_whoever_asks_learns_nothing() {
    let house = House::new().await;
    let person_id = house.add("lan@example.vn", vec![manager()]).await.expect("added");
    house.sign_in("lan@example.vn", PASSWORD, &session('a')).await.expect("let in");
    let forget =
        async |login: &str| house.asker.ask(&Caller::anonymous(), &ForgetPassword { login: login.into() }).await;
    for login in ["nobody@example.vn", "no login at all", "Lan@Example.vn"] {
        forget(login).await.expect("the same answer");
    }
    until("the link was sent", async || !house.messages().is_empty()).await;
    let sent = house.messages();
    assert_eq!((sent.len(), &sent[0]["to"]), (1, &Value::from("lan@example.vn")));
    let text = sent[0]["text"].as_str().expect("a text");
    let token = text.split("token=").nth(1).and_then(|rest| rest.get(..64)).expect("a token");
    let identity = house.use_link(token, "năm từ khác không ai đoán", &session('b')).await.expect("let in");
    assert_eq!(identity.person_id, person_id);
    assert_eq!(refusal(house.who_is(&session('a')).await), code::NOT_FOUND, "every other session ended");
    assert_eq!(refusal(house.sign_in("lan@example.vn", PASSWORD, &session('c')).await), code::SIGN_IN_FAILED);
    for login in ["lan@example.vn", " LAN@example.vn"] {
        forget(login).await.expect("asked again");
    }
    assert_eq!(refusal(forget("lan@example.vn").await), code::TOO_MANY_ATTEMPTS, "nobody is flooded with messages");
    house.world.end().await;
}

#[tokio::test]
async fn managers_of_a_cooperative_are_told_once_that_its_bank_account_was_replaced() {
    let house = House::new().await;
    let own: Id<Cooperative> = Id::generate();
    let manager_of_own = || Grant { role: Role::CooperativeManager, scope: Scope::Cooperative(own) };
    for login in ["lan@example.vn", "0912345678", "gone@example.vn"] {
        house.add(login, vec![manager_of_own()]).await.expect("added");
    }
    house.add("member@example.vn", vec![member_of(own)]).await.expect("added");
    let elsewhere = house.add("other@example.vn", vec![manager()]).await.expect("added");
    let gone = house.people(&operator(), "gone@example.vn").await[0].person_id;
    house.change(&operator(), gone, PersonChange::ShutOut).await.expect("shut out");
    assert_ne!(gone, elsewhere);
    // Nobody is shut out unawares: that would be the way to replace an account with nobody told.
    until("told", async || house.messages().len() == 1).await;
    let told = &house.messages()[0];
    assert_eq!(told["to"], "gone@example.vn");
    assert!(told["text"].as_str().is_some_and(|text| text.contains("không còn được vào")), "{told}");
    let fact = BankAccountReplaced {
        cooperative_id: own,
        version: 4,
        at: "2026-11-23T20:00:00Z".parse().expect("an instant"),
    };
    let tx = house.world.database("onboarding").begin_as_service().await.expect("a transaction");
    mailbox::post(&tx, &fact).await.expect("posted");
    tx.commit().await.expect("committed");
    house.world.relay("onboarding");
    house.world.until_quiet(&["onboarding"]).await;
    until("both waited", async || house.world.number("accounts", "select count(*) as n from message").await == 2).await;
    // Asking for a link wakes the messenger, which would look by itself a little later.
    house.asker.ask(&Caller::anonymous(), &ForgetPassword { login: "other@example.vn".into() }).await.expect("asked");
    until("all were sent", async || house.messages().len() == 4).await;
    let told: Vec<_> = house
        .messages()
        .into_iter()
        .filter(|sent| sent["text"].as_str().is_some_and(|text| text.contains("được đổi hoặc gỡ bỏ ngày 24/11/2026")))
        .map(|sent| sent["to"].clone())
        .collect();
    assert_eq!(told, ["+84912345678", "lan@example.vn"]);
    house.world.end().await;
}

#[tokio::test]
async fn what_a_link_opens_is_stored_nowhere_in_clear() {
    let house = House::new().await;
    let person_id = house.add("0912345678", vec![manager()]).await.expect("added");
    let token = house.link(&operator(), person_id).await.expect("drawn");
    let sql = format!(
        "select (select count(*) from door_link where encode(token_hash, 'escape') like '%{token}%')
            + (select count(*) from message where encode(sealed, 'escape') like '%{token}%')
            + (select count(*) from command where answer like '%{token}%') as n"
    );
    assert_eq!(house.world.number("accounts", &sql).await, 0);
    house.world.end().await;
}

#[tokio::test]
async fn an_official_of_a_department_comes_in_as_one() {
    let house = House::new().await;
    let scope = Scope::Department(Department::ScienceAndTechnology);
    let grant = Grant { role: Role::ProvincialOfficial, scope };
    let of_no_house = Grant { role: Role::Operator, ..grant.clone() };
    house.invite(&operator(), "sokhcn@example.vn", vec![of_no_house]).await.expect_err("operators have no department");
    let person_id = house.invite(&operator(), "sokhcn@example.vn", vec![grant.clone()]).await.expect("invited");
    let token = house.link(&operator(), person_id).await.expect("drawn");
    let identity = house.use_link(&token, PASSWORD, &hash("a session")).await.expect("they come in");
    assert_eq!(identity.grants, [grant]);
    let official = Caller::person(person_id, Role::ProvincialOfficial, identity.grants[0].scope.clone());
    house.invite(&official, "htx@example.vn", vec![member_of(Id::generate())]).await.expect("they invite as others do");
    house.world.end().await;
}

//! Accounts from outside: asked over a real broker, on a real database.

mod delegations;
mod erasing;
mod keys;
mod people;
mod second_factor;
mod walls;

use std::sync::Arc;

use accounts::{App, FileMessenger, SecondFactorRule};
use contract::{
    Caller, Role, Scope,
    accounts::{AddPerson, Grant, Identity, SignIn, SignOut, WhoIs},
    code,
};
use host::{Calendar, Sealer, Secret};
use ids::{Cooperative, Id, Person};
use mailbox::{Asker, Unanswered};
use testkit::World;

/// The day it is when a test begins.
const TODAY: &str = "2026-11-23";
const PASSWORD: &str = "một mật khẩu dài";

struct House {
    world: World,
    asker: Asker,
    app: App,
    calendar: Calendar,
    folder: tempfile::TempDir,
}

impl House {
    async fn new() -> Self {
        let (world, folder) = (World::new().await, tempfile::tempdir().expect("a folder"));
        let (database, sealer) = (world.database("accounts"), Sealer::new(&[7; 32]));
        let calendar = Calendar::standing(format!("{TODAY}T05:00:00Z").parse().expect("a time"));
        let (broker, rule) = (world.broker.clone(), SecondFactorRule::Required);
        let app = App::new(database, broker, calendar.clone(), sealer, rule, public_url());
        let messenger = Arc::new(FileMessenger::new(&folder.path().join("messages.ndjson")));
        accounts::start(app.clone(), messenger, &world.shutdown).await.expect("accounts starts");
        // The broker takes the subscriptions of a connection in turn: once it has refused this, it knows of the whole desk.
        world.broker.listening().request("nobody.answers.this", "".into()).await.expect_err("nobody answers");
        let asker = Asker::new(world.broker.clone());
        Self { world, asker, app, calendar, folder }
    }

    async fn add(&self, login: &str, grants: Vec<Grant>) -> Result<Id<Person>, Unanswered> {
        let operator = Caller::person(Id::generate(), Role::Operator, Scope::System).with_key(login);
        let ask = AddPerson { login: login.into(), name: "Lan".into(), password: PASSWORD.into(), grants };
        self.asker.ask(&operator, &ask).await
    }

    async fn sign_in(&self, login: &str, password: &str, session: &str) -> Result<Identity, Unanswered> {
        self.sign_in_from(login, password, session, None).await
    }

    async fn sign_in_from(
        &self,
        login: &str,
        password: &str,
        session: &str,
        address: Option<&str>,
    ) -> Result<Identity, Unanswered> {
        let ask = SignIn {
            login: login.into(),
            password: password.into(),
            session_hash: session.into(),
            device: "Chrome, Android".into(),
        };
        let caller = Caller { address: address.map(str::to_owned), ..Caller::anonymous() };
        self.asker.ask(&caller, &ask).await
    }

    async fn who_is(&self, session: &str) -> Result<Identity, Unanswered> {
        self.asker.ask(&Caller::anonymous(), &WhoIs { session_hash: session.into() }).await
    }

    /// Lets a session grow older than it is.
    async fn age(&self, column: &str, hours: f64) {
        let tx = self.world.database("accounts").begin_as_service().await.expect("a transaction");
        let sql = format!("update session set {column} = {column} - make_interval(mins => $1)");
        #[expect(clippy::cast_possible_truncation, reason = "minutes of some days")]
        let minutes = (hours * 60.0) as i32;
        assert_eq!(tx.run(&sql, [minutes.into()]).await.expect("aged"), 1);
        tx.commit().await.expect("committed");
    }
}

fn public_url() -> url::Url {
    "https://chophien.example".parse().expect("a URL")
}

fn session(digit: char) -> String {
    digit.to_string().repeat(64)
}

fn manager() -> Grant {
    Grant { role: Role::CooperativeManager, scope: Scope::Cooperative(Id::<Cooperative>::generate()) }
}

fn official() -> Grant {
    Grant { role: Role::CommuneOfficial, scope: Scope::Commune("00874".into()) }
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, Unanswered>) -> String {
    match answer {
        Err(Unanswered::Refused(refusal)) => refusal.code,
        other => panic!("it was not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_person_signs_in_is_known_again_and_signs_out() {
    let house = House::new().await;
    let grant = manager();
    let person_id = house.add("0912 345 678", vec![grant.clone()]).await.expect("added");
    let identity = house.sign_in("+84912345678", PASSWORD, &session('a')).await.expect("let in");
    assert_eq!(
        identity,
        Identity { person_id, name: "Lan".into(), grants: vec![grant], acts_for: Vec::new(), need: None }
    );
    assert_eq!(house.who_is(&session('a')).await.expect("known"), identity);
    assert_eq!(refusal(house.who_is(&session('b')).await), code::NOT_FOUND);

    let sign_out = SignOut { session_hash: session('a') };
    for _ in 0..2 {
        house.asker.ask(&Caller::anonymous(), &sign_out).await.expect("signed out");
    }
    assert_eq!(refusal(house.who_is(&session('a')).await), code::NOT_FOUND);
    house.world.end().await;
}

#[tokio::test]
async fn neither_a_token_nor_a_password_is_stored() {
    let house = House::new().await;
    house.add("lan@example.vn", vec![manager()]).await.expect("added");
    house.sign_in("lan@example.vn", PASSWORD, &session('a')).await.expect("let in");
    let sql = format!("select count(*) as n from person where password_hash like '%{PASSWORD}%'");
    assert_eq!(house.world.number("accounts", &sql).await, 0);
    let sql = "select count(*) as n from person where password_hash like '$argon2id$%'";
    assert_eq!(house.world.number("accounts", sql).await, 1);
    house.world.end().await;
}

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_are_the_same_refusal() {
    let house = House::new().await;
    house.add("lan@example.vn", vec![manager()]).await.expect("added");
    for (login, password) in
        [("lan@example.vn", "not the password"), ("hoa@example.vn", PASSWORD), ("no login at all", PASSWORD)]
    {
        assert_eq!(refusal(house.sign_in(login, password, &session('a')).await), code::SIGN_IN_FAILED, "{login}");
    }
    assert_eq!(house.world.number("accounts", "select count(*) as n from session").await, 0);
    house.world.end().await;
}

#[tokio::test]
async fn the_eleventh_attempt_is_not_looked_at_until_a_quarter_of_an_hour_has_passed() {
    let house = House::new().await;
    house.add("0912345678", vec![manager()]).await.expect("added");
    for _ in 0..10 {
        assert_eq!(refusal(house.sign_in("0912345678", "wrong", &session('a')).await), code::SIGN_IN_FAILED);
    }
    // Another spelling of the same login is the same login, and the right password does not help.
    assert_eq!(refusal(house.sign_in("+84 912345678", PASSWORD, &session('a')).await), code::TOO_MANY_ATTEMPTS);
    assert_eq!(refusal(house.sign_in("hoa@example.vn", "wrong", &session('a')).await), code::SIGN_IN_FAILED);

    let tx = house.world.database("accounts").begin_as_service().await.expect("a transaction");
    let sql =
        "update sign_in_attempt set made_at = array(select made - interval '16 minutes' from unnest(made_at) as made)";
    tx.run(sql, []).await.expect("aged");
    tx.commit().await.expect("committed");
    house.sign_in("0912345678", PASSWORD, &session('a')).await.expect("let in");
    let left = house.world.number("accounts", "select count(*) as n from sign_in_attempt").await;
    assert_eq!(left, 1, "the other login's attempt is still counted, this one's are forgotten");
    house.world.end().await;
}

#[tokio::test]
async fn from_one_address_a_hundred_guesses_are_looked_at_and_no_right_password_counts() {
    let house = House::new().await;
    house.add("lan@example.vn", vec![manager()]).await.expect("added");
    let tx = house.world.database("accounts").begin_as_service().await.expect("a transaction");
    let sql = "insert into sign_in_attempt (login_hash, made_at)
        values (sha256(convert_to('sign-in from 192.0.2.7', 'UTF8')), array_fill(now(), array[99]))";
    tx.run(sql, []).await.expect("99 guesses were made");
    tx.commit().await.expect("committed");
    let from = Some("192.0.2.7");
    for _ in 0..2 {
        house.sign_in_from("lan@example.vn", PASSWORD, &session('a'), from).await.expect("the hundredth, and right");
    }
    let wrong = house.sign_in_from("hoa@example.vn", "wrong", &session('b'), from).await;
    assert_eq!(refusal(wrong), code::SIGN_IN_FAILED);
    let right = house.sign_in_from("lan@example.vn", PASSWORD, &session('b'), from).await;
    assert_eq!(refusal(right), code::TOO_MANY_ATTEMPTS, "a hundred and one");
    house.sign_in_from("lan@example.vn", PASSWORD, &session('b'), Some("192.0.2.8")).await.expect("from elsewhere");
    house.world.end().await;
}

#[tokio::test]
async fn a_session_ends_by_itself_and_an_officials_sooner() {
    for (grant, idle_hours, hours_at_most) in [(manager(), 12.0, 168.0), (official(), 0.5, 12.0)] {
        let house = House::new().await;
        house.add("lan@example.vn", vec![grant]).await.expect("added");
        house.sign_in("lan@example.vn", PASSWORD, &session('a')).await.expect("let in");
        house.age("seen_at", idle_hours - 0.1).await;
        house.who_is(&session('a')).await.expect("still awake; and this wakes it again");
        house.age("seen_at", idle_hours - 0.1).await;
        house.who_is(&session('a')).await.expect("it was used in between");
        house.age("seen_at", idle_hours + 0.1).await;
        assert_eq!(refusal(house.who_is(&session('a')).await), code::NOT_FOUND);

        house.sign_in("lan@example.vn", PASSWORD, &session('b')).await.expect("let in");
        let tx = house.world.database("accounts").begin_as_service().await.expect("a transaction");
        tx.run("delete from session where session_hash = decode($1, 'hex')", [session('a').into()])
            .await
            .expect("gone");
        tx.commit().await.expect("committed");
        house.age("ends_at", hours_at_most - 0.1).await;
        house.who_is(&session('b')).await.expect("its day is not over");
        house.age("ends_at", 0.2).await;
        assert_eq!(refusal(house.who_is(&session('b')).await), code::NOT_FOUND);
        house.world.end().await;
    }
}

#[tokio::test]
async fn a_session_of_somebody_else_is_not_taken_over() {
    let house = House::new().await;
    house.add("lan@example.vn", vec![manager()]).await.expect("added");
    house.add("hoa@example.vn", vec![manager()]).await.expect("added");
    let lan = house.sign_in("lan@example.vn", PASSWORD, &session('a')).await.expect("let in");
    assert_eq!(refusal(house.sign_in("hoa@example.vn", PASSWORD, &session('a')).await), code::CONFLICT);
    let again =
        house.sign_in("lan@example.vn", PASSWORD, &session('a')).await.expect("the repeated ask finds its session");
    assert_eq!(again, lan);
    house.world.end().await;
}

#[tokio::test]
async fn a_login_is_one_persons_and_only_operators_add_people() {
    let house = House::new().await;
    house.add("0912345678", vec![manager()]).await.expect("added");
    assert_eq!(refusal(house.add("+84912345678", vec![manager()]).await), code::INVALID);
    let misfit = Grant { role: Role::Operator, scope: Scope::Commune("00874".into()) };
    assert_eq!(refusal(house.add("0912345679", vec![misfit]).await), code::INVALID);
    let stranger = Caller::person(Id::generate(), Role::ProvincialOfficial, Scope::Province).with_key("k");
    let ask =
        AddPerson { login: "x@y.vn".into(), name: "X".into(), password: PASSWORD.into(), grants: vec![official()] };
    assert_eq!(refusal(house.asker.ask(&stranger, &ask).await), code::NOT_ALLOWED);
    assert_eq!(house.world.number("accounts", "select count(*) as n from person").await, 1);
    house.world.end().await;
}

#[tokio::test]
async fn a_house_gets_one_first_operator() {
    let house = House::new().await;
    let short = accounts::ensure_operator(&house.app, "op@example.vn", Secret::new("short".into())).await;
    assert!(short.is_err());
    let added = accounts::ensure_operator(&house.app, "op@example.vn", Secret::new(PASSWORD.into())).await;
    assert!(added.expect("added"));
    let second = accounts::ensure_operator(&house.app, "other@example.vn", Secret::new(PASSWORD.into())).await;
    assert!(!second.expect("there is one already"));
    let operator = house.sign_in("op@example.vn", PASSWORD, &session('a')).await.expect("let in");
    assert_eq!(operator.grants, [Grant { role: Role::Operator, scope: Scope::System }]);
    house.world.end().await;
}

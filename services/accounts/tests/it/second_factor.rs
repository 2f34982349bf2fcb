//! The second factor from outside: drawn, confirmed, shown, lost and given up.

use contract::{
    Caller, Role, Scope,
    accounts::{
        ChangePassword, ConfirmSecondFactor, DrawSecondFactor, DropSecondFactor, EndSessions, FindSecurity, Need,
        Security, ShowSecondFactor,
    },
    code,
};
use ids::{Id, Person};
use mailbox::Unanswered;
use totp_rs::{Builder, Secret, Totp};

use crate::{House, PASSWORD, manager, official, refusal, session};

const LOGIN: &str = "lan@example.vn";

/// Somebody with an authenticator that is asked for.
struct Enrolled {
    house: House,
    caller: Caller,
    authenticator: Totp,
    recovery_codes: Vec<String>,
}

impl House {
    /// The code of now by the clock of accounts, or of some steps later.
    async fn code(&self, authenticator: &Totp, steps: i64) -> String {
        let now = self.world.number("accounts", "select extract(epoch from now())::bigint as n").await;
        authenticator.generate((now + 30 * steps).unsigned_abs()).to_string()
    }

    async fn draw(&self, caller: &Caller) -> Result<Totp, Unanswered> {
        let drawn = self.asker.ask(caller, &DrawSecondFactor { password: Some(PASSWORD.into()) }).await?;
        let secret = Secret::try_from_base32(&drawn.secret).expect("base 32");
        Ok(Builder::new().with_secret(secret).with_account_name("x").build().expect("as the standard says"))
    }

    async fn confirm(&self, caller: &Caller, hash: &str, code: &str) -> Result<Vec<String>, Unanswered> {
        let ask = ConfirmSecondFactor { session_hash: hash.into(), code: code.into() };
        self.asker.ask(caller, &ask).await.map(|given| given.codes)
    }

    async fn show(&self, hash: &str, code: &str) -> Result<Option<Need>, Unanswered> {
        let ask = ShowSecondFactor { session_hash: hash.into(), code: code.into() };
        self.asker.ask(&Caller::anonymous(), &ask).await.map(|identity| identity.need)
    }

    async fn security(&self, caller: &Caller, hash: &str) -> Security {
        self.asker.ask(caller, &FindSecurity { session_hash: hash.into() }).await.expect("an answer")
    }

    async fn need(&self, hash: &str) -> Option<Need> {
        self.who_is(hash).await.expect("a session").need
    }
}

impl Enrolled {
    async fn new() -> Self {
        let house = House::new().await;
        let person_id = house.add(LOGIN, vec![official()]).await.expect("added");
        let identity = house.sign_in(LOGIN, PASSWORD, &session('a')).await.expect("let in");
        assert_eq!(identity.need, Some(Need::SecondFactorSetUp));
        let caller = Caller::person(person_id, Role::CommuneOfficial, Scope::Commune("00874".into()));
        let authenticator = house.draw(&caller).await.expect("drawn");
        let code = house.code(&authenticator, 0).await;
        let recovery_codes = house.confirm(&caller, &session('a'), &code).await.expect("confirmed");
        assert_eq!(house.need(&session('a')).await, None);
        Self { house, caller, authenticator, recovery_codes }
    }
}

#[tokio::test]
async fn each_code_of_the_authenticator_opens_one_session() {
    let Enrolled { house, authenticator, .. } = Enrolled::new().await;
    house.sign_in(LOGIN, PASSWORD, &session('b')).await.expect("half-way in");
    assert_eq!(house.need(&session('b')).await, Some(Need::SecondFactorCode));
    let code = house.code(&authenticator, 1).await;
    assert_eq!(house.show(&session('b'), &code).await.expect("let in"), None);
    assert_eq!(house.need(&session('b')).await, None);
    assert_eq!(house.show(&session('b'), "whatever").await.expect("it is open already"), None);

    house.sign_in(LOGIN, PASSWORD, &session('c')).await.expect("half-way in");
    assert_eq!(refusal(house.show(&session('c'), &code).await), code::SECOND_FACTOR_WRONG, "it was used");
    let earlier = house.code(&authenticator, 0).await;
    assert_eq!(refusal(house.show(&session('c'), &earlier).await), code::SECOND_FACTOR_WRONG, "older than one used");
    assert_eq!(house.need(&session('c')).await, Some(Need::SecondFactorCode));
    house.world.end().await;
}

#[tokio::test]
async fn a_recovery_code_stands_in_once() {
    let Enrolled { house, caller, recovery_codes, .. } = Enrolled::new().await;
    for (hash, works) in [(session('b'), true), (session('c'), false)] {
        house.sign_in(LOGIN, PASSWORD, &hash).await.expect("half-way in");
        assert_eq!(house.show(&hash, &recovery_codes[3].to_uppercase()).await.is_ok(), works);
    }
    assert_eq!(house.security(&caller, &session('a')).await.recovery_codes_left, 9);
    for code in &recovery_codes {
        let sql = format!("select count(*) as n from recovery_code where encode(code_hash, 'hex') like '%{code}%'");
        assert_eq!(house.world.number("accounts", &sql).await, 0, "a code is stored in clear");
    }
    house.world.end().await;
}

#[tokio::test]
async fn the_eleventh_wrong_code_is_not_looked_at_nor_is_a_right_one_after_it() {
    let Enrolled { house, authenticator, .. } = Enrolled::new().await;
    house.sign_in(LOGIN, PASSWORD, &session('b')).await.expect("half-way in");
    for _ in 0..10 {
        assert_eq!(refusal(house.show(&session('b'), "not a code").await), code::SECOND_FACTOR_WRONG);
    }
    let right = house.code(&authenticator, 1).await;
    assert_eq!(refusal(house.show(&session('b'), &right).await), code::TOO_MANY_ATTEMPTS);
    house.world.end().await;
}

#[tokio::test]
async fn a_second_factor_is_given_up_with_the_password_and_set_up_anew() {
    let Enrolled { house, caller, .. } = Enrolled::new().await;
    assert_eq!(refusal(house.draw(&caller).await), code::CONFLICT, "an open browser replaces nothing");
    house.sign_in(LOGIN, PASSWORD, &session('b')).await.expect("half-way in");
    let drop = |password: &str| DropSecondFactor { session_hash: session('a'), password: password.into() };
    assert_eq!(refusal(house.asker.ask(&caller, &drop("a wrong password")).await), code::SIGN_IN_FAILED);
    house.asker.ask(&caller, &drop(PASSWORD)).await.expect("given up");
    assert_eq!(refusal(house.who_is(&session('b')).await), code::NOT_FOUND, "all other sessions ended");
    assert_eq!(house.need(&session('a')).await, Some(Need::SecondFactorSetUp), "the role takes one");
    let security = house.security(&caller, &session('a')).await;
    assert_eq!((security.has_second_factor, security.must_have_second_factor), (false, true));
    let anew = house.draw(&caller).await.expect("drawn");
    assert_eq!(refusal(house.confirm(&caller, &session('a'), "123").await), code::SECOND_FACTOR_WRONG);
    let code = house.code(&anew, 0).await;
    house.confirm(&caller, &session('a'), &code).await.expect("confirmed");
    house.world.end().await;
}

#[tokio::test]
async fn a_manager_may_do_without_and_may_have_one() {
    let house = House::new().await;
    let grant = manager();
    let person_id = house.add(LOGIN, vec![grant.clone()]).await.expect("added");
    assert_eq!(house.sign_in(LOGIN, PASSWORD, &session('a')).await.expect("let in").need, None);
    let caller = Caller::person(person_id, Role::CooperativeManager, grant.scope);
    let authenticator = house.draw(&caller).await.expect("drawn");
    let unasked = house.asker.ask(&caller, &DrawSecondFactor { password: None }).await;
    assert_eq!(refusal(unasked), code::SIGN_IN_FAILED, "an open browser locks nobody out");
    assert_eq!(house.need(&session('a')).await, None, "not asked for before it is confirmed");
    let code = house.code(&authenticator, 0).await;
    house.confirm(&caller, &session('a'), &code).await.expect("confirmed");
    house.sign_in(LOGIN, PASSWORD, &session('b')).await.expect("half-way in");
    assert_eq!(house.need(&session('b')).await, Some(Need::SecondFactorCode));
    house.world.end().await;
}

#[tokio::test]
async fn a_secret_is_stored_sealed_for_its_owner() {
    let Enrolled { house, .. } = Enrolled::new().await;
    let sql = "select octet_length(secret)::bigint as n from second_factor";
    assert_eq!(house.world.number("accounts", sql).await, 12 + 20 + 16, "nonce, secret, tag");
    let other = house.add("hoa@example.vn", vec![official()]).await.expect("added");
    let tx = house.world.database("accounts").begin_as_service().await.expect("a transaction");
    let sql = "insert into second_factor (person_id, secret) select $1, secret from second_factor";
    tx.run(sql, [other.into()]).await.expect("swapped in");
    tx.commit().await.expect("committed");
    let caller = Caller::person(other, Role::CommuneOfficial, Scope::Commune("00874".into()));
    let opened = house.confirm(&caller, &session('a'), "123456").await;
    assert!(matches!(opened, Err(Unanswered::Unknown { .. })), "{opened:?}");
    house.world.end().await;
}

#[tokio::test]
async fn a_changed_password_ends_every_other_session_and_the_owner_ends_what_they_do_not_know() {
    let house = House::new().await;
    let grant = manager();
    let person_id: Id<Person> = house.add(LOGIN, vec![grant.clone()]).await.expect("added");
    let caller = Caller::person(person_id, Role::CooperativeManager, grant.scope);
    for digit in ['a', 'b', 'c'] {
        house.sign_in(LOGIN, PASSWORD, &session(digit)).await.expect("let in");
    }
    let known = house.security(&caller, &session('a')).await.sessions;
    assert_eq!((known.len(), known.iter().filter(|device| device.is_this).count()), (3, 1));
    assert!(known.iter().all(|device| device.device == "Chrome, Android"), "{known:?}");
    let stranger = Caller::person(Id::generate(), Role::CooperativeManager, manager().scope);
    let first_other = known.iter().find(|device| !device.is_this).expect("another").session_id;
    let end = EndSessions { session_hash: session('a'), session_id: Some(first_other) };
    assert_eq!(house.asker.ask(&stranger, &end).await.expect("an answer"), 0, "it is not theirs");
    assert_eq!(house.asker.ask(&caller, &end).await.expect("an answer"), 1);

    let change =
        |new: &str| ChangePassword { session_hash: session('a'), password: PASSWORD.into(), new_password: new.into() };
    assert_eq!(refusal(house.asker.ask(&caller, &change("lan@example.vn")).await), code::INVALID);
    assert_eq!(refusal(house.asker.ask(&caller, &change(PASSWORD)).await), code::INVALID);
    house.asker.ask(&caller, &change("năm từ khác không ai đoán")).await.expect("changed");
    assert_eq!(house.security(&caller, &session('a')).await.sessions.len(), 1);
    assert_eq!(refusal(house.sign_in(LOGIN, PASSWORD, &session('d')).await), code::SIGN_IN_FAILED);
    house.sign_in(LOGIN, "năm từ khác không ai đoán", &session('d')).await.expect("let in");
    house.world.end().await;
}

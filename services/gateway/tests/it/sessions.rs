//! Who is let in, as what, and until when.

use accounts::SecondFactorRule;
use contract::{Refusal, Role, Scope, accounts::Grant, code, onboarding::SaveHousehold};
use ids::{Household, Id};
use mailbox::Stop;
use reqwest::{Method, Response, StatusCode};
use scoped::Scoped;
use scraper::{Html, Selector};
use serde_json::json;
use totp_rs::{Builder, Secret};

use crate::house::{House, OPERATOR, PASSWORD, json_of, problem_of, value_of};

#[tokio::test]
async fn a_session_lives_from_sign_in_to_sign_out() {
    let house = House::new().await;
    let token = house.token_of(OPERATOR).await;
    let me = json_of(house.get(&token, "/api/v1/me").await, StatusCode::OK).await;
    assert_eq!((&me["grants"][0]["role"], &me["grant_index"]), (&json!("operator"), &json!(0)));

    let ended = house.request(Method::DELETE, "/api/v1/sessions/current").bearer_auth(&token).send().await;
    assert_eq!(ended.expect("an answer").status(), StatusCode::NO_CONTENT);
    let problem = problem_of(house.get(&token, "/api/v1/me").await, 401).await;
    assert_eq!(problem["code"], "not_signed_in");
}

#[tokio::test]
async fn whoever_guesses_is_told_nothing_and_then_not_even_looked_at() {
    let house = House::new().await;
    for attempt in 0..10 {
        let login = if attempt % 2 == 0 { OPERATOR } else { "nobody@example.com" };
        assert_eq!(problem_of(house.sign_in(login, "a wrong password").await, 401).await["code"], "sign_in_failed");
    }
    for _ in 0..5 {
        house.sign_in(OPERATOR, "a wrong password").await;
    }
    let refused = house.sign_in(OPERATOR, PASSWORD).await;
    assert_eq!(refused.headers()["retry-after"], "900");
    assert_eq!(problem_of(refused, 429).await["code"], "too_many_attempts");
}

#[tokio::test]
async fn a_browser_is_known_by_its_cookie_and_sent_to_sign_in_without_one() {
    let house = House::new().await;
    let token = house.token_of(OPERATOR).await;
    let page = |cookie: String| house.request(Method::GET, "/home?day=1").header("cookie", cookie).send();
    let answer = page("phien_session=nothing".into()).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()["location"], "/sign-in?next=%2Fhome%3Fday%3D1");

    let me = house.request(Method::GET, "/api/v1/me").header("cookie", format!("a=b; phien_session={token}"));
    assert_eq!(me.send().await.expect("an answer").status(), StatusCode::OK);
    // A cookie for TLS only is another cookie.
    let me = house.request(Method::GET, "/api/v1/me").header("cookie", format!("__Host-phien_session={token}"));
    assert_eq!(me.send().await.expect("an answer").status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_fragment_that_nobody_may_see_sends_the_whole_page_to_sign_in() {
    let house = House::new().await;
    let request = house.request(Method::GET, "/home").header("hx-request", "true");
    let answer = request.header("hx-current-url", format!("{}/orders?state=paid", house.address)).send().await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["hx-redirect"], "/sign-in?next=%2Forders%3Fstate%3Dpaid");
}

#[tokio::test]
async fn who_holds_several_grants_acts_under_the_one_they_name() {
    let house = House::new().await;
    let official = Grant { role: Role::ProvincialOfficial, scope: Scope::Province };
    let manager = Grant { role: Role::CooperativeManager, scope: Scope::Cooperative(Id::generate()) };
    let token = house.add("0912345678", &[official, manager]).await;
    let me = |name: &'static str, value: &'static str| {
        house.request(Method::GET, "/api/v1/me").bearer_auth(&token).header(name, value).send()
    };
    for (name, value, index) in
        [("accept", "*/*", 0), ("phien-grant", "1", 1), ("cookie", "phien_grant=1", 1), ("cookie", "phien_grant=7", 0)]
    {
        let me = json_of(me(name, value).await.expect("an answer"), StatusCode::OK).await;
        assert_eq!(me["grant_index"], index, "{name}: {value}");
    }
    for value in ["2", "-1", "first"] {
        let refused = me("phien-grant", value).await.expect("an answer");
        assert_eq!(problem_of(refused, 403).await["code"], "not_allowed", "{value}");
    }
}

/// A form as a browser sends it.
async fn send(house: &House, token: &str, path: &str, fields: &[(&str, &str)]) -> Response {
    let request = house.request(Method::POST, path).header("cookie", format!("phien_session={token}"));
    request.header("accept", "text/html").form(fields).send().await.expect("an answer")
}

async fn page(house: &House, token: &str, path: &str) -> Response {
    let request = house.request(Method::GET, path).header("cookie", format!("phien_session={token}"));
    request.header("accept", "text/html").send().await.expect("an answer")
}

/// The session in a `Set-Cookie`.
fn token_in(cookie: &str) -> String {
    cookie.trim_start_matches("phien_session=").split(';').next().unwrap_or_default().to_owned()
}

fn all(html: &str, css: &str) -> Vec<String> {
    let selector = Selector::parse(css).expect("a selector");
    Html::parse_document(html).select(&selector).map(|element| element.text().collect()).collect()
}

#[tokio::test]
async fn an_operator_sets_up_an_authenticator_before_anything_else_and_shows_it_ever_after() {
    let house = House::with_second_factor(SecondFactorRule::Required).await;
    let opened = json_of(house.sign_in(OPERATOR, PASSWORD).await, StatusCode::CREATED).await;
    assert_eq!(opened["need"], "second_factor_set_up");
    let token = opened["token"].as_str().expect("a token");
    assert_eq!(problem_of(house.get(token, "/api/v1/me").await, 403).await["code"], "second_factor_missing");
    let led = page(&house, token, "/operator").await;
    assert_eq!(led.headers()["location"], "/security/second-factor?next=%2Foperator");

    let drawn =
        send(&house, token, "/security/second-factor", &[("next", "/operator")]).await.text().await.expect("a page");
    let secret = Secret::try_from_base32(all(&drawn, ".secret")[0].replace(' ', "")).expect("base 32");
    let authenticator =
        Builder::new().with_secret(secret).with_account_name("x").build().expect("as the standard says");
    let now = house.world.number("accounts", "select extract(epoch from now())::bigint as n").await.unsigned_abs();
    let code = authenticator.generate(now).to_string();
    let wrong = send(&house, token, "/security/second-factor/confirm", &[("code", "12 34")]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let done = send(&house, token, "/security/second-factor/confirm", &[("code", &code)]).await;
    let recovery = all(&done.text().await.expect("a page"), ".codes code");
    assert_eq!(recovery.len(), 10);
    json_of(house.get(token, "/api/v1/me").await, StatusCode::OK).await;

    let opened = json_of(house.sign_in(OPERATOR, PASSWORD).await, StatusCode::CREATED).await;
    assert_eq!(opened["need"], "second_factor_code");
    let second = opened["token"].as_str().expect("a token");
    let led = page(&house, second, "/operator").await;
    assert_eq!(led.headers()["location"], "/sign-in/code?next=%2Foperator");
    let setting_up = page(&house, second, "/security/second-factor").await;
    assert_eq!(setting_up.status(), StatusCode::FORBIDDEN, "a stolen password sets up no second factor of its own");
    let used = send(&house, second, "/sign-in/code", &[("code", &code)]).await;
    assert_eq!(used.status(), StatusCode::UNPROCESSABLE_ENTITY, "the code that confirmed it was used");
    let shown = send(&house, second, "/sign-in/code", &[("code", &recovery[0]), ("next", "/operator")]).await;
    assert_eq!(
        (shown.status(), &shown.headers()["location"]),
        (StatusCode::SEE_OTHER, &"/operator".parse().expect("a value"))
    );
    json_of(house.get(second, "/api/v1/me").await, StatusCode::OK).await;

    // A form that is sent without a session waits for the code, too.
    let mut cookie = "phien_session=ended".to_owned();
    let mut asked = send(&house, "ended", "/people/invite", &[("name", "Lan")]).await.text().await.expect("a page");
    for (path, field, value) in [("/sign-in", "password", PASSWORD), ("/sign-in/code", "code", recovery[1].as_str())] {
        let [to, held] = ["held_to", "held"].map(|name| value_of(&asked, &format!("input[name={name}]")));
        let fields = [("login", OPERATOR), (field, value), ("held_to", to.as_str()), ("held", held.as_str())];
        let answer = send(&house, &token_in(&cookie), path, &fields).await;
        cookie = answer.headers().get("set-cookie").map_or(cookie, |it| it.to_str().expect("text").to_owned());
        asked = answer.text().await.expect("a page");
    }
    assert_eq!(value_of(&asked, "form[action='/people/invite'] input[name=name]"), "Lan");
}

async fn save_household((): &(), tx: &Scoped, ask: SaveHousehold) -> Result<Id<Household>, Stop> {
    let is_whole = tx.caller().idempotency_key.as_deref() == Some("once") && ask.form.name == "Vàng & Mẩn \"nhà dưới\"";
    if is_whole { Ok(Id::generate()) } else { Err(Refusal::new(code::INVALID, "not as it was typed").into()) }
}

#[tokio::test]
async fn a_form_that_is_sent_after_its_session_ended_goes_through_the_sign_in_and_is_sent_by_a_button() {
    let house = House::new().await;
    house.start(house.stand_in("onboarding").answers::<SaveHousehold>(save_household)).await;
    house.add_manager("0912345678", Id::generate()).await;
    let typed = [
        ("key", "once"),
        ("name", "Vàng & Mẩn \"nhà dưới\""),
        ("code", "H1"),
        ("joined_on", "2026-01-01"),
        ("personal_id", "001090000014"),
    ];
    let answer = send(&house, "ended", "/members/new", &typed).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let mut asked = answer.text().await.expect("a page");
    let mut came = None;
    let leads_away = ["action=\"/language\"", "href=\"/forgot\">"].map(|it| asked.contains(it));
    assert_eq!(leads_away, [false; 2], "what is held would be left behind");
    for password in ["một mật khẩu sai", PASSWORD] {
        let [to, held] = ["held_to", "held"].map(|name| value_of(&asked, &format!("input[name={name}]")));
        assert_eq!(to, "/members/new");
        let fields = [("login", "0912345678"), ("password", password), ("held_to", &to), ("held", &held)];
        let answer = send(&house, "ended", "/sign-in", &fields).await;
        came = answer.headers().get("set-cookie").map(|cookie| token_in(cookie.to_str().expect("text")));
        asked = answer.text().await.expect("a page");
    }
    let kept: Vec<_> = typed
        .iter()
        .map(|(name, _)| (*name, value_of(&asked, &format!("form[action='/members/new'] input[name={name}]"))))
        .collect();
    let fields: Vec<_> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let sent = send(&house, &came.expect("a session"), "/members/new", &fields).await;
    assert_eq!(sent.status(), StatusCode::SEE_OTHER);
    assert!(sent.headers()["location"].to_str().expect("text").ends_with("?done=saved"));
}

#[tokio::test]
async fn a_form_that_somebody_else_opened_is_refused() {
    let house = House::new().await;
    house.start(house.stand_in("onboarding").answers::<SaveHousehold>(save_household)).await;
    let token = house.add_manager("0912345678", Id::generate()).await;
    let mine = json_of(house.get(&token, "/api/v1/me").await, StatusCode::OK).await;
    let mine = mine["person"]["id"].as_str().expect("an id").to_owned();
    for (by, expected) in [(mine, StatusCode::UNPROCESSABLE_ENTITY), ("per_x".to_owned(), StatusCode::CONFLICT)] {
        let key = format!("once@{by}");
        let form = [("key", key.as_str()), ("name", "Lan"), ("joined_on", "2026-01-01")];
        assert_eq!(send(&house, &token, "/members/new", &form).await.status(), expected, "{by}");
    }
}

#[tokio::test]
async fn a_form_with_a_password_is_never_held_and_no_form_leads_elsewhere() {
    let house = House::new().await;
    let fields = [("password", PASSWORD), ("new_password", "bốn từ không ai đoán")];
    let answer = send(&house, "ended", "/security/password", &fields).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    for elsewhere in ["https://elsewhere.example/", "//elsewhere.example", "/sign-in"] {
        let fields = [("login", OPERATOR), ("password", PASSWORD), ("held_to", elsewhere), ("held", "a=b")];
        assert_eq!(send(&house, "", "/sign-in", &fields).await.status(), StatusCode::SEE_OTHER, "{elsewhere}");
    }
}

#[tokio::test]
async fn a_person_changes_the_password_and_ends_what_they_do_not_know() {
    let house = House::new().await;
    let (here, elsewhere) = (house.token_of(OPERATOR).await, house.token_of(OPERATOR).await);
    let change = async |old: &str, new: &str, again: &str| {
        let fields = [("password", old), ("new_password", new), ("new_password_again", again)];
        send(&house, &here, "/security/password", &fields).await.status()
    };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    assert_eq!(change("wrong", "bốn từ không ai đoán", "bốn từ không ai đoán").await, refused);
    assert_eq!(change(PASSWORD, "bốn từ không ai đoán", "bốn từ khác").await, refused);
    assert_eq!(change(PASSWORD, "123456789012", "123456789012").await, refused);
    assert_eq!(change(PASSWORD, PASSWORD, PASSWORD).await, refused);
    json_of(house.get(&elsewhere, "/api/v1/me").await, StatusCode::OK).await;
    assert_eq!(change(PASSWORD, "bốn từ không ai đoán", "bốn từ không ai đoán").await, StatusCode::SEE_OTHER);

    json_of(house.sign_in(OPERATOR, "bốn từ không ai đoán").await, StatusCode::CREATED).await;
    let devices = all(&page(&house, &here, "/security").await.text().await.expect("a page"), "tbody tr");
    assert_eq!(devices.len(), 2, "the one that changed it, and the new one: {devices:?}");
    assert_eq!(send(&house, &here, "/security/sessions/end", &[]).await.status(), StatusCode::SEE_OTHER);
    let devices = all(&page(&house, &here, "/security").await.text().await.expect("a page"), "tbody tr");
    assert_eq!(devices.len(), 1);
    // The door may remember a session for some seconds; whether it is over, accounts says.
    assert_eq!(house.world.number("accounts", "select count(*) as n from session").await, 1);
}

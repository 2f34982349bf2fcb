//! Who is let in, as what, and until when.

use contract::{Role, Scope, accounts::Grant};
use ids::Id;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::house::{House, OPERATOR, PASSWORD, json_of, problem_of};

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

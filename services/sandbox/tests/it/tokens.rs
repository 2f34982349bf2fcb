//! Consent, tokens, and their ends.

use reqwest::{Method, header::LOCATION};
use serde_json::{Value, json};

use crate::stage::{PARTNER_ID, SHOP, Stage};

const BACK: &str = "redirect=http%3A%2F%2F127.0.0.1%3A1%2Fback%3Fstate%3Dx";

/// Consents as a program; the code.
async fn consent(stage: &Stage) -> String {
    let query = format!("{BACK}&shop_id={SHOP}&approve=1");
    let answer = stage.partner_call(Method::GET, "shop/auth_partner", &query, None).await;
    assert_eq!(answer.status(), 302);
    code_in(answer.headers()[LOCATION].to_str().expect("text"))
}

fn code_in(location: &str) -> String {
    let url = url::Url::parse(location).expect("an address");
    let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    assert_eq!((value("state"), value("shop_id")), (Some("x".into()), Some(SHOP.to_string())), "{location}");
    value("code").expect("a code")
}

async fn token(stage: &Stage, path: &str, body: Value) -> (u16, Value) {
    let answer = stage.partner_call(Method::POST, path, "", Some(body)).await;
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

async fn first_pair(stage: &Stage) -> Value {
    let body = json!({ "code": consent(stage).await, "partner_id": PARTNER_ID, "shop_id": SHOP });
    token(stage, "auth/token/get", body).await.1
}

async fn error_with(stage: &Stage, token: &str) -> Value {
    // The stage signs with the real time, which the moved wall clock would refuse.
    let answer = stage.call_as((token, SHOP), Method::GET, "product/get_category", "", None).await;
    answer.json::<Value>().await.expect("JSON")["error"].clone()
}

#[tokio::test]
async fn an_owner_consents_on_the_page_and_the_code_works_once() {
    let stage = Stage::open().await;
    let page = stage.partner_call(Method::GET, "shop/auth_partner", BACK, None).await;
    let page = scraper::Html::parse_document(&page.text().await.expect("a page"));
    let chosen = scraper::Selector::parse("form[method=post] input[name=shop_id]").expect("a selector");
    let shop = page.select(&chosen).next().expect("one shop to choose").attr("value").expect("its id");
    let now = chrono::Utc::now().timestamp();
    let path = "/api/v2/shop/auth_partner";
    let sign = crate::stage::hmac_hex(crate::stage::PARTNER_KEY, &format!("{PARTNER_ID}{path}{now}"));
    let url = stage.url(&format!("{path}?partner_id={PARTNER_ID}&timestamp={now}&sign={sign}&{BACK}"));
    let answer = stage.http.post(url).form(&[("shop_id", shop)]).send().await.expect("an answer");
    assert_eq!(answer.status(), 302);
    let code = code_in(answer.headers()[LOCATION].to_str().expect("text"));
    let body = json!({ "code": code, "partner_id": PARTNER_ID, "shop_id": SHOP });
    let (_, pair) = token(&stage, "auth/token/get", body.clone()).await;
    assert_eq!((&pair["error"], &pair["expire_in"]), (&json!(""), &json!(14_400)), "{pair}");
    assert_eq!(error_with(&stage, pair["access_token"].as_str().expect("a token")).await, "");
    let (status, again) = token(&stage, "auth/token/get", body).await;
    assert_eq!((status, &again["error"]), (403, &json!("invalid_code")));
}

#[tokio::test]
async fn a_refresh_token_works_once_and_the_old_access_token_a_little_longer() {
    let stage = Stage::open().await;
    let first = first_pair(&stage).await;
    let renew =
        |pair: &Value| json!({ "refresh_token": pair["refresh_token"], "partner_id": PARTNER_ID, "shop_id": SHOP });
    let (_, second) = token(&stage, "auth/access_token/get", renew(&first)).await;
    assert_eq!(second["error"], "", "{second}");
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    let (status, used) = token(&stage, "auth/access_token/get", renew(&first)).await;
    assert_eq!((status, &used["error"]), (403, &json!("refresh_token_expired")));
    for pair in [&first, &second] {
        assert_eq!(error_with(&stage, pair["access_token"].as_str().expect("a token")).await, "");
    }
    let (_, third) = token(&stage, "auth/access_token/get", renew(&second)).await;
    assert_eq!(third["error"], "", "a refused renewal must not cost the good one: {third}");
}

#[tokio::test]
async fn a_revoked_shop_must_consent_again() {
    let stage = Stage::open().await;
    let pair = first_pair(&stage).await;
    stage.control("/faults", json!({ "revoke_token": SHOP })).await;
    assert_eq!(error_with(&stage, pair["access_token"].as_str().expect("a token")).await, "invalid_acceess_token");
    let again = first_pair(&stage).await;
    assert_eq!(error_with(&stage, again["access_token"].as_str().expect("a token")).await, "");
}

#[tokio::test]
async fn nobody_consents_for_a_shop_that_is_not_there_or_to_go_nowhere() {
    let stage = Stage::open().await;
    for (query, expected) in [
        (format!("{BACK}&shop_id=5&approve=1"), "error_param_shop_id_not_found"),
        (format!("redirect=javascript%3Aalert(1)&shop_id={SHOP}&approve=1"), "error_param"),
        (format!("shop_id={SHOP}&approve=1"), "error_param"),
    ] {
        let answer = stage.partner_call(Method::GET, "shop/auth_partner", &query, None).await;
        assert!(answer.headers().get(LOCATION).is_none());
        assert_eq!(answer.json::<Value>().await.expect("JSON")["error"], expected, "{query}");
    }
}

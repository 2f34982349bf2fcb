//! Signatures against known vectors. Requests are really sent, so that what is checked is what a marketplace would
//! receive. There is no vector that no test reads.

use std::collections::BTreeSet;

use marketplaces::{Consent, Marketplace, Push, PushRefusal, RawPush, Shop, shopee};
use serde_json::Value;

use crate::recorded::{self, Recorded, Recording, settings};

fn all() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("vectors.json")).expect("the vectors are JSON");
    file["vectors"].as_array().expect("a list of vectors").clone()
}

pub fn vectors(marketplace: &str, kind: &str) -> Vec<Value> {
    let ours = |vector: &Value| vector["marketplace"] == marketplace && vector["kind"] == kind;
    let found: Vec<_> = all().into_iter().filter(ours).collect();
    assert!(!found.is_empty(), "no vector of {marketplace} is a {kind}");
    found
}

pub fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn verified(marketplace: &dyn Marketplace, vector: &Value, addressed_to: &str) -> Result<Push, PushRefusal> {
    let input = &vector["input"];
    let headers = input["headers"].as_object().expect("headers");
    let headers: Vec<(String, &str)> = headers.iter().map(|(name, value)| (name.to_lowercase(), text(value))).collect();
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let push = RawPush { body: text(&input["raw_body"]).as_bytes(), headers: &headers, addressed_to };
    marketplace.sends_pushes().expect("a capability").verify(&push)
}

/// The verdict is the vector's; what is let in is told.
pub fn judged(marketplace: &dyn Marketplace, vector: &Value, addressed_to: &str) -> Option<Push> {
    let told = verified(marketplace, vector, addressed_to);
    match text(&vector["expected"]["verdict"]) {
        "accept" => Some(told.unwrap_or_else(|refusal| panic!("{}: {refusal}", vector["id"]))),
        verdict => {
            assert_eq!(verdict, "reject");
            assert_eq!(told, Err(PushRefusal::WrongSignature), "{}", vector["id"]);
            None
        }
    }
}

#[test]
fn every_vector_is_read_by_a_test() {
    let read = [
        ("shopee", "request_signature"),
        ("shopee", "webhook_verify"),
        ("lazada", "request_signature"),
        ("lazada", "webhook_verify"),
        ("tiktok_shop", "request_signature"),
        ("tiktok_shop", "webhook_verify"),
        ("tiki", "token_request"),
        ("tiki", "event_queue_scenario"),
        OWN_SHOPS[0],
        OWN_SHOPS[1],
        OWN_SHOPS[2],
        OWN_SHOPS[3],
        OWN_SHOPS[4],
    ];
    // Tiki's older webhooks tell of product requests only, and nothing of ours listens to them (section 6.3).
    let left_out = [("tiki", "webhook_verify")];
    let kinds: BTreeSet<(String, String)> =
        all().iter().map(|vector| (text(&vector["marketplace"]).into(), text(&vector["kind"]).into())).collect();
    let known: BTreeSet<(String, String)> =
        read.iter().chain(&left_out).map(|(marketplace, kind)| ((*marketplace).into(), (*kind).into())).collect();
    assert_eq!(kinds, known);
}

const OWN_SHOPS: [(&str, &str); 5] = [
    ("standard_webhooks", "webhook_verify"),
    ("woocommerce", "webhook_verify"),
    ("haravan", "webhook_verify"),
    ("sapo", "webhook_verify"),
    ("shopify", "webhook_verify"),
];

#[tokio::test]
async fn our_calls_to_shopee_carry_the_signature_it_expects() {
    for vector in vectors("shopee", "request_signature") {
        let input = &vector["input"];
        let server = Recorded::answering([]).await;
        let app = shopee::Settings {
            partner_id: input["partner_id"].as_u64().expect("a number"),
            partner_key: text(&input["partner_key"]).into(),
            ..settings()
        };
        let shopee = server.shopee(app, input["timestamp"].as_i64().expect("a number"));
        let path = text(&input["path"]);
        let shop_id = input["shop_id"].as_u64().unwrap_or(14_701_711).to_string();
        // Nobody answers; only the question is looked at.
        match path {
            "/api/v2/auth/token/get" => {
                let consent = Consent { code: "6b4c".into(), shop_id };
                assert!(shopee.grants_consent().expect("a capability").tokens(&consent).await.is_err());
            }
            "/api/v2/order/get_order_detail" => {
                let shop = Shop { shop_id, access_token: text(&input["access_token"]).into() };
                let order_ids = ["261010HGCAMSANH".to_owned()];
                assert!(shopee.gives_orders().expect("a capability").fetch(&shop, &order_ids).await.is_err());
            }
            other => panic!("say here which of our calls goes to {other}"),
        }
        let asked = server.asked();
        let asked = asked.first().expect("a request was sent");
        assert_eq!(asked.path, path, "{}", vector["id"]);
        assert_eq!(asked.method.as_str(), text(&input["method"]), "{}", vector["id"]);
        assert_eq!(asked.parameter("sign"), Some(text(&vector["expected"]["sign"])), "{}", vector["id"]);
        assert_eq!(asked.parameter("timestamp"), Some(input["timestamp"].to_string().as_str()));
        assert_eq!(asked.parameter("access_token"), input["access_token"].as_str());
    }
}

#[tokio::test]
async fn a_push_of_shopees_is_let_in_if_and_only_if_its_signature_fits() {
    let server = Recorded::answering([]).await;
    for vector in vectors("shopee", "webhook_verify") {
        let input = &vector["input"];
        let with_keys = |push_keys: &[&str]| {
            let push_keys = push_keys.iter().map(|&key| key.to_owned()).collect();
            let callback_url = text(&input["registered_callback_url"]).to_owned();
            server.shopee(shopee::Settings { push_keys, callback_url, ..settings() }, 0)
        };
        let key = text(&input["push_partner_key"]);
        let Some(push) = judged(&with_keys(&[key]), &vector, "app") else { continue };
        assert_eq!((push.shop_id.as_str(), push.kind.as_str()), ("14701711", "3"));
        assert_eq!(push.channel_order_id.as_deref(), Some("261010HGCAM001"));
        let rotated = verified(&with_keys(&["a-new-key", key]), &vector, "app");
        assert_eq!(rotated, Ok(push), "while keys change, the old one holds");
        let unknown = verified(&with_keys(&["a-new-key"]), &vector, "app");
        assert_eq!(unknown, Err(PushRefusal::WrongSignature));
    }
}

#[tokio::test]
async fn our_calls_to_lazada_carry_the_signature_it_expects() {
    for vector in vectors("lazada", "request_signature") {
        let input = &vector["input"];
        let signed = &input["signed_params"];
        let server = Recorded::answering([]).await;
        let millis = text(&signed["timestamp"]).parse().expect("milliseconds");
        let lazada = server.lazada(text(&signed["app_key"]), text(&input["app_secret"]), millis);
        let shop = Shop { shop_id: "200120001".into(), access_token: text(&signed["access_token"]).into() };
        match text(&input["path"]) {
            "/order/get" => {
                let ids = [text(&signed["order_id"]).to_owned()];
                assert!(lazada.gives_orders().expect("a capability").fetch(&shop, &ids).await.is_err());
                let asked = server.asked();
                let asked = asked.first().expect("a request was sent");
                assert_eq!((asked.path.as_str(), asked.method.as_str()), ("/rest/order/get", "GET"));
                assert_eq!(asked.parameter("sign"), Some(text(&vector["expected"]["sign"])), "{}", vector["id"]);
            }
            // Our payload is JSON and theirs is XML, so this one is signed by the rule itself.
            "/product/price_quantity/update" => {
                let parameters: Vec<(String, String)> = signed
                    .as_object()
                    .expect("parameters")
                    .iter()
                    .map(|(name, value)| (name.clone(), text(value).to_owned()))
                    .collect();
                let sign =
                    marketplaces::lazada::signature(text(&input["app_secret"]), text(&input["path"]), &parameters);
                assert_eq!(sign, text(&vector["expected"]["sign"]), "{}", vector["id"]);
            }
            other => panic!("say here which of our calls goes to {other}"),
        }
    }
}

#[tokio::test]
async fn a_push_of_lazadas_is_let_in_if_and_only_if_its_signature_fits() {
    let server = Recorded::answering([]).await;
    for vector in vectors("lazada", "webhook_verify") {
        let input = &vector["input"];
        let lazada = server.lazada(text(&input["app_key"]), text(&input["app_secret"]), 0);
        let Some(push) = judged(&lazada, &vector, "app") else { continue };
        assert_eq!((push.shop_id.as_str(), push.kind.as_str()), ("200120001", "0"));
        assert_eq!(push.channel_order_id.as_deref(), Some("260422900198363"));
    }
}

#[tokio::test]
async fn our_calls_to_tiktok_carry_the_signature_it_expects() {
    for vector in vectors("tiktok_shop", "request_signature") {
        let input = &vector["input"];
        let query: Vec<(String, String)> = input["query"]
            .as_object()
            .expect("parameters")
            .iter()
            .map(|(name, value)| (name.clone(), text(value).to_owned()))
            .collect();
        let body = input["raw_body"].as_str().unwrap_or_default();
        let (secret, path) = (text(&input["app_secret"]), text(&input["path"]));
        let sign = marketplaces::tiktok_shop::signature(secret, path, &query, body.as_bytes());
        assert_eq!(sign, text(&vector["expected"]["sign"]), "{}", vector["id"]);
    }
}

/// What is signed is what is sent: each request is signed anew here from what arrived.
#[tokio::test]
async fn what_tiktok_receives_is_what_was_signed() {
    let shops = r#"{"code":0,"data":{"shops":[{"id":"7495","region":"VN","cipher":"ROW_testCipher01"}]}}"#;
    let answers = [("/authorization/202309/shops", Recording::ok(shops))];
    let server = Recorded::answering(answers).await;
    let tiktok = server.tiktok("29a39d", "e59af819cc", 1_791_600_000);
    let shop = Shop { shop_id: "7495".into(), access_token: "a-token".into() };
    let now = chrono::DateTime::from_timestamp(1_791_600_000, 0).expect("a time in range");
    let orders = tiktok.gives_orders().expect("a capability");
    assert!(orders.changed(&shop, now - chrono::TimeDelta::days(1), now, None).await.is_err());
    let asked = server.asked();
    assert!(asked.len() > 1, "the cipher, and the search");
    for asked in asked {
        let unsigned: Vec<_> = asked.query.iter().filter(|(name, _)| name != "sign").cloned().collect();
        let sign = marketplaces::tiktok_shop::signature("e59af819cc", &asked.path, &unsigned, asked.body.as_bytes());
        assert_eq!(asked.parameter("sign"), Some(sign.as_str()), "{}", asked.path);
        assert_eq!(asked.header("x-tts-access-token"), Some("a-token"));
        let is_for_a_shop = asked.path != "/authorization/202309/shops";
        assert_eq!(asked.parameter("shop_cipher").is_some(), is_for_a_shop, "{}", asked.path);
    }
}

#[tokio::test]
async fn a_push_of_tiktoks_is_let_in_if_and_only_if_its_signature_fits() {
    let server = Recorded::answering([]).await;
    for vector in vectors("tiktok_shop", "webhook_verify") {
        let input = &vector["input"];
        let tiktok = server.tiktok(text(&input["app_key"]), text(&input["app_secret"]), 0);
        let Some(push) = judged(&tiktok, &vector, "app") else { continue };
        assert_eq!((push.shop_id.as_str(), push.kind.as_str()), ("7495540735365777507", "1"));
        assert_eq!(push.channel_order_id.as_deref(), Some("576653688135258178"));
    }
}

#[tokio::test]
async fn tikis_tokens_are_asked_for_as_its_example_does() {
    for vector in vectors("tiki", "token_request") {
        let (input, expected) = (&vector["input"], &vector["expected"]);
        let server = Recorded::answering([]).await;
        let redirect = text(&input["form"]["redirect_uri"]);
        let tiki = server.tiki(text(&input["client_id"]), text(&input["client_secret"]), redirect, 0);
        let consent = Consent { code: text(&input["form"]["code"]).into(), shop_id: String::new() };
        assert!(tiki.grants_consent().expect("a capability").tokens(&consent).await.is_err());
        let asked = server.asked();
        let [asked] = &asked[..] else { panic!("one request: {asked:?}") };
        assert!(text(&expected["request"]).ends_with(&asked.path), "{}", asked.path);
        assert_eq!(asked.method.as_str(), "POST");
        assert_eq!(asked.header("authorization"), Some(text(&expected["authorization"])));
        assert_eq!(asked.header("content-type"), Some(text(&expected["content_type"])));
        let fields = |body: &str| body.split('&').map(str::to_owned).collect::<BTreeSet<_>>();
        assert_eq!(fields(&asked.body), fields(text(&expected["body_any_field_order"])));
    }
}

#[tokio::test]
async fn tikis_queue_is_acknowledged_by_the_next_question() {
    for vector in vectors("tiki", "event_queue_scenario") {
        let steps = vector["input"]["steps"].as_array().expect("steps");
        let pulls: Vec<&Value> = steps.iter().filter(|step| step.get("pull").is_some()).collect();
        let pull = "/integration/v1/queues/q-1/events/pull";
        let answers = pulls.iter().map(|step| (pull, Recording::ok(step["returns"].to_string())));
        let token = ("/sc/oauth2/token", Recording::ok(r#"{"access_token":"app","expires_in":3600}"#));
        let server = Recorded::answering(answers.chain([token])).await;
        let tiki = server.tiki("id", "secret", "https://hub.example.vn/oauth/tiki", 0);
        let events = tiki.keeps_events().expect("a capability");
        let (mut mark, mut orders) = (None, Vec::new());
        for step in &pulls {
            let batch = events.pull(mark.as_deref()).await.expect("a batch");
            orders.extend(batch.events.into_iter().filter_map(|event| event.channel_order_id));
            mark = batch.mark;
            let asked = server.asked();
            let asked = asked.last().expect("a request was sent");
            let body: Value = serde_json::from_str(&asked.body).expect("a JSON body");
            assert_eq!(body, step["pull"]);
            assert_eq!(asked.header("authorization"), Some("Bearer app"));
        }
        assert_eq!(serde_json::json!(orders), vector["expected"]["orders_fetched"]);
        assert_eq!(mark.as_deref(), vector["expected"]["next_ack_id"].as_str());
        let tokens = server.asked().iter().filter(|asked| asked.path == "/sc/oauth2/token").count();
        assert_eq!(tokens, 1, "the app's own token is kept");
    }
}

#[tokio::test]
async fn a_push_without_exactly_one_well_formed_signature_is_not_looked_at() {
    let server = Recorded::answering([]).await;
    let of = |marketplace: &str| vectors(marketplace, "webhook_verify").remove(0);
    let (shopee, lazada, tiktok) = (of("shopee"), of("lazada"), of("tiktok_shop"));
    let app = shopee::Settings { push_keys: vec![text(&shopee["input"]["push_partner_key"]).into()], ..settings() };
    let cases: [(&Value, Box<dyn Marketplace>); 3] = [
        (&shopee, Box::new(server.shopee(app, 0))),
        (&lazada, Box::new(recorded::lazada_of(&server, &lazada["input"]))),
        (&tiktok, Box::new(recorded::tiktok_of(&server, &tiktok["input"]))),
    ];
    for (vector, marketplace) in cases {
        let good = text(&vector["input"]["headers"]["Authorization"]);
        let (upper, spaced, no_hex) = (good.to_uppercase(), format!(" {good}"), format!("{}zz", &good[2..]));
        let bearer = format!("Bearer {good}");
        let bad: [&[&str]; 9] =
            [&[], &[good, good], &[""], &[&good[1..]], &[&good[2..]], &[&upper], &[&spaced], &[&no_hex], &[&bearer]];
        for authorization in bad {
            let headers: Vec<_> = authorization.iter().map(|value| ("authorization", *value)).collect();
            let body = text(&vector["input"]["raw_body"]).as_bytes();
            let push = RawPush { body, headers: &headers, addressed_to: "app" };
            let refusal = marketplace.sends_pushes().expect("a capability").verify(&push);
            assert_eq!(refusal, Err(PushRefusal::NoSignature), "{authorization:?}");
        }
    }
}

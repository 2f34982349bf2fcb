//! Signatures against known vectors. Requests are really sent, so that what is checked is what Shopee would receive.

use marketplaces::{Consent, Marketplace, PushRefusal, RawPush, Shop, shopee};
use serde_json::Value;

use crate::recorded::{Recorded, settings};

fn vectors(kind: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("vectors.json")).expect("the vectors are JSON");
    let all = file["vectors"].as_array().expect("a list of vectors");
    let known = |vector: &&Value| matches!(text(&vector["kind"]), "request_signature" | "webhook_verify");
    assert_eq!(all.iter().filter(known).count(), all.len(), "a kind of vector that no test reads");
    all.iter().filter(|vector| vector["kind"] == kind).cloned().collect()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[tokio::test]
async fn our_calls_carry_the_signature_that_shopee_expects() {
    let vectors = vectors("request_signature");
    assert!(!vectors.is_empty());
    for vector in vectors {
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
                let asked = shopee.grants_consent().expect("a capability").tokens(&consent).await;
                assert!(asked.is_err());
            }
            "/api/v2/order/get_order_detail" => {
                let shop = Shop { shop_id, access_token: text(&input["access_token"]).into() };
                let order_ids = ["261010HGCAMSANH".to_owned()];
                let asked = shopee.gives_orders().expect("a capability").fetch(&shop, &order_ids).await;
                assert!(asked.is_err());
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
async fn a_push_is_let_in_if_and_only_if_its_signature_fits() {
    let vectors = vectors("webhook_verify");
    assert!(!vectors.is_empty());
    let server = Recorded::answering([]).await;
    for vector in vectors {
        let input = &vector["input"];
        let with_keys = |push_keys: &[&str]| {
            let push_keys = push_keys.iter().map(|&key| key.to_owned()).collect();
            let callback_url = text(&input["registered_callback_url"]).to_owned();
            server.shopee(shopee::Settings { push_keys, callback_url, ..settings() }, 0)
        };
        let key = text(&input["push_partner_key"]);
        let authorization = [text(&input["headers"]["Authorization"])];
        let push = RawPush { body: text(&input["raw_body"]).as_bytes(), authorization: &authorization };
        let verified = |keys: &[&str]| with_keys(keys).sends_pushes().expect("a capability").verify(&push);
        match text(&vector["expected"]["verdict"]) {
            "accept" => {
                let read = verified(&[key]).expect("a good push");
                assert_eq!((read.shop_id.as_str(), read.kind.as_str()), ("14701711", "3"));
                assert_eq!(read.channel_order_id.as_deref(), Some("261010HGCAM001"));
                assert_eq!(verified(&["a-new-key", key]), Ok(read), "while keys change, the old one holds");
                assert_eq!(verified(&["a-new-key"]), Err(PushRefusal::WrongSignature));
            }
            verdict => {
                assert_eq!(verdict, "reject");
                assert_eq!(verified(&[key]), Err(PushRefusal::WrongSignature), "{}", vector["id"]);
            }
        }
    }
}

#[tokio::test]
async fn a_push_without_exactly_one_well_formed_signature_is_not_looked_at() {
    let vector = &vectors("webhook_verify")[0]["input"];
    let good = text(&vector["headers"]["Authorization"]);
    let server = Recorded::answering([]).await;
    let app = shopee::Settings { push_keys: vec![text(&vector["push_partner_key"]).into()], ..settings() };
    let shopee = server.shopee(app, 0);
    let (upper, spaced, no_hex) = (good.to_uppercase(), format!(" {good}"), format!("{}zz", &good[2..]));
    let cases: [&[&str]; 8] =
        [&[], &[good, good], &[""], &[&good[1..]], &[&good[2..]], &[&upper], &[&spaced], &[&no_hex]];
    for authorization in cases {
        let push = RawPush { body: text(&vector["raw_body"]).as_bytes(), authorization };
        let refusal = shopee.sends_pushes().expect("a capability").verify(&push);
        assert_eq!(refusal, Err(PushRefusal::NoSignature), "{authorization:?}");
    }
}

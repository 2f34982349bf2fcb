//! Signatures: of calls over path, query and exact body, wrapped in the secret; of pushes over key and body.

use std::collections::BTreeMap;

use crate::{apps::App, call::Call, digest};

/// Is it the signature of this call?
pub fn fits(secret: &str, call: &Call, signature: &str) -> bool {
    let lower = signature.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let Some(bytes) = hex::decode(signature).ok().filter(|_| lower) else { return false };
    let query: BTreeMap<&str, &str> = call.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let body = if call.is_of_type("multipart/form-data") { &[][..] } else { &call.body[..] };
    // Two readings are known of empty values: signed with their name, and left out. Both callers are let in.
    let base = |with_empty: bool| {
        let signed = query
            .iter()
            .filter(|(name, value)| !["sign", "access_token"].contains(*name) && (with_empty || !value.is_empty()));
        signed.fold(call.path.clone(), |base, (name, value)| base + name + value)
    };
    let secret = secret.as_bytes();
    [true, false]
        .into_iter()
        .any(|empty| digest::is_hmac(secret, &[secret, base(empty).as_bytes(), body, secret], &bytes))
}

/// What goes into the `Authorization` header of a push.
pub fn push(app: &App, body: &str) -> String {
    hex::encode(digest::hmac(app.secret.as_bytes(), &[app.key.as_bytes(), body.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use axum::{
        body::Bytes,
        http::{HeaderMap, Method},
    };

    use super::*;
    use crate::vectors;

    #[test]
    fn published_calls_fit_with_their_exact_body_and_query() {
        for vector in vectors::of("tiktok_shop", "request_signature") {
            let input = &vector["input"];
            let query: BTreeMap<String, String> = serde_json::from_value(input["query"].clone()).expect("texts");
            let mut headers = HeaderMap::new();
            headers.insert("content-type", vectors::text(input, "content_type").parse().expect("a header"));
            let body = input["raw_body"].as_str().unwrap_or_default().to_owned();
            let mut call = Call {
                method: Method::GET,
                path: vectors::text(input, "path"),
                query: query.into_iter().collect(),
                headers,
                body: Bytes::from(body.clone()),
            };
            let (secret, sign) = (vectors::text(input, "app_secret"), vectors::text(&vector["expected"], "sign"));
            assert!(fits(&secret, &call, &sign), "{}", vector["id"]);
            assert!(!fits(&secret, &call, &sign.to_uppercase()), "{}", vector["id"]);
            call.query.push(("access_token".into(), "not signed".into()));
            assert!(fits(&secret, &call, &sign), "{}", vector["id"]);
            call.body = Bytes::from(body + " ");
            assert!(!fits(&secret, &call, &sign), "{}", vector["id"]);
        }
    }

    #[test]
    fn pushes_are_signed_as_the_vectors_say() {
        for vector in vectors::of("tiktok_shop", "webhook_verify") {
            let input = &vector["input"];
            let (key, secret) = (vectors::text(input, "app_key"), vectors::text(input, "app_secret"));
            let ours = push(
                &App { key, secret, push_key: String::new(), redirect_url: None },
                &vectors::text(input, "raw_body"),
            );
            let accept = vector["expected"]["verdict"] == "accept";
            assert_eq!(input["headers"]["Authorization"] == ours, accept, "{}", vector["id"]);
        }
    }
}

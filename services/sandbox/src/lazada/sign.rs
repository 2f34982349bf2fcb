//! Signatures: calls in upper case over all parameters, pushes in lower case over key and body.

use std::collections::BTreeMap;

use crate::{apps::App, digest};

/// Is it the signature of this call? Everything that came is signed, but for the signature itself and files.
pub fn fits(secret: &str, path: &str, parameters: &BTreeMap<String, String>, signature: &str) -> bool {
    let upper = signature.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    let Some(bytes) = hex::decode(signature).ok().filter(|_| upper) else { return false };
    // Two readings are known of empty values: signed with their name, and left out. Both callers are let in.
    let base = |with_empty: bool| {
        let signed = parameters.iter().filter(|(name, value)| *name != "sign" && (with_empty || !value.is_empty()));
        signed.fold(path.to_owned(), |base, (name, value)| base + name + value)
    };
    [true, false].into_iter().any(|empty| digest::is_hmac(secret.as_bytes(), &[base(empty).as_bytes()], &bytes))
}

/// What goes into the `Authorization` header of a push.
pub fn push(app: &App, body: &str) -> String {
    hex::encode(digest::hmac(app.secret.as_bytes(), &[app.key.as_bytes(), body.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;

    #[test]
    fn published_calls_fit_in_upper_case_and_with_every_parameter() {
        let mut seen = 0;
        for vector in vectors::of("lazada", "request_signature") {
            let input = &vector["input"];
            let mut parameters: BTreeMap<String, String> =
                serde_json::from_value(input["signed_params"].clone()).expect("texts");
            let (secret, path) = (vectors::text(input, "app_secret"), vectors::text(input, "path"));
            let sign = vectors::text(&vector["expected"], "sign");
            parameters.insert("sign".into(), sign.clone());
            assert!(fits(&secret, &path, &parameters, &sign), "{}", vector["id"]);
            assert!(!fits(&secret, &path, &parameters, &sign.to_lowercase()), "{}", vector["id"]);
            assert!(!fits(&secret, "/order/items/get", &parameters, &sign));
            parameters.insert("order_id".into(), "1235".into());
            assert!(!fits(&secret, &path, &parameters, &sign), "{}", vector["id"]);
            seen += 1;
        }
        assert_eq!(seen, 2);
    }

    #[test]
    fn pushes_are_signed_as_the_vectors_say() {
        for vector in vectors::of("lazada", "webhook_verify") {
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

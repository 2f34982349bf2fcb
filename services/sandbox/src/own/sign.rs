//! Signatures in base64: over the body alone, or over id, time and body.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::digest;

/// Over the exact body, as WooCommerce and Haravan do it.
pub fn over_body(secret: &str, body: &str) -> String {
    STANDARD.encode(digest::hmac(secret.as_bytes(), &[body.as_bytes()]))
}

/// WooCommerce reads its secret as HTML text first.
pub fn from_html(secret: &str) -> String {
    let plain = secret.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#039;", "'");
    plain.replace("&amp;", "&")
}

/// By Standard Webhooks: one `v1,…` for each secret, while an old one still counts beside the new.
pub fn standard(secrets: &str, id: &str, timestamp: i64, body: &str) -> String {
    let one = |secret: &str| {
        let time = timestamp.to_string();
        let parts = [id.as_bytes(), b".", time.as_bytes(), b".", body.as_bytes()];
        Some(format!("v1,{}", STANDARD.encode(digest::hmac(&key_of(secret)?, &parts))))
    };
    secrets.split_whitespace().filter_map(one).collect::<Vec<_>>().join(" ")
}

/// Does any signature of the list fit any of the secrets? Versions nobody knows are passed over.
pub fn fits_standard(secrets: &str, id: &str, timestamp: &str, body: &[u8], list: &str) -> bool {
    let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body];
    let known = list.split(' ').filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok());
    let signatures: Vec<Vec<u8>> = known.collect();
    secrets
        .split_whitespace()
        .filter_map(key_of)
        .any(|key| signatures.iter().any(|signature| digest::is_hmac(&key, &parts, signature)))
}

/// The key behind `whsec_`; 24 to 64 bytes.
pub fn key_of(secret: &str) -> Option<Vec<u8>> {
    let key = STANDARD.decode(secret.strip_prefix("whsec_")?).ok()?;
    (24..=64).contains(&key.len()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;

    #[test]
    fn webhooks_are_signed_as_the_vectors_say() {
        for (marketplace, secret, header) in [
            ("woocommerce", "webhook_secret", "X-WC-Webhook-Signature"),
            ("haravan", "client_secret", "X-Haravan-HmacSha256"),
        ] {
            for vector in vectors::of(marketplace, "webhook_verify") {
                let input = &vector["input"];
                let ours = over_body(&vectors::text(input, secret), &vectors::text(input, "raw_body"));
                let accept = vector["expected"]["verdict"] == "accept";
                assert_eq!(input["headers"][header] == ours, accept, "{}", vector["id"]);
            }
        }
        assert_eq!(from_html("a&amp;lt;b&quot;"), "a&lt;b\"");
    }

    #[test]
    fn standard_webhooks_fit_with_any_of_several_signatures() {
        for vector in vectors::of("standard_webhooks", "webhook_verify") {
            let input = &vector["input"];
            let headers = &input["headers"];
            let (secret, body) = (vectors::text(input, "secret"), vectors::text(input, "raw_body"));
            let (id, time) = (vectors::text(headers, "webhook-id"), vectors::text(headers, "webhook-timestamp"));
            let list = vectors::text(headers, "webhook-signature");
            assert!(fits_standard(&secret, &id, &time, body.as_bytes(), &list), "{}", vector["id"]);
            assert!(!fits_standard(&secret, &id, &time, b"{}", &list), "{}", vector["id"]);
            let ours = standard(&secret, &id, time.parse().expect("a number"), &body);
            assert!(list.split(' ').any(|one| one == ours), "{}", vector["id"]);
            let both = format!("{} {secret}", super::super::fresh_secret());
            assert!(fits_standard(&both, &id, &time, body.as_bytes(), &ours));
        }
        assert_eq!(key_of("whsec_c2hvcnQ="), None, "too short a key");
    }
}

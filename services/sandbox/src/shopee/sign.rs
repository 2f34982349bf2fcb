//! Signatures, both kinds: of calls that come in, with the partner key; of pushes that go out, with the push key.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Is `signature` the lower-case hex HMAC of the parts, one behind the other? Takes the same time for every wrong one.
pub fn fits(partner_key: &str, parts: &[&str], signature: &str) -> bool {
    let lower = signature.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let Some(bytes) = hex::decode(signature).ok().filter(|_| lower) else { return false };
    mac(partner_key, parts).verify_slice(&bytes).is_ok()
}

/// What goes into the `Authorization` header of a push: over the callback as registered, a bar, and the exact body.
pub fn push(push_key: &str, callback_url: &str, body: &str) -> String {
    hex::encode(mac(push_key, &[callback_url, "|", body]).finalize().into_bytes())
}

fn mac(key: &str, parts: &[&str]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of every length");
    for part in parts {
        mac.update(part.as_bytes());
    }
    mac
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn pushes_are_signed_as_the_published_vectors_say() {
        let file: Value = serde_json::from_str(include_str!("../../tests/it/vectors.json")).expect("the file is JSON");
        let vectors = file["vectors"].as_array().expect("a list of vectors");
        let mut seen = 0;
        for vector in
            vectors.iter().filter(|vector| vector["marketplace"] == "shopee" && vector["kind"] == "webhook_verify")
        {
            let input = &vector["input"];
            let text = |field: &str| input[field].as_str().expect("a text");
            let ours = push(text("push_partner_key"), text("registered_callback_url"), text("raw_body"));
            let accept = vector["expected"]["verdict"] == "accept";
            assert_eq!(input["headers"]["Authorization"] == ours, accept, "{}", vector["id"]);
            seen += 1;
        }
        assert!(seen >= 2, "one genuine and one altered push at least");
    }

    #[test]
    fn only_the_lower_case_hex_of_the_whole_signature_fits() {
        let good = hex::encode(mac("key", &["ab", "c"]).finalize().into_bytes());
        assert!(fits("key", &["a", "bc"], &good));
        for wrong in [good.to_uppercase(), good[..62].into(), format!("{good}00"), String::new(), "g".repeat(64)] {
            assert!(!fits("key", &["a", "bc"], &wrong), "{wrong}");
        }
        assert!(!fits("other key", &["a", "bc"], &good));
    }
}

//! The one primitive beneath all signatures. What is signed, and how it is written, each marketplace says for itself.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The HMAC-SHA256 of the parts, one behind the other.
pub fn hmac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    keyed(key, parts).finalize().into_bytes().to_vec()
}

/// Is it the HMAC-SHA256 of the parts? Takes the same time for every wrong one.
pub fn is_hmac(key: &[u8], parts: &[&[u8]], signature: &[u8]) -> bool {
    keyed(key, parts).verify_slice(signature).is_ok()
}

fn keyed(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    for part in parts {
        mac.update(part);
    }
    mac
}

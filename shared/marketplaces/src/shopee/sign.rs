//! Signatures: ours on calls, theirs on pushes. Section 3.3 and 3.6.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::Shop;

/// On whose behalf a call is made.
#[derive(Debug, Clone, Copy)]
pub(super) enum Level<'a> {
    /// The app's own.
    Public,
    /// A shop's.
    Shop(&'a Shop),
}

/// The `sign` of a call: over who calls, what and when; its parameters and body are not signed.
pub(super) fn call(partner_id: u64, partner_key: &str, path: &str, timestamp: i64, level: Level<'_>) -> String {
    let mut base = format!("{partner_id}{path}{timestamp}");
    if let Level::Shop(shop) = level {
        base.push_str(&shop.access_token);
        base.push_str(&shop.shop_id);
    }
    hex::encode(mac(partner_key).chain_update(base).finalize().into_bytes())
}

/// Whether a push was signed with this key. Takes the same time wherever the signature differs.
pub(super) fn fits_push(push_key: &str, callback_url: &str, body: &[u8], signature: &[u8]) -> bool {
    mac(push_key).chain_update(callback_url).chain_update(b"|").chain_update(body).verify_slice(signature).is_ok()
}

fn mac(key: &str) -> Hmac<Sha256> {
    Hmac::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length")
}

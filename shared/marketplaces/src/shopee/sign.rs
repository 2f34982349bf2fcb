//! The signature of our calls. Section 3.3.

use crate::{Shop, signing};

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
    hex::encode(signing::signature(partner_key, &[base.as_bytes()]))
}

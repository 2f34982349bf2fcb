//! Signatures as nearly every marketplace makes them: HMAC-SHA256, compared in constant time; and the key by which a
//! repeated push is known. What exactly is signed is each one's own matter.

use hmac::{Hmac, KeyInit, Mac};
use ids::Channel;
use sha2::{Digest, Sha256};

/// The longest id of an order we keep.
const ID_LENGTH_MAX: usize = 64;

/// To be fed with what is signed.
fn mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

/// What a key that is no text makes of a content.
pub(crate) fn mac_over(key: &[u8], content: &[u8]) -> [u8; 32] {
    mac(key).chain_update(content).finalize().into_bytes().into()
}

/// Whether a content was signed with a key that is no text. Takes the same time wherever the signature differs.
pub(crate) fn mac_fits(key: &[u8], content: &[u8], signature: &[u8]) -> bool {
    mac(key).chain_update(content).verify_slice(signature).is_ok()
}

/// What a key makes of the parts, one after the other.
pub(crate) fn signature(key: &str, parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().fold(mac(key.as_bytes()), Mac::chain_update).finalize().into_bytes().into()
}

/// Whether the parts were signed with this key. Takes the same time wherever the signature differs.
pub(crate) fn fits(key: &str, parts: &[&[u8]], signature: &[u8]) -> bool {
    parts.iter().fold(mac(key.as_bytes()), Mac::chain_update).verify_slice(signature).is_ok()
}

/// 64 digits in lower-case hex.
pub(crate) fn lower_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let lower_hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (lower_hex && hex::decode_to_slice(text, &mut bytes).is_ok()).then_some(bytes)
}

/// The same for every delivery of what the parts name.
pub(crate) fn push_key(channel: Channel, parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in [channel.slug().as_bytes()].iter().chain(parts) {
        // The length in front keeps ("ab", "c") and ("a", "bc") apart.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
}

/// An id short enough to be kept.
pub(crate) fn keeps(id: &str) -> bool {
    id.chars().count() <= ID_LENGTH_MAX
}

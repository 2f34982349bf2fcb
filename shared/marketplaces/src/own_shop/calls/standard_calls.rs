//! Events to a shop that speaks Standard Webhooks. Section 8.

use std::sync::atomic::Ordering;

use chrono::SecondsFormat;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::kind_of;
use crate::{
    CallFault, FaultKind, ListingDraft, Shop,
    layer::{Call, Heard},
    own_shop::{OwnShops, Standard},
};

const SEND: &str = "webhook";
const GONE: u16 = 410;

/// A listing as an event tells it.
pub(super) fn listing(draft: &ListingDraft, is_new: bool) -> Value {
    let mut data = json!({
        "sku": draft.sku,
        "title": draft.title,
        "description": draft.description,
        "gross_weight_g": draft.gross_weight_g,
        "picture_urls": draft.picture_urls,
    });
    if is_new {
        data["price"] = json!(draft.price_vnd.0);
        data["stock"] = json!(draft.stock);
    }
    data
}

impl OwnShops {
    /// Sends an event. Its id stays the same over the repeats, its signature is made anew for each.
    pub(super) async fn send(&self, way: &Standard, shop: &Shop, kind: &str, data: Value) -> Result<(), CallFault> {
        let set_up = |words| CallFault::permanent(SEND, "not_set_up", words);
        let endpoint = way.endpoint.as_ref().ok_or_else(|| set_up("this shop has no address for our events"))?;
        let composed_at = (self.now)();
        let timestamp = composed_at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let body = json!({ "type": kind, "timestamp": timestamp, "data": data }).to_string();
        let count = self.sent.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let mut hash = Sha256::new_with_prefix(shop.shop_id.as_bytes());
        hash.update(count);
        hash.update(composed_at.timestamp_micros().to_be_bytes());
        hash.update(body.as_bytes());
        let id = format!("msg_{}", hex::encode(hash.finalize()));

        let call = Call { name: SEND, shop_id: &shop.shop_id, repeatable: true };
        let request = |http: &reqwest::Client| {
            let now = (self.now)().timestamp();
            let signature = way.sign(&id, now, body.as_bytes());
            http.post(endpoint.clone())
                .header(CONTENT_TYPE, "application/json")
                .header("webhook-id", &id)
                .header("webhook-timestamp", now.to_string())
                .header("webhook-signature", signature)
                .body(body.clone())
        };
        self.caller.call(call, request, ended).await
    }
}

fn ended(heard: &Heard) -> Result<(), CallFault> {
    if heard.status.is_success() {
        return Ok(());
    }
    let code = if heard.status.as_u16() == GONE { "endpoint_gone" } else { "not_taken" };
    let kind = if heard.status.is_redirection() { FaultKind::Permanent } else { kind_of(heard) };
    Err(CallFault { kind, call: SEND, code: code.into(), words: format!("the shop says HTTP {}", heard.status) })
}

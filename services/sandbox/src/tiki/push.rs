//! The old webhooks: of requests for products only, with the credentials a seller has set.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

use super::{
    door::Caller,
    envelope::{Refusal, Reply},
    words,
};
use crate::{
    apps::App,
    books::{Shop, marketplace::Marketplace},
    market::Market,
    pushes::{Letter, Outgoing, Push, styles},
};

/// The one kind of push.
const PRODUCT_REQUEST: u32 = 1;

/// `PUT webhooks/credentials`. Where the webhooks go is said in the app's console.
pub fn credentials(market: &Market, caller: &Caller) -> Reply {
    #[derive(Deserialize)]
    struct New {
        id: String,
        secret: String,
    }
    let New { id, secret } = caller.body()?;
    if id.is_empty() || secret.is_empty() || id.contains(':') {
        return Err(Refusal::unfit("id and secret are required, and id holds no colon"));
    }
    let app = market.apps.of(Marketplace::Tiki);
    market.apps.set(Marketplace::Tiki, App { push_key: format!("{id}:{secret}"), ..app });
    Ok(json!({ "id": id }))
}

/// News of a request that was decided about.
pub fn news_of_product(shop: &Shop, product_id: u64) -> Vec<Push> {
    let Some(item) = shop.variants(product_id).next() else { return Vec::new() };
    let state = words::of_request(item.status);
    let push = Push {
        marketplace: Marketplace::Tiki,
        shop_id: shop.id,
        topic: PRODUCT_REQUEST,
        about: product_id.to_string(),
        key: product_id.to_string(),
        id: format!("{:032x}", rand::random::<u128>()),
        status: format!("product:request:{state}"),
        update_time: item.updated,
        data: json!({ "request_id": format!("rq{product_id:x}"), "product_id": product_id, "sku": item.draft.sku, "reason": item.reason }),
    };
    if ["approved", "rejected", "locked"].contains(&state) { vec![push] } else { Vec::new() }
}

/// A push as it goes out.
pub fn write(letter: &Letter<'_>) -> Outgoing {
    let push = letter.push;
    let body = styles::text(&json!({ "id": push.id, "event": push.status, "payload": push.data }), letter.style);
    Outgoing { headers: vec![("authorization", basic(&letter.app.push_key))], body }
}

fn basic(pair: &str) -> String {
    format!("Basic {}", STANDARD.encode(pair))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;

    #[test]
    fn the_published_credentials_are_sent() {
        for vector in vectors::of("tiki", "webhook_verify") {
            let input = &vector["input"];
            let pair =
                format!("{}:{}", vectors::text(input, "registered_id"), vectors::text(input, "registered_secret"));
            assert_eq!(input["headers"]["Authorization"], basic(&pair));
        }
    }
}

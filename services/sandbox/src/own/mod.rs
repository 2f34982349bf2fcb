//! Shops of one's own: fact sheet sections 8 and 9. One that speaks Standard Webhooks both ways, one on WooCommerce, one on Haravan.
//!
//! Unlike marketplaces they tell whole orders, and know their buyers. Their credentials are those a shop was opened with:
//! `consumer_key:consumer_secret` for WooCommerce, the token for Haravan, a `whsec_…` secret for Standard Webhooks.

mod goods;
mod haravan;
mod haravan_orders;
mod sign;
mod standard;
mod woo;
mod woo_orders;

use std::{collections::BTreeSet, sync::Arc};

use axum::Router;
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    books::{marketplace::Marketplace, orders::Order, tokens::Life},
    market::Market,
    pushes::{Letter, Outgoing, Push, Subscription},
};

/// Keys of one's own shop do not end by themselves.
pub const LIFE: Life =
    Life { code: 600, access: 3_650 * 86_400, refresh: 0, grace: None, single_use: false, end_moves: false };
/// An order was placed.
pub const CREATED: u32 = 1;
/// An order stands differently.
pub const UPDATED: u32 = 2;

/// Every path of the three.
pub fn router() -> Router<Arc<Market>> {
    standard::router().merge(woo::router()).merge(haravan::router())
}

/// News of an order: all of it, as it is now.
pub fn news(order: &Order, unknown_status: bool) -> Vec<Push> {
    let topic = if order.history.len() == 1 && order.updated == order.created { CREATED } else { UPDATED };
    let (status, data) = match order.marketplace {
        Marketplace::Woo => (woo_orders::word(order.status, unknown_status), woo_orders::shown(order, unknown_status)),
        Marketplace::Haravan => (haravan_orders::financial(order), haravan_orders::shown(order, unknown_status)),
        _ => (standard::word(order.status, unknown_status), standard::shown(order, unknown_status)),
    };
    vec![Push {
        marketplace: order.marketplace,
        shop_id: order.shop_id,
        topic,
        about: order.sn.clone(),
        key: order.sn.clone(),
        id: format!("{:032x}", rand::random::<u128>()),
        status: status.to_owned(),
        update_time: order.updated,
        data,
    }]
}

/// A push as it goes out.
pub fn write(letter: &Letter<'_>) -> Outgoing {
    match letter.push.marketplace {
        Marketplace::Woo => woo_orders::write(letter),
        Marketplace::Haravan => haravan_orders::write(letter),
        _ => standard::write(letter),
    }
}

/// A shop's news go to this address from now on, signed with this secret.
pub fn subscribe(market: &Market, marketplace: Marketplace, shop_id: u64, url: String, secret: String) {
    let codes = BTreeSet::from([CREATED, UPDATED]);
    let subscription = Subscription { callback_url: Some(url), codes, blocked_shops: BTreeSet::new() };
    market.pushes.desk().subscribe((marketplace, Some(shop_id)), subscription, secret);
}

/// A secret for Standard Webhooks that nobody can guess.
pub fn fresh_secret() -> String {
    format!("whsec_{}", STANDARD.encode(rand::random::<[u8; 32]>()))
}

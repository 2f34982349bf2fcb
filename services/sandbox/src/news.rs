//! What each marketplace tells when something has changed.

use crate::{
    apps::Apps,
    books::{Shop, marketplace::Marketplace, orders::Order},
    lazada, own,
    pushes::Push,
    shopee, tiki, tiktok,
};

/// A status nobody has heard of, for receivers that must not fall over it.
pub const UNHEARD_OF: &str = "HANDOVER_RECHECK_2027";

/// News of an order as it is now.
pub fn of_order(order: &Order, unknown_status: bool) -> Vec<Push> {
    match order.marketplace {
        Marketplace::Shopee => shopee::push::news(order, unknown_status),
        Marketplace::Lazada => lazada::push::news(order, unknown_status),
        Marketplace::TiktokShop => tiktok::push::news(order, unknown_status),
        Marketplace::OwnShop | Marketplace::Woo | Marketplace::Haravan => own::news(order, unknown_status),
        // Tiki tells through its queue.
        Marketplace::Tiki => Vec::new(),
    }
}

/// News of goods on their way back.
pub fn of_return(order: &Order) -> Vec<Push> {
    match order.marketplace {
        Marketplace::Shopee => shopee::push::news_of_return(order),
        Marketplace::Lazada => lazada::push::news_of_return(order),
        Marketplace::TiktokShop => tiktok::push::news_of_return(order),
        _ => Vec::new(),
    }
}

/// News of a shop that no longer lets the app act.
pub fn of_revocation(apps: &Apps, shop: &Shop, now: i64) -> Vec<Push> {
    match shop.marketplace {
        Marketplace::Shopee => vec![shopee::push::news_of_revocation(shop, now)],
        Marketplace::TiktokShop => vec![tiktok::push::news_of_revocation(shop, now)],
        Marketplace::Lazada => {
            vec![lazada::push::news_of_revocation(&apps.of(Marketplace::Lazada).key, shop, now)]
        }
        _ => Vec::new(),
    }
}

/// News of a product that stands differently.
pub fn of_product(shop: &Shop, product_id: u64) -> Vec<Push> {
    match shop.marketplace {
        Marketplace::Shopee => shopee::push::news_of_product(shop, product_id),
        Marketplace::Lazada => lazada::push::news_of_product(shop, product_id),
        Marketplace::Tiki => tiki::push::news_of_product(shop, product_id),
        Marketplace::TiktokShop => tiktok::push::news_of_product(shop, product_id),
        _ => Vec::new(),
    }
}

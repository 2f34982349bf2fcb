//! Listings, prices and stock are told to own shops, each in its software's way.

use amounts::Vnd;
use serde_json::{Value, json};

use super::{OwnShops, Way, haravan, woocommerce};
use crate::{Answer, CallFault, ListingDraft, ListingPage, ListingSeen, RowOutcome, Shop, TakesListings, told};

mod haravan_calls;
mod standard_calls;
mod woocommerce_calls;

const READS_AT_ONCE: usize = 2;
const LISTINGS: &str = "listings";

/// A shop that only sends orders has no listings of ours.
fn orders_only(call: &'static str) -> CallFault {
    CallFault::permanent(call, "unsupported", "this shop only sends orders: its goods are kept in the shop itself")
}

impl TakesListings for OwnShops {
    fn create<'a>(&'a self, shop: &'a Shop, draft: &'a ListingDraft) -> Answer<'a, String> {
        Box::pin(async move {
            match self.way(LISTINGS, &shop.shop_id)? {
                Way::Standard(way) => {
                    self.send(way, shop, "listing.published", standard_calls::listing(draft, true)).await?;
                    Ok(draft.sku.clone())
                }
                Way::WooCommerce(way) => self.woo_create(way, shop, draft).await,
                Way::Haravan(way) => self.haravan_create(way, shop, draft).await,
                Way::OrdersOnly(_) => Err(orders_only("create")),
            }
        })
    }

    fn update<'a>(&'a self, shop: &'a Shop, item_id: &'a str, draft: &'a ListingDraft) -> Answer<'a, ()> {
        Box::pin(async move {
            match self.way(LISTINGS, &shop.shop_id)? {
                Way::Standard(way) => {
                    self.send(way, shop, "listing.changed", standard_calls::listing(draft, false)).await
                }
                Way::WooCommerce(way) => {
                    let body = json!({ "name": draft.title, "description": draft.description });
                    self.woo_change(way, shop, item_id, body).await
                }
                Way::Haravan(way) => {
                    let words = json!({ "title": draft.title, "body_html": draft.description });
                    self.haravan_change(way, shop, item_id, words).await
                }
                Way::OrdersOnly(_) => Err(orders_only("update")),
            }
        })
    }

    /// A shop that speaks Standard Webhooks knows listings by SKU, so telling it of one again makes no second one.
    fn find_by_sku<'a>(&'a self, shop: &'a Shop, sku: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async move {
            match self.way(LISTINGS, &shop.shop_id)? {
                Way::Standard(_) => Ok(None),
                Way::WooCommerce(way) => self.woo_find(way, shop, sku).await,
                Way::Haravan(way) => self.haravan_find(way, shop, sku).await,
                Way::OrdersOnly(_) => Err(orders_only("find")),
            }
        })
    }

    fn set_stock<'a>(&'a self, shop: &'a Shop, item_id: &'a str, stock: i64) -> Answer<'a, ()> {
        Box::pin(async move {
            match self.way(LISTINGS, &shop.shop_id)? {
                Way::Standard(way) => {
                    self.send(way, shop, "listing.stock_changed", json!({ "sku": item_id, "stock": stock })).await
                }
                Way::WooCommerce(way) => {
                    let body = json!({ "manage_stock": true, "stock_quantity": stock });
                    self.woo_change(way, shop, item_id, body).await
                }
                Way::Haravan(way) => self.haravan_set_stock(way, shop, item_id, stock).await,
                Way::OrdersOnly(_) => Err(orders_only("set_stock")),
            }
        })
    }

    fn set_price<'a>(&'a self, shop: &'a Shop, item_id: &'a str, price: Vnd) -> Answer<'a, ()> {
        Box::pin(async move {
            match self.way(LISTINGS, &shop.shop_id)? {
                Way::Standard(way) => {
                    self.send(way, shop, "listing.price_changed", json!({ "sku": item_id, "price": price.0 })).await
                }
                Way::WooCommerce(way) => {
                    self.woo_change(way, shop, item_id, json!({ "regular_price": price.0.to_string() })).await
                }
                Way::Haravan(way) => self.haravan_set_price(way, shop, item_id, price).await,
                Way::OrdersOnly(_) => Err(orders_only("set_price")),
            }
        })
    }

    fn set_hidden<'a>(&'a self, shop: &'a Shop, item_id: &'a str, hidden: bool) -> Answer<'a, ()> {
        Box::pin(async move {
            match self.way(LISTINGS, &shop.shop_id)? {
                Way::Standard(way) => {
                    self.send(way, shop, "listing.hidden", json!({ "sku": item_id, "hidden": hidden })).await
                }
                Way::WooCommerce(way) => {
                    let status = if hidden { "draft" } else { "publish" };
                    self.woo_change(way, shop, item_id, json!({ "status": status })).await
                }
                Way::Haravan(way) => self.haravan_change(way, shop, item_id, json!({ "published": !hidden })).await,
                Way::OrdersOnly(_) => Err(orders_only("set_hidden")),
            }
        })
    }

    fn read<'a>(&'a self, shop: &'a Shop, item_ids: &'a [String]) -> Answer<'a, Vec<RowOutcome<ListingSeen>>> {
        Box::pin(told::row_by_row(item_ids, READS_AT_ONCE, move |id| async move {
            match self.way(LISTINGS, &shop.shop_id)? {
                Way::Standard(_) => Err(CallFault::permanent("read", "unsupported", "this shop is told and not asked")),
                Way::WooCommerce(way) => self.woo_read(way, shop, &id).await,
                Way::Haravan(way) => self.haravan_read(way, shop, &id).await,
                Way::OrdersOnly(_) => Err(orders_only("read")),
            }
        }))
    }

    fn list<'a>(&'a self, shop: &'a Shop, page: Option<&'a str>) -> Answer<'a, ListingPage> {
        Box::pin(async move {
            let page: u32 = page.and_then(|page| page.parse().ok()).unwrap_or(1);
            match self.way(LISTINGS, &shop.shop_id)? {
                Way::Standard(_) => Err(CallFault::permanent("list", "unsupported", "this shop is told and not asked")),
                Way::WooCommerce(way) => self.woo_page(way, shop, page).await,
                Way::Haravan(way) => self.haravan_page(way, shop, page).await,
                Way::OrdersOnly(_) => Err(orders_only("list")),
            }
        })
    }
}

/// One page of what was seen; a full one is followed by another.
fn page_of(rows: Vec<Result<Vec<ListingSeen>, CallFault>>, is_full: bool, page: u32) -> ListingPage {
    let one = |row: Result<Vec<ListingSeen>, CallFault>| match row {
        Ok(seen) => seen.into_iter().map(|seen| RowOutcome { row: seen.item_id.clone(), result: Ok(seen) }).collect(),
        Err(fault) => vec![RowOutcome { row: String::new(), result: Err(fault) }],
    };
    let listings = rows.into_iter().flat_map(one).collect();
    ListingPage { listings, next: is_full.then(|| (page + 1).to_string()) }
}

/// What a shop's REST API says when it does not do what it was to do.
fn rest_fault(call: &'static str, heard: &crate::layer::Heard) -> CallFault {
    let words = serde_json::from_slice::<Value>(&heard.body).ok();
    let words = words.as_ref().and_then(|told| {
        let named = told.get("message").or_else(|| told.get("errors")).or_else(|| told.get("error"))?;
        Some(named.as_str().map_or_else(|| named.to_string(), str::to_owned))
    });
    let code = format!("http_{}", heard.status.as_u16());
    let fault = CallFault::permanent(call, &code, words.unwrap_or_else(|| format!("HTTP {}", heard.status)));
    CallFault { kind: kind_of(heard), ..fault }
}

/// Keys of own shops are set up by an operator: a refusal is no matter of a fresh token.
fn kind_of(heard: &crate::layer::Heard) -> crate::FaultKind {
    const REST: std::time::Duration = std::time::Duration::from_secs(30);
    match heard.status.as_u16() {
        429 | 502 | 504 => crate::FaultKind::SlowDown { retry_after: heard.retry_after.unwrap_or(REST) },
        500..=599 => crate::FaultKind::Passing,
        _ => crate::FaultKind::Permanent,
    }
}

fn unreadable(call: &'static str) -> impl Fn(String) -> CallFault {
    move |words| CallFault::unreadable(call, words)
}

/// A product of a WooCommerce site in our words.
fn woo_seen(call: &'static str, told: &woocommerce::Product) -> Result<ListingSeen, CallFault> {
    woocommerce::seen(told).map_err(unreadable(call))
}

/// A product at Haravan in our words.
fn haravan_seen(call: &'static str, told: &haravan::Product) -> Result<Vec<ListingSeen>, CallFault> {
    haravan::seen(told).map_err(unreadable(call))
}

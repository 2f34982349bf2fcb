//! Haravan: orders by signed webhook; products and stock by REST. Orders of Sapo and Shopify have the same shape.
//! Section 9.

use amounts::Vnd;
use serde::Deserialize;
use url::Url;

use super::{Signed, Software, instant};
use crate::{ChannelLine, ChannelOrder, LineState, ListingSeen, Review, signing, told::Text};

/// A shop at Haravan.
#[derive(Clone)]
pub struct Haravan {
    /// The API, such as `https://apis.haravan.com/com`.
    pub api_base: Url,
    /// Opens the API; with `grant_service` it does not end.
    pub access_token: String,
    /// Signs its webhooks.
    pub client_secret: String,
    /// What its console says when it looks whether the address of the webhooks is ours; without it nobody is answered.
    pub verify_token: Option<String>,
    /// The warehouse stock is counted in.
    pub location_id: u64,
}

/// The longest challenge that is given back.
const CHALLENGE_MAX: usize = 256;

impl Haravan {
    pub(super) fn signed(&self) -> Signed {
        Signed { software: Software::Haravan, secret: self.client_secret.clone() }
    }

    /// Section 9: the address is checked by a GET with a verify token. [U] its parameters are called as in the older protocol
    /// that it is taken from, and the challenge is what it wants to have back.
    pub(super) fn greet(&self, asked: &[(String, String)]) -> Option<String> {
        let of = |name: &str| asked.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let (ours, theirs) = (self.verify_token.as_deref()?, of("hub.verify_token")?);
        // Compared in a time that says nothing of where they differ.
        let fits = signing::fits(ours, &[b"hub"], &signing::signature(theirs, &[b"hub"]));
        of("hub.challenge").filter(|challenge| fits && challenge.len() <= CHALLENGE_MAX).map(str::to_owned)
    }
}

#[derive(Deserialize)]
struct Told {
    id: Text,
    #[serde(default)]
    currency: Option<String>,
    #[serde(default)]
    total_price: Text,
    #[serde(default)]
    financial_status: Option<String>,
    #[serde(default)]
    fulfillment_status: Option<String>,
    #[serde(default)]
    cancelled_status: Option<String>,
    #[serde(default)]
    cancelled_at: Option<String>,
    #[serde(default)]
    cancel_reason: Option<String>,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    updated_at: Option<String>,
    #[serde(default)]
    gateway: Option<String>,
    #[serde(default)]
    gateway_code: Option<String>,
    #[serde(default)]
    line_items: Vec<LineTold>,
}

#[derive(Deserialize)]
struct LineTold {
    #[serde(default)]
    id: Text,
    #[serde(default)]
    product_id: Text,
    #[serde(default)]
    variant_id: Text,
    #[serde(default)]
    sku: Option<String>,
    #[serde(default)]
    title: Option<String>,
    quantity: i64,
    price: Text,
    #[serde(default)]
    total_discount: Text,
}

pub(super) fn order(shop_id: &str, body: &[u8]) -> Result<ChannelOrder, String> {
    let told: Told = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    if let Some(currency) = told.currency.as_deref().filter(|currency| *currency != "VND") {
        return Err(format!("its currency is {currency}"));
    }
    if told.line_items.is_empty() {
        return Err("it has no items".into());
    }
    let gateways = [&told.gateway, &told.gateway_code];
    let cash_on_delivery = gateways.into_iter().flatten().any(|gateway| gateway.to_lowercase().contains("cod"));
    let state = state(&told, cash_on_delivery);
    let statuses = [&told.financial_status, &told.fulfillment_status, &told.cancelled_status];
    let raw_status = statuses.into_iter().flatten().filter(|status| !status.is_empty());
    let updated_at = instant(told.updated_at.as_deref().or(told.created_at.as_deref()), "updated_at")?;
    Ok(ChannelOrder {
        shop_id: shop_id.to_owned(),
        state,
        raw_status: raw_status.cloned().collect::<Vec<_>>().join(","),
        cancel_requested: false,
        on_hold: false,
        cash_on_delivery,
        placed_at: instant(told.created_at.as_deref(), "created_at")?,
        paid_at: None,
        ship_by: None,
        updated_at,
        total_vnd: told.total_price.given().map(|_| told.total_price.vnd()).transpose()?,
        tracking_number: None,
        cancel_reason: told.cancel_reason.clone().filter(|reason| !reason.is_empty()),
        lines: told.line_items.iter().map(|line| of_line(line, state)).collect::<Result<_, _>>()?,
        channel_order_id: told.id.0,
    })
}

/// Section 2. An order to be paid on delivery may be packed though nothing is paid.
fn state(told: &Told, cash_on_delivery: bool) -> LineState {
    let is = |status: &Option<String>, words: &[&str]| status.as_deref().is_some_and(|status| words.contains(&status));
    let cancelled_at = told.cancelled_at.as_deref().is_some_and(|at| !at.is_empty());
    if cancelled_at || is(&told.cancelled_status, &["cancelled"]) || is(&told.fulfillment_status, &["restocked"]) {
        LineState::Cancelled
    } else if is(&told.financial_status, &["refunded"]) {
        LineState::Returned
    } else if is(&told.fulfillment_status, &["fulfilled", "partial"]) {
        LineState::Shipped
    } else if is(&told.financial_status, &["paid", "partially_paid", "partially_refunded"]) {
        LineState::Paid
    } else if is(&told.financial_status, &["pending", "authorized"]) {
        if cash_on_delivery { LineState::Paid } else { LineState::Placed }
    } else if is(&told.financial_status, &["voided"]) {
        LineState::Cancelled
    } else {
        LineState::Unknown
    }
}

fn of_line(line: &LineTold, state: LineState) -> Result<ChannelLine, String> {
    if line.quantity < 1 {
        return Err(format!("{} of item {} were bought", line.quantity, line.id.0));
    }
    let (price, discount) = (line.price.vnd()?, line.total_discount.vnd_or_zero()?);
    // A discount that does not divide by the packs is rounded down for each: no buyer paid less.
    let unit_price_vnd = crate::units::after_discount(price, Vnd(discount.0 / line.quantity))?;
    Ok(ChannelLine {
        channel_line_id: line.id.0.clone(),
        item_id: id(&line.product_id.0, &line.variant_id.0),
        sku: line.sku.clone().unwrap_or_default(),
        name: line.title.clone().unwrap_or_default(),
        quantity: line.quantity,
        unit_price_vnd,
        platform_discount_vnd: Vnd::ZERO,
        state,
    })
}

/// Stock belongs to a variant, words to its product.
pub(super) fn id(product_id: &str, variant_id: &str) -> String {
    format!("{product_id}/{variant_id}")
}

/// A product as Haravan shows it. [K] section 9 names the resources only.
#[derive(Deserialize)]
pub(super) struct Product {
    pub(super) id: Text,
    #[serde(default)]
    title: String,
    #[serde(default)]
    published_at: Option<String>,
    #[serde(default)]
    variants: Vec<Variant>,
}

#[derive(Deserialize)]
pub(super) struct Variant {
    id: Text,
    #[serde(default)]
    sku: Option<String>,
    price: Text,
    #[serde(default)]
    inventory_quantity: Text,
}

/// A product's variants, each a listing of its own to us.
pub(super) fn seen(told: &Product) -> Result<Vec<ListingSeen>, String> {
    let live = told.published_at.as_deref().is_some_and(|at| !at.is_empty());
    let one = |variant: &Variant| {
        let stock = &variant.inventory_quantity;
        Ok(ListingSeen {
            item_id: id(&told.id.0, &variant.id.0),
            sku: variant.sku.clone().unwrap_or_default(),
            title: told.title.clone(),
            price_vnd: variant.price.vnd()?,
            stock: stock.given().map_or(Ok(0), |_| stock.whole())?,
            live,
            review: Review::Passed,
            raw_status: if live { "published".into() } else { "hidden".into() },
        })
    };
    told.variants.iter().map(one).collect()
}

/// An id as a JSON number.
pub(super) fn numbers(call: &'static str, id: &str) -> Result<(u64, u64), crate::CallFault> {
    let read = id.split_once('/').and_then(|(product, variant)| Some((product.parse().ok()?, variant.parse().ok()?)));
    read.ok_or_else(|| crate::CallFault::permanent(call, "no_item", format!("`{id}` is no id of a variant")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_statuses_together_say_how_far_an_order_is() {
        let cases = [
            (r#""financial_status":"pending""#, LineState::Placed),
            (r#""financial_status":"pending","gateway_code":"COD""#, LineState::Paid),
            (r#""financial_status":"paid","fulfillment_status":"notfulfilled""#, LineState::Paid),
            (r#""financial_status":"paid","fulfillment_status":"fulfilled""#, LineState::Shipped),
            (r#""financial_status":"paid","cancelled_status":"cancelled""#, LineState::Cancelled),
            (r#""financial_status":"refunded","fulfillment_status":"fulfilled""#, LineState::Returned),
            (r#""financial_status":"never_seen_before""#, LineState::Unknown),
        ];
        for (told, expected) in cases {
            let body = format!(
                r#"{{"id":1,"created_at":"2026-10-10T03:20:30Z",{told},"line_items":[{{"quantity":2,"price":145000.0,"total_discount":10000}}]}}"#
            );
            let order = order("1", body.as_bytes()).expect("an order");
            assert_eq!((order.state, order.lines[0].unit_price_vnd), (expected, Vnd(140_000)), "{told}");
        }
    }
}

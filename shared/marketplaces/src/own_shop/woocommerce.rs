//! WooCommerce: orders by signed webhook; products and stock by REST. Section 9.

use amounts::Vnd;
use serde::Deserialize;
use url::Url;

use super::{Head, Signed, Software, instant};
use crate::{
    ChannelLine, ChannelOrder, LineState, ListingSeen, PushRefusal, RawPush, Review,
    told::{self, Text},
};

/// A WooCommerce site.
#[derive(Clone)]
pub struct WooCommerce {
    /// The site, such as `https://htx-meovac.example.vn/`.
    pub site: Url,
    /// Opens its REST API, over HTTPS.
    pub consumer_key: String,
    /// Opens its REST API, over HTTPS.
    pub consumer_secret: String,
    /// Signs its webhooks.
    pub webhook_secret: String,
}

impl WooCommerce {
    pub(super) fn verify(&self, push: &RawPush<'_>) -> Result<Head, PushRefusal> {
        // The site decodes entities before it signs, so we do as well (section 9).
        let secret = decoded(&self.webhook_secret);
        Signed { software: Software::WooCommerce, secret }.verify(push)
    }
}

fn decoded(text: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#039;", "'"), ("&amp;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}

#[derive(Deserialize)]
struct Told {
    id: Text,
    status: String,
    currency: String,
    #[serde(default)]
    total: Text,
    date_created_gmt: Option<String>,
    date_modified_gmt: Option<String>,
    #[serde(default)]
    date_paid_gmt: Option<String>,
    #[serde(default)]
    payment_method: String,
    #[serde(default)]
    line_items: Vec<LineTold>,
}

#[derive(Deserialize)]
struct LineTold {
    id: Text,
    #[serde(default)]
    product_id: Text,
    #[serde(default)]
    sku: Option<String>,
    #[serde(default)]
    name: String,
    quantity: i64,
    /// Of all packs, after discounts.
    total: Text,
    /// The same before discounts.
    #[serde(default)]
    subtotal: Text,
}

pub(super) fn order(shop_id: &str, body: &[u8]) -> Result<ChannelOrder, String> {
    let told: Told = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    if told.currency != "VND" {
        return Err(format!("its currency is {}", told.currency));
    }
    if told.line_items.is_empty() {
        return Err("it has no items".into());
    }
    let state = state(&told.status);
    // These are GMT without saying so.
    let gmt = |text: Option<&String>| text.filter(|text| !text.is_empty()).map(|text| format!("{text}Z"));
    let paid_at = gmt(told.date_paid_gmt.as_ref()).map(|text| told::written_instant(&text)).transpose()?;
    Ok(ChannelOrder {
        shop_id: shop_id.to_owned(),
        state,
        cancel_requested: false,
        on_hold: false,
        cash_on_delivery: told.payment_method == "cod",
        placed_at: instant(gmt(told.date_created_gmt.as_ref()).as_deref(), "date_created_gmt")?,
        paid_at,
        ship_by: None,
        updated_at: instant(gmt(told.date_modified_gmt.as_ref()).as_deref(), "date_modified_gmt")?,
        total_vnd: told.total.given().map(|_| told.total.vnd()).transpose()?,
        tracking_number: None,
        cancel_reason: None,
        lines: told.line_items.iter().map(|line| of_line(line, state)).collect::<Result<_, _>>()?,
        channel_order_id: told.id.0,
        raw_status: told.status,
    })
}

fn state(status: &str) -> LineState {
    match status {
        "pending" | "on-hold" => LineState::Placed,
        "processing" => LineState::Paid,
        "completed" => LineState::Delivered,
        "cancelled" | "failed" => LineState::Cancelled,
        "refunded" => LineState::Returned,
        _ => LineState::Unknown,
    }
}

fn of_line(told: &LineTold, state: LineState) -> Result<ChannelLine, String> {
    if told.quantity < 1 {
        return Err(format!("{} of item {} were bought", told.quantity, told.id.0));
    }
    // A coupon may not divide by the packs: then the price is the one before it.
    let each =
        |text: &Text| text.vnd().ok().filter(|sum| sum.0 % told.quantity == 0).map(|sum| Vnd(sum.0 / told.quantity));
    let unit_price_vnd = each(&told.total).or_else(|| each(&told.subtotal));
    Ok(ChannelLine {
        channel_line_id: told.id.0.clone(),
        item_id: told.product_id.0.clone(),
        sku: told.sku.clone().unwrap_or_default(),
        name: told.name.clone(),
        quantity: told.quantity,
        unit_price_vnd: unit_price_vnd.ok_or_else(|| format!("item {}: no price in whole đồng", told.id.0))?,
        platform_discount_vnd: Vnd::ZERO,
        state,
    })
}

/// A product as the site shows it.
#[derive(Deserialize)]
pub(super) struct Product {
    pub(super) id: Text,
    #[serde(default)]
    sku: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    regular_price: Text,
    #[serde(default)]
    price: Text,
    #[serde(default)]
    stock_quantity: Text,
}

pub(super) fn seen(told: &Product) -> Result<ListingSeen, String> {
    let price = if told.regular_price.given().is_some() { &told.regular_price } else { &told.price };
    Ok(ListingSeen {
        item_id: told.id.0.clone(),
        sku: told.sku.clone(),
        title: told.name.clone(),
        price_vnd: price.vnd()?,
        stock: told.stock_quantity.given().map_or(Ok(0), |_| told.stock_quantity.whole())?,
        live: told.status == "publish",
        review: Review::Passed,
        raw_status: told.status.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_decoded_as_the_site_decodes_it() {
        assert_eq!(decoded("a&amp;lt;b&lt;&#039;"), "a&lt;b<'");
    }
}

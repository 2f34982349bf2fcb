//! Orders as they are told. Section 3.7.

use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
pub struct OrderPage {
    #[serde(default)]
    pub more: bool,
    pub next_cursor: Option<String>,
    #[serde(default)]
    pub order_list: Vec<OrderSn>,
}

#[derive(Deserialize)]
pub struct OrderSn {
    pub order_sn: String,
}

#[derive(Deserialize)]
pub struct Orders<'a> {
    /// Each is read by itself, so that one that cannot be read does not hide the others.
    #[serde(borrow, default)]
    pub order_list: Vec<&'a RawValue>,
}

/// As much of an order as every order has.
#[derive(Deserialize)]
pub struct OrderHead {
    pub order_sn: String,
    pub order_status: String,
}

/// Without the buyer: what is not asked for cannot leak.
#[derive(Deserialize)]
pub struct Order<'a> {
    pub order_sn: String,
    pub currency: String,
    pub cod: bool,
    pub order_status: String,
    pub create_time: i64,
    pub update_time: i64,
    pub ship_by_date: Option<i64>,
    pub pay_time: Option<i64>,
    #[serde(borrow)]
    pub total_amount: Option<&'a RawValue>,
    pub cancel_by: Option<String>,
    pub cancel_reason: Option<String>,
    pub buyer_cancel_reason: Option<String>,
    #[serde(borrow)]
    pub item_list: Vec<OrderItem<'a>>,
}

#[derive(Deserialize)]
pub struct OrderItem<'a> {
    pub item_id: i64,
    pub item_name: String,
    pub item_sku: Option<String>,
    pub model_id: Option<i64>,
    pub model_name: Option<String>,
    pub model_sku: Option<String>,
    pub model_quantity_purchased: i64,
    #[serde(borrow)]
    pub model_discounted_price: &'a RawValue,
    pub order_item_id: Option<i64>,
    pub line_item_id: Option<i64>,
}

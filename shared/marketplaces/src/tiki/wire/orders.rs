//! Orders as they are told and confirmed. Section 6.4.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::listings::Paging;
use crate::told::Text;

#[derive(Deserialize)]
pub struct OrderPage {
    pub data: Vec<OrderHead>,
    #[serde(default)]
    pub paging: Paging,
}

#[derive(Deserialize)]
pub struct OrderHead {
    pub code: Text,
}

/// Without the buyer: what is not read cannot leak.
#[derive(Deserialize)]
pub struct Order {
    pub code: Text,
    pub status: String,
    #[serde(default)]
    pub fulfillment_type: String,
    #[serde(default)]
    pub is_rma: bool,
    pub created_at: String,
    pub updated_at: String,
    #[serde(default)]
    pub invoice: Option<Invoice>,
    #[serde(default)]
    pub items: Vec<Item>,
    #[serde(default)]
    pub payment: Option<Payment>,
    #[serde(default)]
    pub cancel_info: Option<CancelInfo>,
}

#[derive(Deserialize)]
pub struct Invoice {
    #[serde(default)]
    pub grand_total: Text,
}

/// [K] section 6.4 names it only.
#[derive(Deserialize)]
pub struct Payment {
    #[serde(default)]
    pub method: Option<String>,
}

/// [K] section 6.4 names it only.
#[derive(Deserialize)]
pub struct CancelInfo {
    #[serde(default)]
    pub reason: Option<String>,
    #[serde(default)]
    pub comment: Option<String>,
}

#[derive(Deserialize)]
pub struct Item {
    pub id: Text,
    pub product: Product,
    pub qty: Text,
    pub invoice: ItemInvoice,
    #[serde(default)]
    pub confirmation: Option<Confirmation>,
    #[serde(default)]
    pub fees: Option<Vec<Fee>>,
    /// Whose stock it is taken from. [K].
    #[serde(default)]
    pub seller_inventory_id: Text,
}

#[derive(Deserialize)]
pub struct Product {
    /// [K].
    #[serde(default)]
    pub id: Text,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub sku: Text,
    /// Ours.
    #[serde(default)]
    pub seller_product_code: Text,
}

#[derive(Deserialize)]
pub struct ItemInvoice {
    pub price: Text,
    #[serde(default)]
    pub row_total: Text,
    /// [K] section 6.4 writes `discount_*`.
    #[serde(default)]
    pub discount_tiki: Text,
}

#[derive(Deserialize)]
pub struct Confirmation {
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub available_confirm_sla: Option<String>,
}

/// Section 6.4 names `items.fees` and not what stands in them [U], so they are read by the names that are likely.
#[derive(Deserialize)]
pub struct Fee(BTreeMap<String, Box<RawValue>>);

impl Fee {
    pub fn name(&self) -> String {
        self.first(&["name", "fee_name", "fee_type_name", "fee_type_key", "fee_type", "type", "code"]).0
    }

    pub fn amount(&self) -> Text {
        self.first(&["fee_total_amount", "total_amount", "final_amount", "fee_amount", "amount", "fee", "value"])
    }

    fn first(&self, names: &[&str]) -> Text {
        let told = names.iter().filter_map(|name| serde_json::from_str::<Text>(self.0.get(*name)?.get()).ok());
        told.into_iter().find(|text| text.given().is_some()).unwrap_or_default()
    }
}

/// [U] section 6.4: the item ids, and the seller's inventory.
#[derive(Serialize)]
pub struct Confirm<'a> {
    pub item_ids: Vec<&'a str>,
    pub seller_inventory_id: Box<RawValue>,
}

#[derive(Serialize)]
pub struct UpdateDelivery {
    pub status: &'static str,
}

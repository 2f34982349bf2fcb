//! Single orders: placed and moved on by hand, or by a program in a hand's stead.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{No, Wanted};
use crate::{
    books::{
        Purchase, Refusal,
        orders::{Cancellation, Order, Step},
    },
    market::Market,
};

/// What a person orders.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basket {
    shop_id: u64,
    sku: String,
    quantity: i64,
    /// Already paid; without it an order waits for `pay`, unless it is paid on delivery.
    #[serde(default)]
    pay: bool,
    #[serde(default)]
    cod: bool,
    /// Other goods of the same shop, for an order with several lines.
    #[serde(default)]
    also: Vec<Goods>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Goods {
    sku: String,
    quantity: i64,
}

/// What a hand may do to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// The buyer pays.
    Pay,
    /// The buyer gives it up.
    Cancel,
    /// The carrier takes it.
    Pickup,
    /// The carrier hands it over.
    Deliver,
    /// The buyer is content.
    Complete,
    /// The buyer sends it back.
    Return,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Pay, Self::Cancel, Self::Pickup, Self::Deliver, Self::Complete, Self::Return];

    /// The step it is.
    pub const fn step(self) -> Step {
        match self {
            Self::Pay => Step::Pay,
            Self::Cancel => Step::Cancel(Cancellation::BuyerChangedMind),
            Self::Pickup => Step::PickUp,
            Self::Deliver => Step::Deliver,
            Self::Complete => Step::Complete,
            Self::Return => Step::Return,
        }
    }

    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Cancel => "cancel",
            Self::Pickup => "pickup",
            Self::Deliver => "deliver",
            Self::Complete => "complete",
            Self::Return => "return",
        }
    }

    /// On a button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pay => "Trả tiền",
            Self::Cancel => "Huỷ",
            Self::Pickup => "Lấy hàng",
            Self::Deliver => "Giao tới",
            Self::Complete => "Đã nhận",
            Self::Return => "Trả hàng",
        }
    }
}

impl Basket {
    /// One kind of goods.
    pub const fn of(shop_id: u64, sku: String, quantity: i64, pay: bool, cod: bool) -> Self {
        Self { shop_id, sku, quantity, pay, cod, also: Vec::new() }
    }

    /// Orders what is in the basket.
    pub fn order(self, market: &Market) -> Result<Order, Refusal> {
        let first = Goods { sku: self.sku, quantity: self.quantity };
        let purchase = {
            let mut state = market.state();
            let goods = std::iter::once(first).chain(self.also);
            let item_of = |goods: Goods| Ok((state.books.item_of(self.shop_id, &goods.sku)?, goods.quantity));
            let wanted = goods.map(item_of).collect::<Result<Vec<_>, Refusal>>()?;
            let (buyer, fate) = (state.somebody(), state.patient_fate());
            Purchase { shop_id: self.shop_id, wanted, cod: self.cod, buyer, fate }
        };
        let order = market.place(&purchase)?;
        if self.pay && !self.cod { market.take(None, &order.sn, Step::Pay) } else { Ok(order) }
    }
}

/// `POST /control/orders`.
pub(super) async fn place(
    State(market): State<Arc<Market>>,
    Wanted(basket): Wanted<Basket>,
) -> Result<(StatusCode, Json<Value>), No> {
    let order = basket.order(&market)?;
    Ok((StatusCode::CREATED, told(&order)))
}

/// `POST /control/orders/{sn}/{act}`.
pub(super) async fn act(
    State(market): State<Arc<Market>>,
    Path((sn, act)): Path<(String, Act)>,
) -> Result<Json<Value>, No> {
    let order = market.take(None, &sn, act.step())?;
    Ok(told(&order))
}

fn told(order: &Order) -> Json<Value> {
    Json(json!({
        "order_sn": order.sn,
        "status": order.status,
        "update_time": order.updated,
        "total_vnd": order.total_vnd(),
    }))
}

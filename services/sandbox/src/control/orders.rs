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
        Purchase, Refusal, Terms,
        orders::{Cancellation, Fate, Order, Step},
        returns::Stage,
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
    /// Stays on hold for so many business seconds once it could be shipped.
    #[serde(default)]
    hold_seconds: Option<i64>,
    /// What the seller lets the buyer keep.
    #[serde(default)]
    seller_discount_vnd: i64,
    /// What the marketplace pays in the buyer's stead.
    #[serde(default)]
    platform_discount_vnd: i64,
    /// What the buyer pays for the carrier.
    #[serde(default)]
    shipping_fee_vnd: i64,
    /// The seller brings it.
    #[serde(default)]
    seller_delivers: bool,
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
    /// The buyer asks the seller to give it up.
    Askcancel,
    /// It is no longer the buyer's to change.
    Release,
    /// The return is agreed to.
    Agree,
    /// The buyer has the money back.
    Refund,
    /// The buyer keeps the goods after all.
    Withdraw,
}

/// What a hand's act leads to.
pub enum Deed {
    /// Something happens to the order.
    Step(Step),
    /// Something happens to its return.
    Back(Stage),
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Pay,
        Self::Askcancel,
        Self::Cancel,
        Self::Release,
        Self::Pickup,
        Self::Deliver,
        Self::Complete,
        Self::Return,
        Self::Agree,
        Self::Refund,
        Self::Withdraw,
    ];

    /// What it leads to.
    pub const fn deed(self) -> Deed {
        match self {
            Self::Pay => Deed::Step(Step::Pay),
            Self::Askcancel => Deed::Step(Step::AskToCancel),
            Self::Cancel => Deed::Step(Step::Cancel(Cancellation::BuyerChangedMind)),
            Self::Release => Deed::Step(Step::Release),
            Self::Pickup => Deed::Step(Step::PickUp),
            Self::Deliver => Deed::Step(Step::Deliver),
            Self::Complete => Deed::Step(Step::Complete),
            Self::Return => Deed::Step(Step::Return),
            Self::Agree => Deed::Back(Stage::Agreed),
            Self::Refund => Deed::Back(Stage::Refunded),
            Self::Withdraw => Deed::Back(Stage::Withdrawn),
        }
    }

    /// The word in the address, and on a button.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Pay => ("pay", "Trả tiền"),
            Self::Askcancel => ("askcancel", "Xin huỷ"),
            Self::Cancel => ("cancel", "Huỷ"),
            Self::Release => ("release", "Hết giữ đơn"),
            Self::Pickup => ("pickup", "Lấy hàng"),
            Self::Deliver => ("deliver", "Giao tới"),
            Self::Complete => ("complete", "Đã nhận"),
            Self::Return => ("return", "Trả hàng"),
            Self::Agree => ("agree", "Đồng ý trả"),
            Self::Refund => ("refund", "Hoàn tiền"),
            Self::Withdraw => ("withdraw", "Thôi trả hàng"),
        }
    }

    /// Could it be done to this order now?
    pub fn is_possible(self, order: &Order) -> bool {
        match self.deed() {
            Deed::Step(Step::AskToCancel) if order.cancel_asked => false,
            Deed::Step(step) => order.status.after(step).is_some(),
            Deed::Back(stage) => order.giving_back.is_some_and(|mut back| back.go_on(stage, 0)),
        }
    }

    /// Does it.
    pub fn act(self, market: &Market, sn: &str) -> Result<Order, Refusal> {
        match self.deed() {
            Deed::Step(step) => market.take(None, sn, step),
            Deed::Back(stage) => market.go_back(None, sn, stage),
        }
    }
}

impl Basket {
    /// One kind of goods.
    pub const fn of(shop_id: u64, sku: String, quantity: i64, pay: bool, cod: bool) -> Self {
        let (seller_discount_vnd, platform_discount_vnd, shipping_fee_vnd) = (0, 0, 0);
        Self {
            shop_id,
            sku,
            quantity,
            pay,
            cod,
            hold_seconds: None,
            seller_discount_vnd,
            platform_discount_vnd,
            shipping_fee_vnd,
            seller_delivers: false,
            also: Vec::new(),
        }
    }

    /// Orders what is in the basket.
    pub fn order(self, market: &Market) -> Result<Order, Refusal> {
        let first = Goods { sku: self.sku, quantity: self.quantity };
        let purchase = {
            let mut state = market.state();
            let goods = std::iter::once(first).chain(self.also);
            let item_of = |goods: Goods| Ok((state.books.item_of(self.shop_id, &goods.sku)?, goods.quantity));
            let wanted = goods.map(item_of).collect::<Result<Vec<_>, Refusal>>()?;
            let (buyer, fate) = (state.somebody(), Fate { held_for: self.hold_seconds, ..state.patient_fate() });
            let terms = Terms {
                seller_discount_vnd: self.seller_discount_vnd.max(0),
                platform_discount_vnd: self.platform_discount_vnd.max(0),
                shipping_fee_vnd: self.shipping_fee_vnd.max(0),
                seller_delivers: self.seller_delivers,
            };
            Purchase { shop_id: self.shop_id, wanted, cod: self.cod, buyer, fate, terms }
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
    let order = act.act(&market, &sn)?;
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

//! Carriers, and arranging shipments.

use std::sync::Arc;

use axum::{extract::State, response::IntoResponse};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    caller::{Body, ForShop},
    envelope::{Answer, Refusal, Reply},
    products::kilograms,
};
use crate::{
    books::{
        Refusal as BookRefusal,
        catalogue::CARRIERS,
        orders::{Order, Status, Step},
    },
    clock::{DAY, in_vietnam},
    market::Market,
};

/// Where every shop here has its parcels fetched.
const PICKUP_ADDRESS: u64 = 200_001_234;
/// Days offered for the pickup.
const PICKUP_DAYS: i64 = 3;

/// `GET logistics/get_channel_list`.
pub async fn get_channel_list(_: ForShop) -> impl IntoResponse {
    let list: Vec<Value> = CARRIERS
        .iter()
        .map(|carrier| {
            json!({
                "logistics_channel_id": carrier.id,
                "logistics_channel_name": carrier.name,
                "cod_enabled": carrier.takes_cash,
                "enabled": true,
                "fee_type": "SIZE_INPUT",
                "size_list": [],
                "weight_limit": { "item_max_weight": kilograms(carrier.weight_max_g), "item_min_weight": 0 },
                "item_max_dimension": { "height": 0, "width": 0, "length": 0, "unit": "cm", "dimension_sum": 0 },
                "mask_channel_id": 0,
                "force_enable": false,
            })
        })
        .collect();
    Answer::with(json!({ "logistics_channel_list": list }))
}

/// `GET logistics/get_shipping_parameter`: fetched from the shop, or brought to the carrier.
pub async fn get_shipping_parameter(State(market): State<Arc<Market>>, call: ForShop) -> Reply {
    let order = find(&market, &call)?;
    let slots: Vec<Value> = pickup_days(&order)
        .into_iter()
        .enumerate()
        .map(|(place, (id, date))| {
            json!({ "date": date, "pickup_time_id": id, "flags": if place == 0 { vec!["recommended"] } else { vec![] } })
        })
        .collect();
    Ok(Answer::with(json!({
        "info_needed": { "pickup": ["address_id", "pickup_time_id"], "dropoff": [] },
        "pickup": {
            "address_list": [{
                "address_id": PICKUP_ADDRESS,
                "region": "VN",
                "state": "Tỉnh Tuyên Quang",
                "city": "",
                "district": "Xã Bắc Quang",
                "town": "",
                "address": "Kho hợp tác xã",
                "zipcode": "20000",
                "address_flag": ["default_address", "pickup_address"],
                "time_slot_list": slots,
            }],
        },
        "dropoff": { "branch_list": [] },
    })))
}

/// The body of `logistics/ship_order`.
#[derive(Deserialize)]
pub struct Shipment {
    order_sn: String,
    package_number: Option<String>,
    pickup: Option<Pickup>,
    dropoff: Option<Value>,
    non_integrated: Option<Value>,
}

#[derive(Deserialize)]
struct Pickup {
    #[serde(default)]
    address_id: u64,
    #[serde(default)]
    pickup_time_id: String,
}

/// `POST logistics/ship_order`: the seller arranges the shipment.
pub async fn ship_order(State(market): State<Arc<Market>>, call: ForShop, Body(shipment): Body<Shipment>) -> Reply {
    let order = {
        let state = market.state();
        let number = state.books.find_of(call.shop_id, &shipment.order_sn).map_err(refuse)?;
        state.books.order(number).clone()
    };
    if shipment.package_number.as_ref().is_some_and(|number| *number != order.package_number()) {
        return Err(Refusal::new("logistics.package_not_exist", "The package is not exist."));
    }
    check_way(&shipment, &order)?;
    market.take(Some(call.shop_id), &shipment.order_sn, Step::Arrange).map_err(refuse)?;
    Ok(Answer::empty())
}

/// Exactly one way, and what it needs.
fn check_way(shipment: &Shipment, order: &Order) -> Result<(), Refusal> {
    match (&shipment.pickup, &shipment.dropoff, &shipment.non_integrated) {
        (None, Some(_), None) => Ok(()),
        (Some(pickup), None, None) => {
            if pickup.address_id == 0 || pickup.pickup_time_id.is_empty() {
                let words = "Parameter address_id and pickup_time_id are required.";
                return Err(Refusal::new("logistics.ship_order_need_address_pickup_time", words));
            }
            if pickup.address_id != PICKUP_ADDRESS {
                return Err(Refusal::new("logistics.address_not_found", "Address is not found."));
            }
            if pickup_days(order).iter().any(|(id, _)| *id == pickup.pickup_time_id) {
                return Ok(());
            }
            let words = "Invalid pickup time id. Please check the pick up time id.";
            Err(Refusal::new("logistics.ship_order_pickup_time_invalid", words))
        }
        (None, None, Some(_)) => {
            let words = "This order does not support ship with non_integrated.";
            Err(Refusal::new("logistics.ship_order_unsupport_non_integrated", words))
        }
        _ => {
            let words = "Please select just one way to ship order: pickup or dropoff or non_integrated.";
            Err(Refusal::new("logistics.ship_order_only_support_one_type", words))
        }
    }
}

/// `GET logistics/get_tracking_number`: empty until the shipment is arranged.
pub async fn get_tracking_number(State(market): State<Arc<Market>>, call: ForShop) -> Reply {
    let order = find(&market, &call)?;
    Ok(Answer::with(json!({ "tracking_number": order.tracking_number().unwrap_or_default(), "hint": "" })))
}

fn find(market: &Market, call: &ForShop) -> Result<Order, Refusal> {
    let sn: String = call.parameters.need("order_sn")?;
    let state = market.state();
    let number = state.books.find_of(call.shop_id, &sn).map_err(refuse)?;
    Ok(state.books.order(number).clone())
}

/// Days on which the parcel may be fetched, counted from when the order was ready: with a played clock, "today" would be
/// over before anyone could answer.
fn pickup_days(order: &Order) -> Vec<(String, i64)> {
    let ready = order.ready_since().unwrap_or(order.created);
    (0..PICKUP_DAYS)
        .map(|day| ready + day * DAY)
        .map(|date| (in_vietnam(date).format("%Y%m%d_1").to_string(), date))
        .collect()
}

/// A refusal of the books in Shopee's words.
fn refuse(refusal: BookRefusal) -> Refusal {
    match refusal {
        BookRefusal::NotInThisStatus(Status::Unpaid) => {
            Refusal::new("logistics.ship_order_not_ready_to_ship", "The order is not ready to ship.")
        }
        BookRefusal::NotInThisStatus(Status::Cancelled) => {
            Refusal::new("logistics.order_finalized", "Order is already in finalized status.")
        }
        BookRefusal::NotInThisStatus(_) => {
            let words = "This package has already been arranged shipment and you can't call this API again.";
            Refusal::new("logistics.package_already_shipped", words)
        }
        _ => Refusal::new("error_not_found", "Wrong parameters, detail: the order is not found."),
    }
}

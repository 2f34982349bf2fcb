//! Parcels and cancellations as they are announced. Section 3.7.

use serde::{Deserialize, Serialize};

/// How a parcel may be handed over: a way that is absent is not offered. [K] for all but `info_needed`.
#[derive(Deserialize)]
pub struct ShippingParameter {
    pub info_needed: InfoNeeded,
    pub pickup: Option<PickupOffered>,
}

#[derive(Deserialize)]
pub struct InfoNeeded {
    pub pickup: Option<Vec<String>>,
    pub dropoff: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub struct PickupOffered {
    pub address_list: Option<Vec<PickupAddress>>,
}

#[derive(Deserialize)]
pub struct PickupAddress {
    pub address_id: i64,
    pub address_flag: Option<Vec<String>>,
    pub time_slot_list: Option<Vec<TimeSlot>>,
}

#[derive(Deserialize)]
pub struct TimeSlot {
    pub pickup_time_id: String,
}

#[derive(Serialize)]
pub struct ShipOrder<'a> {
    pub order_sn: &'a str,
    #[serde(flatten)]
    pub handover: Handover,
}

/// How the parcel gets to the carrier.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Handover {
    Pickup {
        #[serde(skip_serializing_if = "Option::is_none")]
        address_id: Option<i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pickup_time_id: Option<String>,
    },
    Dropoff {},
}

#[derive(Serialize)]
pub struct CancelOrder<'a> {
    pub order_sn: &'a str,
    pub cancel_reason: &'static str,
    pub item_list: Vec<CancelledItem>,
}

#[derive(Serialize)]
pub struct CancelledItem {
    pub item_id: i64,
    pub model_id: i64,
}

#[derive(Deserialize)]
pub struct TrackingNumber {
    pub tracking_number: Option<String>,
}

#[derive(Serialize)]
pub struct BuyerCancellation<'a> {
    pub order_sn: &'a str,
    pub operation: &'static str,
}

#[derive(Serialize)]
pub struct WaybillOf<'a> {
    pub order_list: [OrderNamed<'a>; 1],
}

#[derive(Serialize)]
pub struct OrderNamed<'a> {
    pub order_sn: &'a str,
}

#[derive(Deserialize)]
pub struct WaybillStates {
    #[serde(default)]
    pub result_list: Vec<WaybillState>,
}

#[derive(Deserialize)]
pub struct WaybillState {
    #[serde(default)]
    pub status: String,
}

//! TikTok Shop's words for how things stand, and its numbers.

use sha2::{Digest, Sha256};

use crate::{
    books::{
        Shop,
        items::ItemStatus,
        orders::{Order, Status},
        returns::Stage,
    },
    news::UNHEARD_OF,
};

/// An order's status on the API.
pub const fn of_order(status: Status, unknown_status: bool) -> &'static str {
    match status {
        Status::Unpaid => "UNPAID",
        Status::OnHold => "ON_HOLD",
        Status::ReadyToShip | Status::Packed => "AWAITING_SHIPMENT",
        Status::Processed => "AWAITING_COLLECTION",
        Status::Shipped if unknown_status => UNHEARD_OF,
        Status::Shipped => "IN_TRANSIT",
        Status::ToConfirmReceive | Status::ToReturn => "DELIVERED",
        Status::Completed => "COMPLETED",
        Status::Cancelled => "CANCELLED",
    }
}

/// The same in a push, which has another word for one of them.
pub const fn in_push(status: Status, unknown_status: bool) -> &'static str {
    match status {
        Status::Cancelled => "CANCEL",
        other => of_order(other, unknown_status),
    }
}

/// A product's status.
pub const fn of_item(status: ItemStatus) -> &'static str {
    match status {
        ItemStatus::Normal => "ACTIVATE",
        ItemStatus::Unlisted => "SELLER_DEACTIVATED",
        ItemStatus::Reviewing => "PENDING",
        ItemStatus::Rejected => "FAILED",
        ItemStatus::Banned => "PLATFORM_DEACTIVATED",
        ItemStatus::Deleted => "DELETED",
    }
}

/// A return's status.
pub const fn of_return(stage: Stage) -> &'static str {
    match stage {
        Stage::Asked => "RETURN_OR_REFUND_REQUEST_PENDING",
        Stage::Agreed => "AWAITING_BUYER_SHIP",
        Stage::Refunded => "RETURN_OR_REFUND_REQUEST_COMPLETE",
        Stage::Withdrawn => "RETURN_OR_REFUND_REQUEST_CANCEL",
    }
}

/// What stands for a shop in every call; of one shop alone.
pub fn cipher(shop: &Shop) -> String {
    format!("ROW_{}", &hex::encode(Sha256::digest(shop.id.to_be_bytes()))[..22])
}

/// The number of one pack of an order.
pub fn line_id(order: &Order, place: usize) -> String {
    format!("{}{:03}", order.sn.get(3..).unwrap_or_default(), place + 1)
}

/// Which pack of an order has this number.
pub fn place_of(order: &Order, line_id: &str) -> Option<usize> {
    order.units().map(|unit| unit.place).find(|place| self::line_id(order, *place) == line_id)
}

/// The number of something that belongs to an order: its parcel, its cancellation, its return.
pub fn number_of(order: &Order, kind: &str) -> String {
    format!("{kind}{}", order.sn.get(3..).unwrap_or_default())
}

/// The order such a number belongs to.
pub fn order_of(number: &str, kind: &str) -> Option<String> {
    number.strip_prefix(kind).map(|rest| format!("576{rest}"))
}

/// A parcel.
pub const PACKAGE: &str = "115";
/// A cancellation.
pub const CANCELLATION: &str = "403";
/// A return.
pub const RETURN: &str = "404";

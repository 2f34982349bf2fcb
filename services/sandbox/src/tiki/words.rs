//! Tiki's words for how things stand.

use crate::{
    books::{items::ItemStatus, orders::Status},
    clock::in_vietnam,
    news::UNHEARD_OF,
};

/// An order's status.
pub const fn of_order(status: Status, unknown_status: bool) -> &'static str {
    match status {
        Status::Unpaid => "waiting_payment",
        Status::OnHold => "holded",
        Status::ReadyToShip => "queueing",
        Status::Packed => "picking",
        Status::Processed => "ready_to_ship",
        Status::Shipped if unknown_status => UNHEARD_OF,
        Status::Shipped => "shipping",
        Status::ToConfirmReceive => "successful_delivery",
        Status::Completed => "complete",
        Status::Cancelled => "canceled",
        Status::ToReturn => "returned",
    }
}

/// The state of a request for a new product.
pub const fn of_request(status: ItemStatus) -> &'static str {
    match status {
        ItemStatus::Reviewing => "awaiting_approve",
        ItemStatus::Rejected => "rejected",
        ItemStatus::Banned => "locked",
        ItemStatus::Deleted => "deleted",
        ItemStatus::Normal | ItemStatus::Unlisted => "approved",
    }
}

/// A business second as Tiki writes it: the time in Vietnam, without saying so.
pub fn time(second: i64) -> String {
    in_vietnam(second).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A comma list of warehouses; what is no number is left out.
pub fn warehouses(list: &str) -> Vec<u64> {
    list.split(',').filter_map(|id| id.trim().parse().ok()).collect()
}

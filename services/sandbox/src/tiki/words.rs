//! Tiki's words for how things stand.

use crate::{books::orders::Status, news::UNHEARD_OF};

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

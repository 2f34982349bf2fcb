//! Lazada's words for how things stand. An order has no status of its own: each pack has one.

use crate::{
    books::{
        items::ItemStatus,
        orders::{Order, Status, Unit},
        returns::Stage,
    },
    news::UNHEARD_OF,
};

/// The status of one pack.
pub fn of_unit(order: &Order, unit: &Unit<'_>, unknown_status: bool) -> &'static str {
    let is_packed = order.units_packed.contains(&unit.place);
    match order.status {
        _ if unit.cancelled => "canceled",
        Status::Unpaid | Status::OnHold => "unpaid",
        Status::ReadyToShip if is_packed => "packed",
        Status::ReadyToShip => "pending",
        Status::Packed => "packed",
        Status::Processed => "ready_to_ship",
        Status::Shipped if unknown_status => UNHEARD_OF,
        Status::Shipped => "shipped",
        Status::ToConfirmReceive => "delivered",
        Status::Completed => "confirmed",
        Status::Cancelled => "canceled",
        Status::ToReturn if order.giving_back.is_some_and(|back| back.stage == Stage::Asked) => "shipped_back",
        Status::ToReturn => "returned",
    }
}

/// A product's status.
pub const fn of_item(status: ItemStatus) -> &'static str {
    match status {
        ItemStatus::Normal => "Active",
        ItemStatus::Reviewing => "Pending QC",
        ItemStatus::Unlisted | ItemStatus::Rejected | ItemStatus::Banned => "InActive",
        ItemStatus::Deleted => "Deleted",
    }
}

/// The status of goods on their way back.
pub const fn of_return(stage: Stage) -> &'static str {
    match stage {
        Stage::Asked => "RTM_INIT",
        Stage::Agreed => "RTM_RECEIVE_ITEM",
        Stage::Refunded => "REFUND_SUCCESS",
        Stage::Withdrawn => "RTM_CANCELED",
    }
}

/// The number of one pack of an order.
pub fn unit_id(order: &Order, place: usize) -> String {
    format!("{}{:03}", order.sn, place + 1)
}

/// Which pack of an order has this number.
pub fn place_of(order: &Order, unit_id: &str) -> Option<usize> {
    let place = unit_id.strip_prefix(order.sn.as_str())?.parse::<usize>().ok()?.checked_sub(1)?;
    order.units().any(|unit| unit.place == place).then_some(place)
}

/// Đồng as Lazada writes them.
pub fn money(vnd: i64) -> String {
    format!("{vnd}.00")
}

/// A business second as Lazada writes it.
pub fn time(second: i64) -> String {
    crate::clock::in_vietnam(second).format("%Y-%m-%d %H:%M:%S %z").to_string()
}

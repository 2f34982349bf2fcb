//! Shopee's words for how things stand.

use crate::{
    books::{
        items::ItemStatus,
        orders::{Order, Status},
        returns::Stage,
    },
    news::UNHEARD_OF,
};

/// An order's status. A request to cancel that is open hides the status beneath it.
pub const fn of_order(order: &Order, unknown_status: bool) -> &'static str {
    match order.status {
        Status::Shipped if unknown_status => UNHEARD_OF,
        _ if order.cancel_asked => "IN_CANCEL",
        Status::OnHold => "PENDING",
        Status::Packed => "PROCESSED",
        status => status.word(),
    }
}

/// An item's status.
pub const fn of_item(status: ItemStatus) -> &'static str {
    match status {
        ItemStatus::Normal => "NORMAL",
        ItemStatus::Unlisted => "UNLIST",
        ItemStatus::Reviewing => "REVIEWING",
        ItemStatus::Rejected | ItemStatus::Banned => "BANNED",
        ItemStatus::Deleted => "SELLER_DELETE",
    }
}

/// A return's status.
pub const fn of_return(stage: Stage) -> &'static str {
    match stage {
        Stage::Asked => "REQUESTED",
        Stage::Agreed => "ACCEPTED",
        Stage::Refunded => "CLOSED",
        Stage::Withdrawn => "CANCELLED",
    }
}

//! Their orders in our words. Pure. Sections 2 and 3.7.

use std::collections::HashMap;

use amounts::Vnd;
use chrono::{DateTime, Utc};
use serde_json::value::RawValue;

use super::{
    errors,
    wire::{Order, OrderHead, OrderItem, Orders},
};
use crate::{CallFault, ChannelLine, ChannelOrder, FaultKind, LineState, RowOutcome};

/// What an order's answer holds only when asked for. Nothing of the buyer: figures must not need it (section 11).
pub(super) const OPTIONAL_FIELDS: &str = "item_list,pay_time,total_amount,cancel_by,cancel_reason,buyer_cancel_reason";

/// Our reading of a status. `IN_CANCEL` keeps the meaning an order had before: paid, the cancellation being open.
pub(super) fn state(order_status: &str) -> LineState {
    match order_status {
        "UNPAID" | "PENDING" => LineState::Placed,
        "READY_TO_SHIP" | "IN_CANCEL" => LineState::Paid,
        "PROCESSED" | "RETRY_SHIP" => LineState::ReadyToShip,
        "SHIPPED" => LineState::Shipped,
        "TO_CONFIRM_RECEIVE" | "COMPLETED" => LineState::Delivered,
        "CANCELLED" => LineState::Cancelled,
        "TO_RETURN" => LineState::Returned,
        _ => LineState::Unknown,
    }
}

/// One row for each id asked for, in the same order.
pub(super) fn rows(
    call: &'static str,
    shop_id: &str,
    asked: &[String],
    told: &Orders<'_>,
) -> Vec<RowOutcome<ChannelOrder>> {
    let by_id: HashMap<String, &RawValue> =
        told.order_list.iter().filter_map(|raw| Some((head(raw)?.order_sn, *raw))).collect();
    let outcome = |id: &String| {
        let result = by_id.get(id).map_or_else(
            || Err(untold(call, id)),
            |raw| order(shop_id, raw).map_err(|words| errors::unreadable(call, format!("order {id}: {words}"))),
        );
        RowOutcome { row: id.clone(), result }
    };
    asked.iter().map(outcome).collect()
}

/// An order's id and status, where at least these can be read.
pub(super) fn head(raw: &RawValue) -> Option<OrderHead> {
    serde_json::from_str(raw.get()).ok()
}

/// Shopee told us of it, so it may well be told in full a moment later: passing, until whoever asks gives up.
fn untold(call: &'static str, order_id: &str) -> CallFault {
    let words = format!("order {order_id} is not in the answer");
    CallFault { kind: FaultKind::Passing, call, code: "untold".into(), words }
}

fn order(shop_id: &str, raw: &RawValue) -> Result<ChannelOrder, String> {
    let told: Order<'_> = serde_json::from_str(raw.get()).map_err(|error| error.to_string())?;
    if told.currency != "VND" {
        return Err(format!("its currency is {}", told.currency));
    }
    if told.item_list.is_empty() {
        return Err("it has no items".into());
    }
    Ok(ChannelOrder {
        shop_id: shop_id.to_owned(),
        state: state(&told.order_status),
        cancel_requested: told.order_status == "IN_CANCEL",
        on_hold: false,
        cash_on_delivery: told.cod,
        placed_at: instant(told.create_time)?,
        paid_at: told.pay_time.filter(|&seconds| seconds > 0).map(instant).transpose()?,
        ship_by: told.ship_by_date.filter(|&seconds| seconds > 0).map(instant).transpose()?,
        updated_at: instant(told.update_time)?,
        total_vnd: told.total_amount.map(amount).transpose()?,
        // Told by `logistics/get_tracking_number` and push 4, never here.
        tracking_number: None,
        cancel_reason: cancel_reason(&told),
        lines: told.item_list.iter().map(|item| line(item, state(&told.order_status))).collect::<Result<_, _>>()?,
        channel_order_id: told.order_sn,
        raw_status: told.order_status,
    })
}

fn line(item: &OrderItem<'_>, state: LineState) -> Result<ChannelLine, String> {
    if item.model_quantity_purchased < 1 {
        return Err(format!("item {}: {} were bought", item.item_id, item.model_quantity_purchased));
    }
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let name =
        given(&item.model_name).map_or_else(|| item.item_name.clone(), |model| format!("{} – {model}", item.item_name));
    Ok(ChannelLine {
        channel_line_id: line_id(item),
        item_id: item.item_id.to_string(),
        sku: given(&item.model_sku).or_else(|| given(&item.item_sku)).unwrap_or_default(),
        name,
        quantity: item.model_quantity_purchased,
        unit_price_vnd: amount(item.model_discounted_price)?,
        // Told with the settlement, for the order as a whole.
        platform_discount_vnd: Vnd::ZERO,
        state,
    })
}

/// `order_item_id` is shared by the variants of one item in one order, so it is not enough alone.
fn line_id(item: &OrderItem<'_>) -> String {
    match item.line_item_id.filter(|&id| id != 0) {
        Some(id) => id.to_string(),
        None => format!("{}-{}", item.order_item_id.unwrap_or(item.item_id), item.model_id.unwrap_or(0)),
    }
}

fn cancel_reason(told: &Order<'_>) -> Option<String> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let reason = given(&told.buyer_cancel_reason).or_else(|| given(&told.cancel_reason));
    match (given(&told.cancel_by), reason) {
        (Some(who), Some(reason)) => Some(format!("{who}: {reason}")),
        (who, reason) => reason.or(who),
    }
}

fn amount(raw: &RawValue) -> Result<Vnd, String> {
    Vnd::from_decimal_text(raw.get()).map_err(|fault| format!("amount {}: {fault}", raw.get()))
}

fn instant(seconds: i64) -> Result<DateTime<Utc>, String> {
    DateTime::from_timestamp(seconds, 0).ok_or_else(|| format!("{seconds} is no time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_its_meaning_and_a_new_one_is_kept_not_refused() {
        let cases = [
            ("UNPAID", LineState::Placed),
            ("PENDING", LineState::Placed),
            ("READY_TO_SHIP", LineState::Paid),
            ("IN_CANCEL", LineState::Paid),
            ("PROCESSED", LineState::ReadyToShip),
            ("RETRY_SHIP", LineState::ReadyToShip),
            ("SHIPPED", LineState::Shipped),
            ("TO_CONFIRM_RECEIVE", LineState::Delivered),
            ("COMPLETED", LineState::Delivered),
            ("CANCELLED", LineState::Cancelled),
            ("TO_RETURN", LineState::Returned),
            ("INVOICE_PENDING", LineState::Unknown),
            ("", LineState::Unknown),
        ];
        for (status, expected) in cases {
            assert_eq!(state(status), expected, "{status}");
        }
    }
}

//! Their orders in our words: a line is a unit there. Pure. Sections 2 and 5.6.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::wire::{LineItem, Order, OrderHead};
use crate::{CallFault, ChannelLine, ChannelOrder, LineState, RowOutcome, told, units};

/// Our reading of a status. The push says `CANCEL` where the API says `CANCELLED`.
pub(super) fn state(status: &str) -> LineState {
    match status {
        "UNPAID" => LineState::Placed,
        "ON_HOLD" | "AWAITING_SHIPMENT" => LineState::Paid,
        "AWAITING_COLLECTION" => LineState::ReadyToShip,
        "PARTIALLY_SHIPPING" | "IN_TRANSIT" => LineState::Shipped,
        "DELIVERED" | "COMPLETED" => LineState::Delivered,
        "CANCELLED" | "CANCEL" => LineState::Cancelled,
        _ => LineState::Unknown,
    }
}

/// One row for each id asked for, in the same order.
pub(super) fn rows(
    call: &'static str,
    shop_id: &str,
    asked: &[String],
    told: &[Box<RawValue>],
) -> Vec<RowOutcome<ChannelOrder>> {
    let head = |raw: &RawValue| serde_json::from_str::<OrderHead>(raw.get()).ok();
    let by_id: HashMap<String, &RawValue> =
        told.iter().filter_map(|raw| Some((head(raw)?.id.0, raw.as_ref()))).collect();
    let outcome = |id: &String| {
        let result = by_id.get(id).map_or_else(
            || Err(told::untold(call, id)),
            |raw| order(shop_id, raw).map_err(|words| CallFault::unreadable(call, format!("order {id}: {words}"))),
        );
        RowOutcome { row: id.clone(), result }
    };
    asked.iter().map(outcome).collect()
}

/// An order in TikTok's words.
pub(super) fn read(raw: &RawValue) -> Result<Order, String> {
    serde_json::from_str(raw.get()).map_err(|error| error.to_string())
}

fn order(shop_id: &str, raw: &RawValue) -> Result<ChannelOrder, String> {
    let told = read(raw)?;
    if told.payment.currency != "VND" {
        return Err(format!("its currency is {}", told.payment.currency));
    }
    if told.line_items.is_empty() {
        return Err("it has no items".into());
    }
    let whole = state(&told.status);
    let lines = told.line_items.into_iter().map(|item| unit(item, whole)).collect::<Result<_, _>>()?;
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let cancel_reason = match (given(told.cancellation_initiator), given(told.cancel_reason)) {
        (Some(who), Some(reason)) => Some(format!("{who}: {reason}")),
        (who, reason) => reason.or(who),
    };
    Ok(ChannelOrder {
        shop_id: shop_id.to_owned(),
        channel_order_id: told.id.0,
        // The order's own word decides; its lines tell apart how far each has come.
        state: whole,
        cancel_requested: told.is_buyer_request_cancel,
        on_hold: told.is_on_hold_order || told.status == "ON_HOLD",
        cash_on_delivery: told.is_cod,
        placed_at: told.create_time.unix()?.ok_or("it was never placed")?,
        paid_at: told.paid_time.unix()?,
        ship_by: told.rts_sla_time.unix()?,
        updated_at: told.update_time.unix()?.ok_or("it has no time of change")?,
        total_vnd: told.payment.total_amount.given().map(|_| told.payment.total_amount.vnd()).transpose()?,
        tracking_number: told.tracking_number.given().map(str::to_owned),
        cancel_reason,
        lines,
        raw_status: told.status,
    })
}

/// `sale_price` is after both discounts; ours is after the seller's only.
fn unit(item: LineItem, order: LineState) -> Result<ChannelLine, String> {
    let words = |words: String| format!("item {}: {words}", item.id.0);
    let platform = item.platform_discount.vnd_or_zero().map_err(words)?;
    let unit_price_vnd = if item.original_price.given().is_some() {
        let seller = item.seller_discount.vnd_or_zero().map_err(words)?;
        units::after_discount(item.original_price.vnd().map_err(words)?, seller).map_err(words)?
    } else {
        let paid = item.sale_price.vnd().map_err(words)?;
        paid.checked_add(platform).ok_or_else(|| words("the price is too large".into()))?
    };
    let variant = item.sku_name.as_deref().filter(|name| !name.is_empty() && *name != "Default");
    let own = item.display_status.as_deref().map(state).filter(|state| *state != LineState::Unknown);
    Ok(ChannelLine {
        name: variant.map_or_else(|| item.product_name.clone(), |name| format!("{} – {name}", item.product_name)),
        item_id: super::listings::id(&item.product_id.0, &item.sku_id.0),
        sku: item.seller_sku.0.clone(),
        quantity: 1,
        unit_price_vnd,
        platform_discount_vnd: platform,
        // Of an order that is given up, nothing goes on.
        state: own.filter(|_| order != LineState::Cancelled).unwrap_or(order),
        channel_line_id: item.id.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_its_meaning_and_a_new_one_is_kept_not_refused() {
        let cases = [
            ("UNPAID", LineState::Placed),
            ("ON_HOLD", LineState::Paid),
            ("AWAITING_SHIPMENT", LineState::Paid),
            ("AWAITING_COLLECTION", LineState::ReadyToShip),
            ("PARTIALLY_SHIPPING", LineState::Shipped),
            ("IN_TRANSIT", LineState::Shipped),
            ("DELIVERED", LineState::Delivered),
            ("COMPLETED", LineState::Delivered),
            ("CANCELLED", LineState::Cancelled),
            ("CANCEL", LineState::Cancelled),
            ("NEVER_SEEN_BEFORE", LineState::Unknown),
        ];
        for (status, expected) in cases {
            assert_eq!(state(status), expected, "{status}");
        }
    }
}

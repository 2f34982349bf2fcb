//! Their orders in our words: a unit is a line there, and there is no status of the whole. Pure. Sections 2 and 4.6.

use amounts::Vnd;

use super::wire::{Item, Order};
use crate::{ChannelLine, ChannelOrder, LineState, told, units};

/// Our reading of a unit's status.
pub(super) fn state(status: &str) -> LineState {
    match status {
        "unpaid" => LineState::Placed,
        "pending" | "topack" => LineState::Paid,
        "packed" | "repacked" | "ready_to_ship" | "toship" => LineState::ReadyToShip,
        "shipped" | "shipping" => LineState::Shipped,
        "delivered" | "confirmed" => LineState::Delivered,
        "canceled" => LineState::Cancelled,
        // Deliveries that failed come back to the seller, as returns do.
        "returned" | "failed" | "failed_delivery" | "lost_by_3pl" | "damaged_by_3pl" => LineState::Returned,
        _ if status.starts_with("shipped_back") => LineState::Returned,
        _ => LineState::Unknown,
    }
}

/// An order, each unit a line.
pub(super) fn order(shop_id: &str, told: &Order, items: Vec<Item>) -> Result<ChannelOrder, String> {
    if items.is_empty() {
        return Err("it has no items".into());
    }
    let given = |text: Option<&String>| text.filter(|text| !text.is_empty()).map(|text| told::written_instant(text));
    let placed_at = told::written_instant(&told.created_at)?;
    let mut updated_at = given(told.updated_at.as_ref()).transpose()?.unwrap_or(placed_at);
    let mut ship_by = None;
    for item in &items {
        if let Some(at) = given(item.updated_at.as_ref()).transpose()? {
            updated_at = updated_at.max(at);
        }
        let at = given(item.sla_time_stamp.as_ref()).transpose()?;
        ship_by = ship_by.into_iter().chain(at).min();
    }
    let raw_status = raw_status(&items);
    let tracking_number = items.iter().find_map(|item| item.tracking_code.given()).map(str::to_owned);
    let cancelled = items.iter().filter(|item| state(&item.status) == LineState::Cancelled);
    let cancel_reason = cancelled.filter_map(|item| item.reason.clone()).find(|reason| !reason.is_empty());
    let lines: Vec<ChannelLine> = items.into_iter().map(unit).collect::<Result<_, _>>()?;
    Ok(ChannelOrder {
        shop_id: shop_id.to_owned(),
        channel_order_id: told.order_id.0.clone(),
        state: units::state_of(&lines),
        raw_status,
        // Told by the push on reverse orders (4.5) only.
        cancel_requested: false,
        on_hold: false,
        cash_on_delivery: told.payment_method.as_deref().is_some_and(|method| method.eq_ignore_ascii_case("COD")),
        placed_at,
        paid_at: None,
        ship_by,
        updated_at,
        total_vnd: total(told)?,
        tracking_number,
        cancel_reason,
        lines,
    })
}

/// Every status there is among the units, each once.
fn raw_status(items: &[Item]) -> String {
    let mut statuses: Vec<&str> = items.iter().map(|item| item.status.as_str()).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses.join(",")
}

/// What the buyer pays: price without voucher and shipping, less the one, plus the other.
fn total(told: &Order) -> Result<Option<Vnd>, String> {
    if told.price.given().is_none() {
        return Ok(None);
    }
    let (price, voucher, shipping) = (told.price.vnd()?, told.voucher.vnd_or_zero()?, told.shipping_fee.vnd_or_zero()?);
    Ok(price.checked_sub(voucher).and_then(|less| less.checked_add(shipping)))
}

fn unit(item: Item) -> Result<ChannelLine, String> {
    let words = |words: String| format!("item {}: {words}", item.order_item_id.0);
    if let Some(currency) = item.currency.as_deref().filter(|currency| !matches!(*currency, "VND" | "")) {
        return Err(words(format!("its currency is {currency}")));
    }
    let (price, seller) = (item.item_price.vnd().map_err(words)?, item.voucher_seller.vnd_or_zero().map_err(words)?);
    Ok(ChannelLine {
        item_id: super::listings::id(&item.product_id.0, &item.sku_id.0),
        sku: item.sku.0.clone(),
        quantity: 1,
        unit_price_vnd: units::after_discount(price, seller).map_err(words)?,
        platform_discount_vnd: item.voucher_platform.vnd_or_zero().map_err(words)?,
        state: state(&item.status),
        channel_line_id: item.order_item_id.0,
        name: item.name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_its_meaning_and_a_new_one_is_kept_not_refused() {
        let cases = [
            ("unpaid", LineState::Placed),
            ("pending", LineState::Paid),
            ("topack", LineState::Paid),
            ("packed", LineState::ReadyToShip),
            ("repacked", LineState::ReadyToShip),
            ("ready_to_ship", LineState::ReadyToShip),
            ("toship", LineState::ReadyToShip),
            ("shipped", LineState::Shipped),
            ("shipping", LineState::Shipped),
            ("delivered", LineState::Delivered),
            ("confirmed", LineState::Delivered),
            ("canceled", LineState::Cancelled),
            ("returned", LineState::Returned),
            ("shipped_back_success", LineState::Returned),
            ("failed_delivery", LineState::Returned),
            ("lost_by_3pl", LineState::Returned),
            ("never_seen_before", LineState::Unknown),
        ];
        for (status, expected) in cases {
            assert_eq!(state(status), expected, "{status}");
        }
    }
}

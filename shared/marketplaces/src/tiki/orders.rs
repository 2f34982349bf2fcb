//! Their orders and fees in our words. Pure. Sections 2 and 6.4.

use amounts::Vnd;

use super::wire::{Item, Order};
use crate::{ChannelLine, ChannelOrder, EntryKind, LineState, Settlement, SettlementEntry, told};

/// Our reading of a status.
pub(super) fn state(status: &str) -> LineState {
    match status {
        "waiting_payment" | "payment_review" | "processing" => LineState::Placed,
        "paid" | "queueing" | "holded" => LineState::Paid,
        "picking" | "packaging" | "finished_packing" | "ready_to_ship" => LineState::ReadyToShip,
        "handover_to_partner" | "shipping" => LineState::Shipped,
        "delivered" | "successful_delivery" | "complete" => LineState::Delivered,
        "canceled" => LineState::Cancelled,
        "returned" => LineState::Returned,
        _ => LineState::Unknown,
    }
}

pub(super) fn order(shop_id: &str, told: Order) -> Result<ChannelOrder, String> {
    if told.items.is_empty() {
        return Err("it has no items".into());
    }
    let state = match told.status.as_str() {
        _ if told.is_rma => LineState::Returned,
        "closed" if told.cancel_info.is_some() => LineState::Cancelled,
        status => state(status),
    };
    let sla = |item: &Item| item.confirmation.as_ref()?.available_confirm_sla.clone();
    let deadlines = told.items.iter().filter_map(sla).filter(|text| !text.is_empty());
    let ship_by = deadlines.map(|text| told::written_instant(&text)).collect::<Result<Vec<_>, _>>()?.into_iter().min();
    let total = told.invoice.as_ref().map(|invoice| &invoice.grand_total).filter(|total| total.given().is_some());
    let method = told.payment.as_ref().and_then(|payment| payment.method.as_deref()).unwrap_or_default();
    let cancelled = told.cancel_info.as_ref().filter(|_| state == LineState::Cancelled);
    let reason = cancelled.and_then(|info| info.reason.clone().or_else(|| info.comment.clone()));
    Ok(ChannelOrder {
        shop_id: shop_id.to_owned(),
        state,
        cancel_requested: false,
        on_hold: told.status == "holded",
        cash_on_delivery: matches!(method, "cod" | "COD" | "cash_on_delivery" | "cashondelivery"),
        placed_at: told::written_instant(&told.created_at)?,
        paid_at: None,
        ship_by,
        updated_at: told::written_instant(&told.updated_at)?,
        total_vnd: total.map(told::Text::vnd).transpose()?,
        tracking_number: None,
        cancel_reason: reason.filter(|reason| !reason.is_empty()),
        lines: told.items.iter().map(|item| line(item, state)).collect::<Result<_, _>>()?,
        channel_order_id: told.code.0,
        raw_status: told.status,
    })
}

fn line(item: &Item, state: LineState) -> Result<ChannelLine, String> {
    let words = |words: String| format!("item {}: {words}", item.id.0);
    let quantity = item.qty.whole().map_err(words)?;
    if quantity < 1 {
        return Err(words(format!("{quantity} were bought")));
    }
    Ok(ChannelLine {
        channel_line_id: item.id.0.clone(),
        item_id: item.product.id.given().unwrap_or(&item.product.sku.0).to_owned(),
        sku: item.product.seller_product_code.0.clone(),
        name: item.product.name.clone(),
        quantity,
        unit_price_vnd: item.invoice.price.vnd().map_err(words)?,
        platform_discount_vnd: item.invoice.discount_tiki.vnd_or_zero().map_err(words)?,
        state,
    })
}

/// Fees stand with the items. There is no payout: when it comes is told nowhere.
pub(super) fn settlement(order_id: &str, told: &Order) -> Result<Option<Settlement>, String> {
    let mut entries = Vec::new();
    for item in &told.items {
        let Some(fees) = &item.fees else { continue };
        let revenue = match item.invoice.row_total.given() {
            Some(_) => item.invoice.row_total.vnd()?,
            None => item.invoice.price.vnd()?.times(item.qty.whole()?).ok_or("the price is too large")?,
        };
        entries.push(SettlementEntry {
            kind: EntryKind::Revenue,
            name: item.product.name.clone(),
            amount_vnd: revenue,
        });
        for fee in fees {
            let (name, amount) = (fee.name(), fee.amount().vnd_or_zero()?);
            if amount != Vnd::ZERO {
                let amount_vnd = Vnd(-amount.0.saturating_abs());
                entries.push(SettlementEntry { kind: kind(&name), name, amount_vnd });
            }
        }
    }
    let settlement = Settlement { channel_order_id: order_id.to_owned(), payout_vnd: None, entries };
    Ok((!settlement.entries.is_empty()).then_some(settlement))
}

fn kind(name: &str) -> EntryKind {
    let name = name.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if says(&["vat", "gtgt"]) {
        EntryKind::WithheldVat
    } else if says(&["pit", "tncn"]) {
        EntryKind::WithheldPit
    } else if says(&["commission", "chiết khấu", "hoa hồng"]) {
        EntryKind::Commission
    } else if says(&["shipping", "vận chuyển", "giao hàng"]) {
        EntryKind::Shipping
    } else {
        EntryKind::Fee
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_its_meaning_and_a_new_one_is_kept_not_refused() {
        let cases = [
            ("waiting_payment", LineState::Placed),
            ("payment_review", LineState::Placed),
            ("processing", LineState::Placed),
            ("paid", LineState::Paid),
            ("queueing", LineState::Paid),
            ("holded", LineState::Paid),
            ("picking", LineState::ReadyToShip),
            ("packaging", LineState::ReadyToShip),
            ("finished_packing", LineState::ReadyToShip),
            ("ready_to_ship", LineState::ReadyToShip),
            ("handover_to_partner", LineState::Shipped),
            ("shipping", LineState::Shipped),
            ("delivered", LineState::Delivered),
            ("successful_delivery", LineState::Delivered),
            ("complete", LineState::Delivered),
            ("canceled", LineState::Cancelled),
            // Closed says nothing by itself (section 2): its `cancel_info` tells whether it was cancelled.
            ("closed", LineState::Unknown),
            ("returned", LineState::Returned),
            ("never_seen_before", LineState::Unknown),
        ];
        for (status, expected) in cases {
            assert_eq!(state(status), expected, "{status}");
        }
    }
}

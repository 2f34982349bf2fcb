//! Their returns and settlements in our words. Pure. Sections 5.5 to 5.7.

use amounts::Vnd;
use serde_json::value::RawValue;

use super::wire::{ReturnTold, Statement};
use crate::{ChannelReturn, EntryKind, ReturnState, Settlement, SettlementEntry, told::Text};

pub(super) fn returned(told: ReturnTold) -> Result<ChannelReturn, String> {
    let refund = told.refund_amount.map(|amount| amount.refund_total).filter(|total| total.given().is_some());
    let lines = told.return_line_items.into_iter().map(|line| line.order_line_item_id.0);
    Ok(ChannelReturn {
        state: state(&told.return_status),
        refund_vnd: refund.map(|total| total.vnd()).transpose()?,
        updated_at: told.update_time.unix()?,
        channel_line_ids: lines.filter(|id| !id.is_empty()).collect(),
        return_id: told.return_id.0,
        channel_order_id: told.order_id.0,
        raw_status: told.return_status,
        reason: told.return_reason_text.filter(|reason| !reason.is_empty()),
    })
}

/// [K] section 5.5 says that there are statuses.
fn state(status: &str) -> ReturnState {
    let says = |word: &str| status.contains(word);
    if says("CANCEL") || says("REJECT") {
        ReturnState::Closed
    } else if says("SUCCESS") || says("COMPLETE") {
        ReturnState::Refunded
    } else if says("REQUEST_PENDING") || status == "RETURN_OR_REFUND_REQUEST_PENDING" {
        ReturnState::Requested
    } else if status.is_empty() {
        ReturnState::Unknown
    } else {
        ReturnState::Processing
    }
}

/// `None` while nothing is booked. Section 5.7 does not say whether fees are told as negative numbers: the sum that
/// comes out right does.
pub(super) fn settlement(order_id: &str, told: &Statement) -> Result<Option<Settlement>, String> {
    if told.settlement_amount.given().is_none() {
        return Ok(None);
    }
    let (payout, revenue) = (told.settlement_amount.vnd()?, told.revenue_amount.vnd_or_zero()?);
    let (fees, shipping) = (told.fee_and_tax_amount.vnd_or_zero()?, told.shipping_cost_amount.vnd_or_zero()?);
    let signed = revenue.0.saturating_add(fees.0).saturating_add(shipping.0) == payout.0;
    let as_cost = |amount: Vnd| if signed { amount } else { Vnd(-amount.0) };
    let mut entries = vec![entry(EntryKind::Revenue, "revenue_amount", revenue)];
    let mut named = Vnd::ZERO;
    let breakdowns = told.sku_transactions.iter().filter_map(|row| row.fee_tax_breakdown.as_ref());
    for (name, raw) in breakdowns.flat_map(|told| told.fee.iter().chain(&told.tax)) {
        let amount = as_cost(amount(name, raw)?);
        named = named.checked_add(amount).ok_or("the fees are too large")?;
        entries.push(entry(kind(name), name, amount));
    }
    // What the breakdown does not name is kept all the same, so that the entries come to the payout.
    let rest = as_cost(fees).checked_sub(named).ok_or("the fees are too large")?;
    entries.push(entry(EntryKind::Fee, "fee_and_tax_amount", rest));
    entries.push(entry(EntryKind::Shipping, "shipping_cost_amount", as_cost(shipping)));
    entries.retain(|entry| entry.amount_vnd != Vnd::ZERO);
    Ok(Some(Settlement { channel_order_id: order_id.to_owned(), payout_vnd: Some(payout), entries }))
}

fn entry(kind: EntryKind, name: &str, amount_vnd: Vnd) -> SettlementEntry {
    SettlementEntry { kind, name: name.to_owned(), amount_vnd }
}

fn amount(name: &str, raw: &RawValue) -> Result<Vnd, String> {
    let text: Text = serde_json::from_str(raw.get()).map_err(|error| format!("{name}: {error}"))?;
    text.vnd_or_zero().map_err(|words| format!("{name}: {words}"))
}

fn kind(name: &str) -> EntryKind {
    if name.contains("vat") {
        EntryKind::WithheldVat
    } else if name.contains("pit") {
        EntryKind::WithheldPit
    } else if name.contains("commission") {
        EntryKind::Commission
    } else if name.contains("shipping") {
        EntryKind::Shipping
    } else {
        EntryKind::Fee
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_to_the_payout_whichever_sign_fees_are_told_with() {
        for (fee, commission, vat) in [("-9000", "-6000", "-1000"), ("9000", "6000", "1000")] {
            let told = format!(
                r#"{{"settlement_amount":"136000","revenue_amount":"145000","fee_and_tax_amount":"{fee}",
                "shipping_cost_amount":"0","sku_transactions":[{{"fee_tax_breakdown":{{"fee":
                {{"platform_commission_amount":"{commission}"}},"tax":{{"vat_amount":"{vat}"}}}}}}]}}"#
            );
            let told = serde_json::from_str(&told).expect("a statement");
            let settlement = settlement("1", &told).expect("whole đồng").expect("something is booked");
            let entries: Vec<_> = settlement.entries.iter().map(|entry| (entry.kind, entry.amount_vnd.0)).collect();
            let expected = [
                (EntryKind::Revenue, 145_000),
                (EntryKind::Commission, -6_000),
                (EntryKind::WithheldVat, -1_000),
                (EntryKind::Fee, -2_000),
            ];
            assert_eq!(entries, expected, "{fee}");
        }
    }
}

//! Their returns and settlements in our words. Pure. Sections 4.5 to 4.7.

use amounts::Vnd;

use super::wire::{Reverse, ReverseLine, Transaction};
use crate::{ChannelReturn, EntryKind, ReturnState, Settlement, SettlementEntry};

/// Refunds for Vietnam are whole đồng; those of other countries are in cents.
pub(super) fn returned(told: Reverse) -> Result<ChannelReturn, String> {
    let status = told.reverse_order_lines.first().map(|line| line.reverse_status.clone()).unwrap_or_default();
    let mut refund = None;
    let mut updated_at = None;
    for line in &told.reverse_order_lines {
        if line.refund_amount.given().is_some() {
            refund = refund.unwrap_or(Vnd::ZERO).checked_add(line.refund_amount.vnd()?);
        }
        updated_at = updated_at.max(line.return_order_line_gmt_modified.unix()?);
    }
    let line_id = |line: &ReverseLine| line.trade_order_line_id.given().map(str::to_owned);
    let reasons = told.reverse_order_lines.iter().filter_map(|line| line.reason_text.clone());
    Ok(ChannelReturn {
        state: state(&status),
        refund_vnd: refund,
        updated_at,
        channel_line_ids: told.reverse_order_lines.iter().filter_map(line_id).collect(),
        reason: reasons.into_iter().find(|reason| !reason.is_empty()),
        return_id: told.reverse_order_id.0,
        channel_order_id: told.trade_order_id.0,
        raw_status: status,
    })
}

fn state(status: &str) -> ReturnState {
    match status {
        "CANCEL_INIT" | "RTM_INIT" | "REFUND_INIT" => ReturnState::Requested,
        "RTM_SHIPPING_BACK" | "RTM_RECEIVE_ITEM" | "REFUND_PENDING" | "CANCEL_SUCCESS" => ReturnState::Processing,
        "CANCEL_REFUND_ISSUED" | "REFUND_SUCCESS" => ReturnState::Refunded,
        "RTM_CANCELED" | "REFUND_REJECTED" => ReturnState::Closed,
        _ if status.starts_with("RTW_") => ReturnState::Processing,
        _ => ReturnState::Unknown,
    }
}

/// `None` while no transaction is booked. Amounts have a sign already: fees are negative.
pub(super) fn settlement(order_id: &str, told: &[Transaction]) -> Result<Option<Settlement>, String> {
    let of_order = told.iter().filter(|row| row.order_no.given().is_none_or(|order| order == order_id));
    let mut entries = Vec::new();
    for row in of_order {
        let name = if row.fee_name.is_empty() { row.transaction_type.clone() } else { row.fee_name.clone() };
        let amount_vnd = row.amount.vnd().map_err(|words| format!("{name}: {words}"))?;
        let withheld = row.withheld.vnd_or_zero().map_err(|words| format!("{name}: {words}"))?;
        let kind = kind(&name, &row.fee_type.0);
        entries.push(SettlementEntry { kind, name: name.clone(), amount_vnd });
        if withheld != Vnd::ZERO {
            // Which of the taxes it is, the column does not say [U].
            let amount_vnd = Vnd(-withheld.0.saturating_abs());
            entries.push(SettlementEntry { kind: EntryKind::WithheldPit, name: format!("WHT: {name}"), amount_vnd });
        }
    }
    let payout = entries.iter().try_fold(Vnd::ZERO, |sum, entry| sum.checked_add(entry.amount_vnd));
    let payout_vnd = Some(payout.ok_or("the sum is too large")?);
    Ok((!entries.is_empty()).then(|| Settlement { channel_order_id: order_id.to_owned(), payout_vnd, entries }))
}

/// By the words of the fee: their numbers are not published.
fn kind(name: &str, _fee_type: &str) -> EntryKind {
    let name = name.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if says(&["vat", "gtgt"]) && says(&["withh", "khấu trừ", "tax"]) {
        EntryKind::WithheldVat
    } else if says(&["pit", "tncn", "personal income"]) {
        EntryKind::WithheldPit
    } else if says(&["cit ", "tndn", "corporate income"]) {
        EntryKind::WithheldCit
    } else if says(&["commission", "hoa hồng"]) {
        EntryKind::Commission
    } else if says(&["shipping", "vận chuyển"]) {
        EntryKind::Shipping
    } else if says(&["item price", "giá trị sản phẩm"]) {
        EntryKind::Revenue
    } else if says(&["voucher", "discount", "giảm giá"]) {
        if says(&["lazada", "platform"]) { EntryKind::PlatformDiscount } else { EntryKind::SellerDiscount }
    } else if says(&["fee", "phí"]) {
        EntryKind::Fee
    } else if says(&["adjust", "claim", "reversal"]) {
        EntryKind::Adjustment
    } else {
        EntryKind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_are_told_apart_by_their_words_and_add_up() {
        let told = r#"[{"fee_name":"Item Price Credit","amount":"145000.00","order_no":"1"},
            {"fee_name":"Commission","amount":"-7250","WHT_amount":"725","order_no":"1"},
            {"fee_name":"Payment Fee","amount":"-3000","order_no":"1"},{"fee_name":"Commission","amount":"-1","order_no":"2"}]"#;
        let told: Vec<Transaction> = serde_json::from_str(told).expect("transactions");
        let settlement = settlement("1", &told).expect("whole đồng").expect("something is booked");
        let entries: Vec<_> = settlement.entries.iter().map(|entry| (entry.kind, entry.amount_vnd.0)).collect();
        let expected = [
            (EntryKind::Revenue, 145_000),
            (EntryKind::Commission, -7_250),
            (EntryKind::WithheldPit, -725),
            (EntryKind::Fee, -3_000),
        ];
        assert_eq!((entries.as_slice(), settlement.payout_vnd), (&expected[..], Some(Vnd(134_025))));
        assert_eq!(super::settlement("3", &told), Ok(None));
    }
}

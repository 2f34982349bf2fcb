//! Their returns and settlements in our words. Pure. Sections 3.7 and 3.8.

use amounts::Vnd;

use super::wire::{AdjustmentTold, Income, ReturnTold};
use crate::{ChannelReturn, EntryKind, ReturnState, Settlement, SettlementEntry, told::Text};

/// What Shopee names as amounts of their own, and whether they are kept back from the seller. Other names are sums of
/// these, or things we do not book.
const ENTRIES: [(&str, EntryKind, bool); 13] = [
    ("original_cost_of_goods_sold", EntryKind::Revenue, false),
    ("commission_fee", EntryKind::Commission, true),
    ("service_fee", EntryKind::Fee, true),
    ("seller_transaction_fee", EntryKind::Fee, true),
    ("voucher_from_seller", EntryKind::SellerDiscount, true),
    ("seller_discount", EntryKind::SellerDiscount, true),
    ("voucher_from_shopee", EntryKind::PlatformDiscount, false),
    ("actual_shipping_fee", EntryKind::Shipping, true),
    ("shopee_shipping_rebate", EntryKind::Shipping, false),
    ("buyer_paid_shipping_fee", EntryKind::Shipping, false),
    ("withholding_vat_tax", EntryKind::WithheldVat, true),
    ("withholding_pit_tax", EntryKind::WithheldPit, true),
    ("withholding_cit_tax", EntryKind::WithheldCit, true),
];

pub(super) fn settlement(order_id: &str, income: &Income) -> Result<Settlement, String> {
    let amount = |name: &str| -> Result<Option<Vnd>, String> {
        let Some(raw) = income.0.get(name) else { return Ok(None) };
        let text: Text = serde_json::from_str(raw.get()).map_err(|error| format!("{name}: {error}"))?;
        text.given().map(|_| text.vnd().map_err(|words| format!("{name}: {words}"))).transpose()
    };
    let mut entries = Vec::new();
    for (name, kind, kept_back) in ENTRIES {
        let Some(told) = amount(name)?.filter(|told| *told != Vnd::ZERO) else { continue };
        // Some names are told with a sign already, others as what is kept back [U].
        let amount_vnd = if kept_back { Vnd(-told.0.saturating_abs()) } else { told };
        entries.push(SettlementEntry { kind, name: name.into(), amount_vnd });
    }
    if let Some(raw) = income.0.get("order_adjustment") {
        let told: Option<Vec<AdjustmentTold>> =
            serde_json::from_str(raw.get()).map_err(|error| format!("order_adjustment: {error}"))?;
        for adjustment in told.unwrap_or_default() {
            let (kind, name) = (EntryKind::Adjustment, adjustment.adjustment_reason);
            entries.push(SettlementEntry { kind, name, amount_vnd: adjustment.amount.vnd_or_zero()? });
        }
    }
    let payout_vnd = amount("escrow_amount_after_adjustment")?.or(amount("escrow_amount")?);
    Ok(Settlement { channel_order_id: order_id.to_owned(), payout_vnd, entries })
}

pub(super) fn returned(told: ReturnTold) -> Result<ChannelReturn, String> {
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    Ok(ChannelReturn {
        state: state(&told.status),
        refund_vnd: told.refund_amount.given().map(|_| told.refund_amount.vnd()).transpose()?,
        updated_at: told.update_time.unix()?,
        return_id: told.return_sn.0,
        channel_order_id: told.order_sn.0,
        channel_line_ids: Vec::new(),
        raw_status: told.status,
        reason: given(told.text_reason).or(given(told.reason)),
    })
}

fn state(status: &str) -> ReturnState {
    match status {
        "REQUESTED" => ReturnState::Requested,
        "PROCESSING" | "JUDGING" | "SELLER_DISPUTE" => ReturnState::Processing,
        "ACCEPTED" => ReturnState::Refunded,
        "CANCELLED" | "CLOSED" => ReturnState::Closed,
        _ => ReturnState::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_back_is_negative_and_withheld_taxes_stand_apart() {
        let told = r#"{"escrow_amount":120000,"escrow_amount_after_adjustment":118000,"commission_fee":8700,
            "withholding_vat_tax":1450,"withholding_pit_tax":-725,"voucher_from_shopee":0,"tax_registration_code":"1",
            "order_adjustment":[{"amount":-2000,"adjustment_reason":"weight"}],"items":[]}"#;
        let income = serde_json::from_str(told).expect("an income");
        let told = settlement("A", &income).expect("whole đồng");
        assert_eq!(told.payout_vnd, Some(Vnd(118_000)));
        let entries: Vec<_> = told.entries.iter().map(|entry| (entry.kind, entry.amount_vnd.0)).collect();
        let expected = [
            (EntryKind::Commission, -8_700),
            (EntryKind::WithheldVat, -1_450),
            (EntryKind::WithheldPit, -725),
            (EntryKind::Adjustment, -2_000),
        ];
        assert_eq!(entries, expected);
    }
}

//! Who gets what of an order's money. The rates are the sandbox's own: marketplaces publish theirs to sellers only.

use super::{
    orders::{Order, Status},
    returns::Stage,
};

/// What is taken from a seller, in ten-thousandths of the goods after the seller's discount.
struct Rates {
    commission: i64,
    service: i64,
    payment: i64,
    /// Value added tax and income tax, withheld from households and single sellers only.
    withheld_vat: i64,
    withheld_pit: i64,
}

const RATES: Rates = Rates { commission: 400, service: 200, payment: 250, withheld_vat: 100, withheld_pit: 50 };

/// An order's money. Every amount is whole đồng; what is taken is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the unit stands at the end of a name")]
pub struct Settlement {
    /// The goods after the seller's discount.
    pub revenue_vnd: i64,
    /// For the marketplace.
    pub commission_vnd: i64,
    /// For programmes a seller takes part in.
    pub service_vnd: i64,
    /// For the payment.
    pub payment_vnd: i64,
    /// Value added tax that was withheld.
    pub withheld_vat_vnd: i64,
    /// Income tax that was withheld.
    pub withheld_pit_vnd: i64,
    /// Given back to the buyer.
    pub refund_vnd: i64,
}

impl Settlement {
    /// Of this order as it stands; `household` has taxes withheld.
    pub fn of(order: &Order, household: bool) -> Self {
        let returned = order.giving_back.filter(|back| back.stage == Stage::Refunded);
        let kept = order.status != Status::Cancelled;
        let revenue = if kept { order.kept_vnd() - order.terms.seller_discount_vnd } else { 0 };
        let part = |rate: i64| if returned.is_some() { 0 } else { (revenue * rate + 5_000) / 10_000 };
        let tax = |rate| if household { part(rate) } else { 0 };
        Self {
            revenue_vnd: revenue,
            commission_vnd: part(RATES.commission),
            service_vnd: part(RATES.service),
            payment_vnd: part(RATES.payment),
            withheld_vat_vnd: tax(RATES.withheld_vat),
            withheld_pit_vnd: tax(RATES.withheld_pit),
            refund_vnd: returned.map_or(0, |_| revenue),
        }
    }

    /// Fees, without taxes.
    pub const fn fees_vnd(&self) -> i64 {
        self.commission_vnd + self.service_vnd + self.payment_vnd
    }

    /// What the seller is paid.
    pub const fn paid_out_vnd(&self) -> i64 {
        self.revenue_vnd - self.fees_vnd() - self.withheld_vat_vnd - self.withheld_pit_vnd - self.refund_vnd
    }
}

//! What an order is, and what may happen to it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Terms, buyer::Buyer, marketplace::Marketplace, returns::GivingBack};

/// How far an order has come. Each marketplace has its own words for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Ordered, not yet paid.
    Unpaid,
    /// Paid, and still the buyer's to change: not to be shipped yet.
    OnHold,
    /// The seller may arrange the shipment. Orders paid on delivery begin here.
    ReadyToShip,
    /// The seller has packed it, where packing and arranging are two steps.
    Packed,
    /// The seller has arranged the shipment.
    Processed,
    /// The carrier has it.
    Shipped,
    /// The buyer has it.
    ToConfirmReceive,
    /// The buyer is content. Final.
    Completed,
    /// Given up before the carrier had it. Final.
    Cancelled,
    /// The buyer sends it back. Final here.
    ToReturn,
}

impl Status {
    /// Every status, from first to last.
    pub const ALL: [Self; 10] = [
        Self::Unpaid,
        Self::OnHold,
        Self::ReadyToShip,
        Self::Packed,
        Self::Processed,
        Self::Shipped,
        Self::ToConfirmReceive,
        Self::Completed,
        Self::Cancelled,
        Self::ToReturn,
    ];

    /// The word in the journal and on the control interface.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unpaid => "UNPAID",
            Self::OnHold => "ON_HOLD",
            Self::Packed => "PACKED",
            Self::ReadyToShip => "READY_TO_SHIP",
            Self::Processed => "PROCESSED",
            Self::Shipped => "SHIPPED",
            Self::ToConfirmReceive => "TO_CONFIRM_RECEIVE",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
            Self::ToReturn => "TO_RETURN",
        }
    }

    /// Nothing happens to it any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled | Self::ToReturn)
    }

    /// The carrier does not have it yet.
    const fn can_be_cancelled(self) -> bool {
        matches!(self, Self::Unpaid | Self::OnHold | Self::ReadyToShip | Self::Packed | Self::Processed)
    }

    /// Where a step leads from here; `None` where the step is not allowed.
    pub const fn after(self, step: Step) -> Option<Self> {
        match (step, self) {
            (Step::Pay, Self::Unpaid) | (Step::Release, Self::OnHold) => Some(Self::ReadyToShip),
            (Step::Hold, Self::ReadyToShip) => Some(Self::OnHold),
            (Step::Pack, Self::ReadyToShip) => Some(Self::Packed),
            (Step::Arrange, Self::ReadyToShip | Self::Packed) => Some(Self::Processed),
            (Step::PickUp, Self::Processed) => Some(Self::Shipped),
            (Step::Deliver, Self::Shipped) => Some(Self::ToConfirmReceive),
            (Step::Complete, Self::ToConfirmReceive) => Some(Self::Completed),
            (Step::Return, Self::ToConfirmReceive) => Some(Self::ToReturn),
            (Step::Cancel(_), before) if before.can_be_cancelled() => Some(Self::Cancelled),
            (Step::AskToCancel | Step::KeepOn, before) if before.can_be_cancelled() => Some(before),
            _ => None,
        }
    }
}

/// What may happen to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The buyer pays.
    Pay,
    /// It stays the buyer's to change for a while.
    Hold,
    /// That while is over.
    Release,
    /// The seller packs it.
    Pack,
    /// The seller arranges the shipment.
    Arrange,
    /// The carrier takes it.
    PickUp,
    /// The carrier hands it over.
    Deliver,
    /// The buyer is content.
    Complete,
    /// The buyer sends it back.
    Return,
    /// Someone gives it up.
    Cancel(Cancellation),
    /// The buyer asks the seller to give it up.
    AskToCancel,
    /// The seller says no to that.
    KeepOn,
}

/// Who gave an order up, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Cancellation {
    /// The seller has none left.
    OutOfStock,
    /// The seller gives it up because the customer asked.
    CustomerRequest,
    /// The seller cannot ship there.
    UndeliverableArea,
    /// The seller does not take cash on delivery.
    CodNotSupported,
    /// The buyer has thought better of it.
    #[serde(skip)]
    BuyerChangedMind,
}

impl Cancellation {
    /// The words on the wire: who, and why.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::OutOfStock => ("seller", "OUT_OF_STOCK"),
            Self::CustomerRequest => ("seller", "CUSTOMER_REQUEST"),
            Self::UndeliverableArea => ("seller", "UNDELIVERABLE_AREA"),
            Self::CodNotSupported => ("seller", "COD_NOT_SUPPORTED"),
            Self::BuyerChangedMind => ("buyer", "CHANGE_OF_MIND"),
        }
    }
}

/// What an order's buyer and carrier will do by themselves, in business seconds after what comes before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fate {
    /// Pays after ordering; `None` waits to be told.
    pub pays_after: Option<i64>,
    /// Stays on hold for so long once it could be shipped.
    pub held_for: Option<i64>,
    /// Gives up after ordering, unless it is on its way by then.
    pub cancels_after: Option<i64>,
    /// The carrier comes after the shipment was arranged.
    pub picked_up_after: i64,
    /// The carrier arrives after it came.
    pub delivered_after: i64,
    /// The buyer will not be content.
    pub returns: bool,
}

/// One thing bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The item.
    pub item_id: u64,
    /// Its product.
    pub product_id: u64,
    /// Its SKU at the time.
    pub sku: String,
    /// Its title at the time.
    pub name: String,
    /// Packs; at least 1.
    pub quantity: i64,
    /// For one pack, as it was at the time.
    pub unit_price_vnd: i64,
    /// One pack with its box.
    pub weight_g: i64,
}

/// An order. Times are business seconds.
#[derive(Debug, Clone)]
pub struct Order {
    /// The order's number as everyone knows it.
    pub sn: String,
    /// The shop it was placed with.
    pub shop_id: u64,
    /// How far it has come.
    pub status: Status,
    /// Paid on delivery.
    pub cod: bool,
    /// Who ordered.
    pub buyer: Buyer,
    /// When it was placed.
    pub created: i64,
    /// When it last changed; rises by at least one second with each change.
    pub updated: i64,
    /// When it was paid, unless on delivery.
    pub paid: Option<i64>,
    /// Who gave it up and why.
    pub cancellation: Option<Cancellation>,
    /// What was bought; never empty.
    pub lines: Vec<Line>,
    /// Every status it has had, with its second.
    pub history: Vec<(Status, i64)>,
    /// What will happen by itself.
    pub fate: Fate,
    /// The marketplace it was placed on.
    pub marketplace: Marketplace,
    /// Who pays which part.
    pub terms: Terms,
    /// The buyer asks to give it up, and the seller has not answered.
    pub cancel_asked: bool,
    /// Single packs that were given up, by their place among all packs; where each pack is a line of its own.
    pub units_cancelled: BTreeSet<usize>,
    /// Single packs that were packed, likewise.
    pub units_packed: BTreeSet<usize>,
    /// On its way back, or returned.
    pub giving_back: Option<GivingBack>,
}

/// One pack of an order, where each is a line of its own.
pub struct Unit<'a> {
    /// Its place among all packs of the order.
    pub place: usize,
    /// What it is a pack of.
    pub line: &'a Line,
    /// Given up, alone or with the order.
    pub cancelled: bool,
}

impl Order {
    /// All packs, each for itself.
    pub fn units(&self) -> impl Iterator<Item = Unit<'_>> {
        let packs =
            self.lines.iter().flat_map(|line| std::iter::repeat_n(line, usize::try_from(line.quantity).unwrap_or(0)));
        let whole = self.status == Status::Cancelled;
        packs.enumerate().map(move |(place, line)| Unit {
            place,
            line,
            cancelled: whole || self.units_cancelled.contains(&place),
        })
    }

    /// The packs that were not given up one by one.
    pub fn units_left(&self) -> impl Iterator<Item = Unit<'_>> {
        self.units().filter(|unit| !self.units_cancelled.contains(&unit.place))
    }

    /// The goods at their prices, without packs that were given up one by one.
    pub fn kept_vnd(&self) -> i64 {
        self.units_left().map(|unit| unit.line.unit_price_vnd).sum()
    }

    /// What the buyer pays: the goods with the carrier, without the discounts.
    pub fn paid_vnd(&self) -> i64 {
        let terms = self.terms;
        self.kept_vnd() - terms.seller_discount_vnd - terms.platform_discount_vnd + terms.shipping_fee_vnd
    }

    /// The goods at their prices.
    pub fn total_vnd(&self) -> i64 {
        self.lines.iter().map(|line| line.unit_price_vnd * line.quantity).sum()
    }

    /// Takes a step, or says that the status does not allow it.
    pub fn take(&mut self, step: Step, now: i64) -> Result<(), super::Refusal> {
        let next = self.status.after(step).ok_or(super::Refusal::NotInThisStatus(self.status))?;
        if (step == Step::KeepOn && !self.cancel_asked) || (step == Step::AskToCancel && self.cancel_asked) {
            return Err(super::Refusal::NotInThisStatus(self.status));
        }
        // Seconds are coarse and a played clock may be set back: a change must still be newer than the one before.
        self.updated = now.max(self.updated + 1);
        self.status = next;
        self.cancel_asked = step == Step::AskToCancel;
        if !matches!(step, Step::AskToCancel | Step::KeepOn) {
            self.history.push((next, self.updated));
        }
        match step {
            Step::Pay => self.paid = Some(self.updated),
            Step::Cancel(cancellation) => self.cancellation = Some(cancellation),
            _ => {}
        }
        Ok(())
    }

    /// Has it ever been in this status?
    pub fn was(&self, status: Status) -> bool {
        self.history.iter().any(|change| change.0 == status)
    }

    /// The parcel's number.
    pub fn package_number(&self) -> String {
        format!("OFG{}", self.sn)
    }

    /// The carrier's number, once the shipment is arranged.
    pub fn tracking_number(&self) -> Option<String> {
        let arranged = self.history.iter().any(|&(status, _)| status == Status::Processed);
        arranged.then(|| format!("SPXVN{}", self.sn))
    }

    /// When the seller could first act.
    pub fn ready_since(&self) -> Option<i64> {
        self.history.iter().find(|&&(status, _)| status == Status::ReadyToShip).map(|&(_, at)| at)
    }
}

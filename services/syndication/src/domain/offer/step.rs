//! What is to be done next for an offer, and how urgent it is.

use amounts::Vnd;
use contract::syndication::OfferState;

use super::Offer;
use crate::domain::wish::Wish;

/// One thing to do on the channel, with the values that will be sent. Values are absolute, so that a step may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Put the listing there.
    Create(Wish),
    /// Look whether it is there; if not, put it there, unless it is to be hidden.
    FindOrCreate(Wish),
    /// Say how many packs may be sold.
    SetStock(i64),
    /// Say what a pack costs.
    SetPrice(Vnd),
    /// Hide it from buyers, or show it.
    SetHidden(bool),
}

impl Step {
    /// The listing itself is sent.
    pub(crate) const fn creates(self) -> bool {
        matches!(self, Self::Create(_) | Self::FindOrCreate(_))
    }
}

impl Offer {
    /// What is to be done next. Where several things are, the one that keeps buyers from buying what is gone comes first.
    pub(crate) fn next_step(&self) -> Option<Step> {
        let wished = self.wished;
        if self.item_id.is_none() {
            return match self.state() {
                OfferState::Submitted => Some(Step::FindOrCreate(wished)),
                OfferState::Queued => Some(Step::Create(wished)),
                _ => None,
            };
        }
        let (confirmed, refused) = (&self.confirmed, &self.refused);
        let visibility = confirmed.hidden != Some(wished.hidden) && refused.hidden != Some(wished.hidden);
        if wished.hidden {
            return visibility.then_some(Step::SetHidden(true));
        }
        if (self.again || confirmed.stock != Some(wished.stock)) && refused.stock != Some(wished.stock) {
            Some(Step::SetStock(wished.stock))
        } else if confirmed.price != Some(wished.price) && refused.price != Some(wished.price) {
            Some(Step::SetPrice(wished.price))
        } else {
            (visibility && !self.is_hidden_by_them()).then_some(Step::SetHidden(false))
        }
    }

    /// How urgent the next step is, the lowest first: less stock and hiding, more stock, prices, showing, new listings, and
    /// what is only told again.
    pub(crate) fn urgency(&self) -> Option<i16> {
        let is_less = |stock| self.confirmed.stock.is_none_or(|confirmed| stock < confirmed);
        Some(match self.next_step()? {
            Step::SetHidden(true) => 0,
            Step::SetStock(stock) if self.confirmed.stock == Some(stock) => 5,
            Step::SetStock(stock) if is_less(stock) => 0,
            Step::SetStock(_) => 1,
            Step::SetPrice(_) => 2,
            Step::SetHidden(false) => 3,
            Step::Create(_) | Step::FindOrCreate(_) => 4,
        })
    }
}

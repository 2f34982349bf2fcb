//! What a shop shows is read back and held against what it has confirmed. A price or a hiding that somebody has changed there is
//! not overwritten: it waits until somebody here says whose word holds. Stock is always ours.

use amounts::Vnd;
use chrono::{DateTime, Utc};
use contract::syndication::{Happened, Keep};
use marketplaces::{CallFault, ListingSeen, Review};

use super::{Offer, Trouble};
use crate::domain::reason;

/// What somebody has changed in the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Drift {
    /// What a pack costs there now.
    pub(crate) price: Option<Vnd>,
    /// Whether buyers do not see it now.
    pub(crate) hidden: Option<bool>,
    /// When that was found out.
    pub(crate) since: DateTime<Utc>,
}

impl Offer {
    /// This is what the shop shows. False where that makes no difference.
    pub(crate) fn read_back(&mut self, seen: &ListingSeen, now: DateTime<Utc>) -> bool {
        if self.item_id.as_ref() != Some(&seen.item_id) || self.is_on_its_way() {
            return false;
        }
        let before = (self.confirmed, self.refused, self.drift);
        match &seen.review {
            Review::Passed => self.compare_hidden(!seen.live),
            Review::Waiting => {}
            Review::Refused { words } if words.is_empty() => self.taken_down(&seen.raw_status, now),
            Review::Refused { words } => self.taken_down(words, now),
        }
        self.compare_price(seen.price_vnd);
        // Fewer than it was told may be a sale that we shall hear of in a moment; that is told again by schedule.
        if self.confirmed.stock.is_none_or(|told| seen.stock > told) {
            self.confirmed.stock = Some(seen.stock);
        }
        self.date_drift(before.2, now);
        self.settle(now);
        before != (self.confirmed, self.refused, self.drift)
    }

    /// The shop has it no longer. False where something is under way that will find that out.
    pub(crate) fn missing(&mut self, fault: &CallFault, now: DateTime<Utc>) -> bool {
        if self.item_id.is_none() || self.is_on_its_way() {
            return false;
        }
        let words = fault.words.clone();
        self.note(Happened::TakenDown { channel_words: words.clone() }, now);
        self.trouble = Some(Trouble { reason: reason::ITEM_GONE.to_owned(), words, since: now });
        self.is_gone();
        self.settle(now);
        true
    }

    /// Somebody has decided whose word holds. False where there is nothing to decide, or theirs cannot hold.
    pub(crate) fn settle_drift(&mut self, keep: Keep, by: &str, now: DateTime<Utc>) -> bool {
        let Some(drift) = self.drift else { return false };
        if keep == Keep::Theirs && drift.hidden == Some(false) {
            return false;
        }
        self.drift = None;
        self.confirmed.price = drift.price.or(self.confirmed.price);
        self.confirmed.hidden = drift.hidden.or(self.confirmed.hidden);
        if keep == Keep::Theirs {
            // Until what follows from the rules is reckoned anew, nobody shall tell the shop what we wished before.
            self.wished.price = drift.price.unwrap_or(self.wished.price);
            self.wished.hidden = drift.hidden.unwrap_or(self.wished.hidden);
        }
        self.refused.forget_others_than(&self.wished);
        self.note(Happened::Settled { keep, by: by.to_owned() }, now);
        self.settle(now);
        true
    }

    /// Something is under way, waits for its turn, or was confirmed after the look began: what was seen is not the end of it.
    fn is_on_its_way(&self) -> bool {
        self.claim.is_some() || self.next_step().is_some() || self.confirmed_at > self.read_at
    }

    /// What is as we wish, by whatever way, is confirmed; what is neither that nor as it was told has drifted.
    fn compare_price(&mut self, seen: Vnd) {
        if seen == self.wished.price || self.confirmed.price.is_none() {
            self.confirmed.price = Some(seen);
            self.refused.price = self.refused.price.filter(|refused| *refused != seen);
        }
        let told = self.confirmed.price;
        self.drift_to().price = Some(seen).filter(|seen| Some(*seen) != told);
    }

    fn compare_hidden(&mut self, seen: bool) {
        if seen == self.wished.hidden || self.confirmed.hidden.is_none() {
            self.confirmed.hidden = Some(seen);
            self.refused.hidden = self.refused.hidden.filter(|refused| *refused != seen);
        }
        let told = self.confirmed.hidden;
        self.drift_to().hidden = Some(seen).filter(|seen| Some(*seen) != told);
    }

    /// The channel will not have it shown, whatever we wish.
    fn taken_down(&mut self, words: &str, now: DateTime<Utc>) {
        if self.wished.hidden || self.refused.hidden == Some(false) {
            return;
        }
        self.confirmed.hidden = Some(true);
        self.refused.hidden = Some(false);
        self.drift_to().hidden = None;
        self.trouble = Some(Trouble { reason: reason::TAKEN_DOWN.to_owned(), words: words.to_owned(), since: now });
        self.note(Happened::TakenDown { channel_words: words.to_owned() }, now);
    }

    fn drift_to(&mut self) -> &mut Drift {
        self.drift.get_or_insert(Drift { price: None, hidden: None, since: DateTime::UNIX_EPOCH })
    }

    /// A drift that has gone is none; one that is new, or another, is news.
    fn date_drift(&mut self, before: Option<Drift>, now: DateTime<Utc>) {
        let Some(drift) = self.drift.filter(|drift| drift.price.is_some() || drift.hidden.is_some()) else {
            self.drift = None;
            return;
        };
        let is_old = before.is_some_and(|before| (before.price, before.hidden) == (drift.price, drift.hidden));
        self.drift = Some(Drift { since: before.map_or(now, |before| before.since), ..drift });
        if !is_old {
            self.note(Happened::Drifted { price_vnd: drift.price, hidden: drift.hidden }, now);
        }
    }

    /// The channel has taken a price from us: what stood there before is gone.
    pub(super) fn overwrite_price(&mut self) {
        self.drift = self.drift.map(|drift| Drift { price: None, ..drift }).filter(|drift| drift.hidden.is_some());
    }

    /// The same with being hidden or shown.
    pub(super) fn overwrite_hidden(&mut self) {
        self.drift = self.drift.map(|drift| Drift { hidden: None, ..drift }).filter(|drift| drift.price.is_some());
    }
}

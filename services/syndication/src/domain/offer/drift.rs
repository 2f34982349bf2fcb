//! What a shop shows is read back and held against what it has confirmed. A price or a hiding that somebody has changed there is
//! not overwritten: it waits until somebody here says whose word holds. Only a newer price of ours goes before theirs. Stock is
//! always ours.

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
        if self.is_on_its_way(now) {
            return false;
        }
        let before = (self.confirmed, self.refused, self.drift);
        match &seen.review {
            Review::Passed => self.compare_hidden(!seen.live),
            Review::Waiting => {}
            Review::Refused { words } if words.is_empty() => self.taken_down(&seen.raw_status, now),
            Review::Refused { words } => self.taken_down(words, now),
            Review::Deleted => return self.missing("", now),
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

    /// It could not be read, and this is why. False where that makes no difference.
    pub(crate) fn not_read_back(&mut self, fault: &CallFault, now: DateTime<Utc>) -> bool {
        match reason::of(fault) {
            reason::ITEM_GONE => self.missing(&fault.words, now),
            reason::TAKEN_DOWN if !self.is_on_its_way(now) => {
                let before = (self.refused, self.drift);
                self.taken_down(&fault.words, now);
                self.date_drift(before.1, now);
                self.settle(now);
                before != (self.refused, self.drift)
            }
            _ => false,
        }
    }

    /// The shop has it no longer. False where something is under way that will find that out.
    fn missing(&mut self, words: &str, now: DateTime<Utc>) -> bool {
        if self.item_id.is_none() || self.is_on_its_way(now) {
            return false;
        }
        let words = words.to_owned();
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
        if keep == Keep::Ours {
            // Whoever says so asks for another try, too.
            self.refused.price = self.refused.price.filter(|_| drift.price.is_none());
            self.refused.hidden = self.refused.hidden.filter(|_| drift.hidden.is_none());
        }
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
    fn is_on_its_way(&self, now: DateTime<Utc>) -> bool {
        self.claim.is_some_and(|claim| claim.until > now)
            || self.next_step().is_some()
            || self.confirmed_at > self.read_at
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
        let is_still_theirs = seen && self.is_hidden_by_them();
        self.drift_to().hidden = Some(seen).filter(|seen| is_still_theirs || Some(*seen) != told);
    }

    /// Somebody has hidden it in the shop, and nobody here has said that it is to be shown all the same.
    pub(super) fn is_hidden_by_them(&self) -> bool {
        self.drift.is_some_and(|drift| drift.hidden == Some(true))
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

    /// The same with being hidden or shown. What they have hidden before us stays theirs.
    pub(super) fn overwrite_hidden(&mut self) {
        if self.is_hidden_by_them() {
            return;
        }
        self.drift = self.drift.map(|drift| Drift { hidden: None, ..drift }).filter(|drift| drift.price.is_some());
    }
}

//! How a step ended, and what follows.

use chrono::{DateTime, TimeDelta, Utc};
use contract::syndication::Happened;
use marketplaces::{CallFault, FaultKind};
use uuid::Uuid;

use super::{Offer, Refused, Shown, Step, Trouble};
use crate::domain::{reason, wish::Wish};

const FIRST_PAUSE_MS: i64 = 5_000;
const LONGEST_PAUSE_MS: i64 = 600_000;

/// What a step has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Done {
    /// What it was to do.
    AsAsked,
    /// The listing is there now.
    Created {
        /// Its id on the channel.
        item_id: String,
    },
    /// The listing was there already.
    Found {
        /// Its id on the channel.
        item_id: String,
        /// How the channel shows it.
        shown: Shown,
    },
    /// The listing is not there, and need not be.
    NotThere,
}

impl Offer {
    /// The step that was begun has ended.
    pub(crate) fn end(&mut self, step: Step, result: Result<Done, CallFault>, now: DateTime<Utc>) {
        self.claim = None;
        match result {
            Ok(done) => self.succeed(step, done, now),
            Err(fault) => self.fail(step, &fault, now),
        }
        self.settle(now);
    }

    /// The shop shows it already: it is this listing's from now on, and none is put there beside it.
    pub(crate) fn adopt(&mut self, item_id: String, shown: Shown, now: DateTime<Utc>) {
        self.attempts = 0;
        self.next_attempt_at = None;
        self.trouble = None;
        self.note(Happened::Found { item_id: item_id.clone() }, now);
        self.is_there(item_id, shown);
        self.confirmed_at = Some(now);
        self.settle(now);
    }

    fn succeed(&mut self, step: Step, done: Done, now: DateTime<Utc>) {
        self.attempts = 0;
        self.next_attempt_at = None;
        match &done {
            Done::Found { item_id, .. } => self.note(Happened::Found { item_id: item_id.clone() }, now),
            Done::NotThere => {}
            Done::AsAsked | Done::Created { .. } => self.note_confirmed(step, now),
        }
        match (step, done) {
            (Step::Create(sent) | Step::FindOrCreate(sent), Done::Created { item_id }) => {
                self.is_there(item_id, shown_as(sent));
            }
            (Step::Create(_) | Step::FindOrCreate(_), Done::Found { item_id, shown }) => self.is_there(item_id, shown),
            (Step::Create(_) | Step::FindOrCreate(_), Done::NotThere | Done::AsAsked) => {
                self.doubtful = false;
                return;
            }
            (Step::SetStock(stock), _) => {
                self.confirmed.stock = Some(stock);
                self.refused.stock = None;
                self.again = false;
            }
            (Step::SetPrice(price), _) => {
                self.confirmed.price = Some(price);
                self.refused.price = None;
                self.overwrite_price();
            }
            (Step::SetHidden(hidden), _) => {
                self.confirmed.hidden = Some(hidden);
                self.refused.hidden = None;
                self.overwrite_hidden();
            }
        }
        self.confirmed_at = Some(now);
    }

    fn is_there(&mut self, item_id: String, shown: Shown) {
        self.item_id = Some(item_id);
        self.doubtful = false;
        self.drift = None;
        self.confirmed = shown;
        self.refused = Refused::default();
    }

    fn fail(&mut self, step: Step, fault: &CallFault, now: DateTime<Utc>) {
        self.note_fault(step, fault, now);
        self.note_trouble(fault, now);
        match fault.kind {
            // The channel has answered something: what, nobody can tell. So it may have done it.
            FaultKind::Permanent if step.creates() && fault.code == "unreadable_answer" => self.back_off(now),
            FaultKind::Permanent => self.refuse(step, fault),
            FaultKind::Passing => self.back_off(now),
            FaultKind::StaleToken => {
                self.doubtful &= !matches!(step, Step::Create(_));
                self.back_off(now);
            }
            FaultKind::SlowDown { retry_after } => {
                self.doubtful &= !matches!(step, Step::Create(_));
                self.next_attempt_at =
                    TimeDelta::from_std(retry_after).ok().and_then(|rest| now.checked_add_signed(rest));
            }
            // The account is disconnected; until it is connected again nobody comes for this offer.
            FaultKind::NeedsConsent => self.doubtful &= !matches!(step, Step::Create(_)),
        }
    }

    /// A refusal that stands is not forgotten over a channel that is away for a moment.
    fn note_trouble(&mut self, fault: &CallFault, now: DateTime<Utc>) {
        let since = self.trouble.as_ref().map_or(now, |trouble| trouble.since);
        if self.trouble.is_none() || fault.kind == FaultKind::Permanent || !self.refused.holds(&self.wished) {
            self.trouble = Some(Trouble { reason: reason::of(fault).to_owned(), words: fault.words.clone(), since });
        }
    }

    fn refuse(&mut self, step: Step, fault: &CallFault) {
        self.attempts = 0;
        self.again = false;
        self.next_attempt_at = None;
        match step {
            Step::Create(sent) | Step::FindOrCreate(sent) => {
                self.refused.version = Some(sent.version);
                self.doubtful = false;
            }
            _ if reason::of(fault) == reason::ITEM_GONE => self.is_gone(),
            Step::SetStock(stock) => self.refused.stock = Some(stock),
            Step::SetPrice(price) => self.refused.price = Some(price),
            Step::SetHidden(hidden) => self.refused.hidden = Some(hidden),
        }
    }

    pub(super) fn is_gone(&mut self) {
        self.item_id = None;
        self.doubtful = true;
        self.drift = None;
        self.confirmed = Shown::default();
        self.refused = Refused { version: Some(self.wished.version), ..Refused::default() };
    }

    fn back_off(&mut self, now: DateTime<Utc>) {
        self.next_attempt_at = Some(now + pause(self.attempts, self.place.offer_id.uuid()));
        self.attempts += 1;
    }
}

const fn shown_as(sent: Wish) -> Shown {
    Shown { price: Some(sent.price), stock: Some(sent.stock), hidden: Some(false) }
}

/// 5 s, twice as long each time, at most 10 minutes; up to a fifth less, so that offers that failed together do not all
/// come back together.
fn pause(failed_before: i64, offer_id: Uuid) -> TimeDelta {
    let doublings = failed_before.clamp(0, 7);
    let whole = (FIRST_PAUSE_MS << doublings).min(LONGEST_PAUSE_MS);
    // The last byte of a UUIDv7 is random.
    let share = i64::from(offer_id.as_bytes()[15]);
    TimeDelta::milliseconds(whole - whole * share / (5 * 256))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_ten_minutes() {
        let never_less = Uuid::nil();
        let seconds: Vec<_> = (0..9).map(|attempts| pause(attempts, never_less).num_seconds()).collect();
        assert_eq!(seconds, [5, 10, 20, 40, 80, 160, 320, 600, 600]);
        assert!(pause(0, Uuid::max()) >= TimeDelta::seconds(4));
        assert_eq!(pause(i64::MAX, never_less), TimeDelta::minutes(10));
    }
}

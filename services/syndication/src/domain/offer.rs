//! An offer: a listing as one shop shows it. Its state is never set; it follows from what we wish, what the channel has
//! confirmed and what it has refused.
//!
//! ```text
//! queued ──sent──▶ submitted ──there──▶ live ◀──shown/hidden──▶ paused
//!                      │                  │
//!                      └──refused──▶ rejected ──changed, or tried again──▶ as before
//! ```
//!
//! A refusal stands until what was refused is changed, or somebody asks to try again. While a price is refused, stock is
//! still told: buyers must not buy what is gone.

mod drift;
mod ending;
mod history;
mod step;

pub(crate) use drift::Drift;
pub(crate) use ending::Done;
pub(crate) use step::Step;

use amounts::Vnd;
use chrono::{DateTime, Utc};
use contract::syndication::{Happened, OfferChanged, OfferEvent, OfferState};
use ids::{Channel, ChannelAccount, Cooperative, Id, Listing, Offer as OfferId};
use uuid::Uuid;

use crate::domain::wish::Wish;

/// A listing as one shop shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) place: Place,
    pub(crate) version: i64,
    /// The state that was last told; `None` before the first time.
    pub(crate) told: Option<OfferState>,
    /// The listing's id on the channel, once it is there.
    pub(crate) item_id: Option<String>,
    /// It was sent, or was there once; whether it is there now is not known. It is looked for before it is sent again.
    pub(crate) doubtful: bool,
    pub(crate) wished: Wish,
    pub(crate) wished_at: DateTime<Utc>,
    pub(crate) confirmed: Shown,
    pub(crate) confirmed_at: Option<DateTime<Utc>>,
    pub(crate) refused: Refused,
    pub(crate) trouble: Option<Trouble>,
    /// Failed attempts in a row.
    pub(crate) attempts: i64,
    /// When to act next; `None` where there is nothing to do.
    pub(crate) next_attempt_at: Option<DateTime<Utc>>,
    pub(crate) claim: Option<Claim>,
    /// What was confirmed is to be told once more.
    pub(crate) again: bool,
    /// What somebody has changed in the shop, until somebody here has decided on it.
    pub(crate) drift: Option<Drift>,
    /// When the shop was last asked what it shows.
    pub(crate) read_at: Option<DateTime<Utc>>,
    /// What has happened since it was read, for its history.
    pub(crate) happened: Vec<OfferEvent>,
}

/// Which offer: a listing in a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) offer_id: Id<OfferId>,
    pub(crate) listing_id: Id<Listing>,
    pub(crate) account_id: Id<ChannelAccount>,
    pub(crate) cooperative_id: Id<Cooperative>,
    pub(crate) commune_code: String,
    pub(crate) channel: Channel,
}

/// What the channel is known to show. `None` where it is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) price: Option<Vnd>,
    pub(crate) stock: Option<i64>,
    pub(crate) hidden: Option<bool>,
}

/// What the channel has refused, last time it was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The listing as a whole, as this wish's version stands for it.
    pub(crate) version: Option<i64>,
    pub(crate) price: Option<Vnd>,
    pub(crate) stock: Option<i64>,
    pub(crate) hidden: Option<bool>,
}

impl Refused {
    /// Something of this wish is refused.
    fn holds(&self, wished: &Wish) -> bool {
        self.version == Some(wished.version)
            || self.price == Some(wished.price)
            || self.stock == Some(wished.stock)
            || self.hidden == Some(wished.hidden)
    }

    /// What is no longer wished is no longer refused: a channel may take it the next time.
    fn forget_others_than(&mut self, wished: &Wish) {
        self.version = self.version.filter(|version| *version == wished.version);
        self.price = self.price.filter(|price| *price == wished.price);
        self.stock = self.stock.filter(|stock| *stock == wished.stock);
        self.hidden = self.hidden.filter(|hidden| *hidden == wished.hidden);
    }
}

/// What stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// One of [`crate::domain::reason`].
    pub(crate) reason: String,
    /// The channel's own words.
    pub(crate) words: String,
    /// Since when something has, whatever it was first.
    pub(crate) since: DateTime<Utc>,
}

/// A worker has the offer in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claim {
    /// Only who knows it may record an end.
    pub(crate) id: Uuid,
    /// Afterwards another worker may take over.
    pub(crate) until: DateTime<Utc>,
}

impl Offer {
    /// A listing that a shop is yet to show.
    pub(crate) fn new(place: Place, wished: Wish, now: DateTime<Utc>) -> Self {
        let mut offer = Self {
            place,
            version: 0,
            told: None,
            item_id: None,
            doubtful: false,
            wished,
            wished_at: now,
            confirmed: Shown::default(),
            confirmed_at: None,
            refused: Refused::default(),
            trouble: None,
            attempts: 0,
            next_attempt_at: None,
            claim: None,
            again: false,
            drift: None,
            read_at: None,
            happened: Vec::new(),
        };
        offer.note_wish(None, now);
        offer.settle(now);
        offer
    }

    /// How far it has come.
    pub(crate) fn state(&self) -> OfferState {
        let refused = self.refused.holds(&self.wished);
        match &self.item_id {
            Some(_) if refused => OfferState::Rejected,
            Some(_) if self.confirmed.hidden == Some(true) => OfferState::Paused,
            Some(_) => OfferState::Live,
            None if refused && !self.wished.hidden => OfferState::Rejected,
            None if self.doubtful => OfferState::Submitted,
            None if self.wished.hidden => OfferState::Paused,
            None => OfferState::Queued,
        }
    }

    /// The listing, its price or its lots have changed. False where that makes no difference here.
    pub(crate) fn wish(&mut self, wished: Wish, now: DateTime<Utc>) -> bool {
        if self.wished == wished {
            return false;
        }
        let before = std::mem::replace(&mut self.wished, wished);
        self.note_wish(Some(before), now);
        self.wished_at = now;
        self.refused.forget_others_than(&wished);
        self.settle(now);
        true
    }

    /// Somebody asks to try again what was refused, or what is waiting for another attempt. False where there is neither.
    pub(crate) fn try_again(&mut self, by: &str, now: DateTime<Utc>) -> bool {
        if !self.refused.holds(&self.wished) && self.trouble.is_none() && self.next_step().is_none() {
            return false;
        }
        self.note(Happened::Retried { by: by.to_owned() }, now);
        self.refused = Refused::default();
        self.trouble = None;
        self.attempts = 0;
        self.next_attempt_at = None;
        self.settle(now);
        true
    }

    /// What was confirmed long ago is told again, since a channel may forget or be changed by others.
    pub(crate) fn tell_again(&mut self, now: DateTime<Utc>) {
        self.again = true;
        self.settle(now);
    }

    /// A worker takes it in hand, to do its next step.
    pub(crate) fn begin(&mut self, claim: Claim) -> Option<Step> {
        let step = self.next_step()?;
        // From here on the channel may have it, whatever becomes of us.
        self.doubtful |= matches!(step, Step::Create(_));
        self.claim = Some(claim);
        Some(step)
    }

    /// The fact to tell, if the state is another than was told last.
    pub(crate) fn tell(&mut self) -> Option<OfferChanged> {
        let state = self.state();
        if self.told == Some(state) {
            return None;
        }
        self.told = Some(state);
        self.version += 1;
        let place = &self.place;
        Some(OfferChanged {
            offer_id: place.offer_id,
            version: self.version,
            listing_id: place.listing_id,
            account_id: place.account_id,
            cooperative_id: place.cooperative_id,
            channel: place.channel,
            state,
        })
    }

    /// Brings what follows from the rest up to date: when to act next, and whether there is still trouble.
    fn settle(&mut self, now: DateTime<Utc>) {
        if self.next_step().is_some() {
            // A pause that was asked for is kept, whatever changes meanwhile.
            self.next_attempt_at = Some(self.next_attempt_at.filter(|at| *at > now).unwrap_or(now));
        } else {
            self.next_attempt_at = None;
            self.attempts = 0;
        }
        if self.attempts == 0 && !self.refused.holds(&self.wished) && self.next_attempt_at.is_none_or(|at| at <= now) {
            self.trouble = None;
        }
    }
}

#[cfg(test)]
mod tests;

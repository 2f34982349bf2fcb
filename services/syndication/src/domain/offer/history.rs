//! What goes into an offer's history: news, and nothing that is only told again or fails again.

use chrono::{DateTime, Utc};
use contract::syndication::{Explained, Happened, OfferEvent, Told};
use marketplaces::{CallFault, FaultKind};

use super::{Offer, Step};
use crate::domain::{reason, showing::Showing, wish::Wish};

impl Offer {
    /// What led to the values that were just wished.
    pub(crate) fn explain(&mut self, showing: &Showing) {
        let Some(OfferEvent { happened: Happened::Wished { price_vnd, stock, hidden }, .. }) = self.happened.last_mut()
        else {
            return;
        };
        *price_vnd = price_vnd.take().map(|_| showing.price.clone());
        *stock = stock.take().map(|_| showing.stock.clone());
        *hidden = hidden.take().map(|_| showing.hidden.clone());
    }

    pub(super) fn note(&mut self, happened: Happened, now: DateTime<Utc>) {
        self.happened.push(OfferEvent { at: now, happened });
    }

    /// Something else is wished than before, or for the first time.
    pub(super) fn note_wish(&mut self, before: Option<Wish>, now: DateTime<Utc>) {
        let Wish { price, stock, hidden, .. } = self.wished;
        let news = Happened::Wished {
            price_vnd: news(price, before.map(|before| before.price)),
            stock: news(stock, before.map(|before| before.stock)),
            hidden: news(hidden, before.map(|before| before.hidden)),
        };
        // Other words alone are no news to a shop that has them already, and are sent with the listing where it has not.
        if !matches!(news, Happened::Wished { price_vnd: None, stock: None, hidden: None }) {
            self.note(news, now);
        }
    }

    /// A channel has taken what it was told. That it had taken the same before is no news, unless it did not take it meanwhile.
    pub(super) fn note_confirmed(&mut self, step: Step, now: DateTime<Utc>) {
        let confirmed = &self.confirmed;
        let is_old = match step {
            Step::SetStock(stock) => confirmed.stock == Some(stock),
            Step::SetPrice(price) => confirmed.price == Some(price),
            Step::SetHidden(hidden) => confirmed.hidden == Some(hidden),
            Step::Create(_) | Step::FindOrCreate(_) => false,
        };
        let was_away = self.trouble.as_ref().is_some_and(|trouble| reason::PASSING.contains(&trouble.reason.as_str()));
        if !is_old || was_away {
            self.note(Happened::Confirmed { told: told(step) }, now);
        }
    }

    /// It was told and did not take it. That it goes on failing alike is no news.
    pub(super) fn note_fault(&mut self, step: Step, fault: &CallFault, now: DateTime<Utc>) {
        let reason = reason::of(fault);
        let (told, reason_code, channel_words) = (told(step), reason.to_owned(), fault.words.clone());
        if fault.kind == FaultKind::Permanent {
            self.note(Happened::Refused { told, reason_code, channel_words }, now);
        } else if self.trouble.as_ref().is_none_or(|trouble| trouble.reason != reason) {
            self.note(Happened::Failed { told, reason_code, channel_words }, now);
        }
    }
}

const fn told(step: Step) -> Told {
    match step {
        Step::Create(_) | Step::FindOrCreate(_) => Told::Listing,
        Step::SetStock(stock) => Told::Stock(stock),
        Step::SetPrice(price) => Told::Price(price),
        Step::SetHidden(hidden) => Told::Hidden(hidden),
    }
}

/// A value, where it is another than before.
fn news<T: Copy + PartialEq>(value: T, before: Option<T>) -> Option<Explained<T>> {
    (before != Some(value)).then(|| Explained { value, because: Vec::new() })
}

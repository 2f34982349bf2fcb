//! What happened to an offer, in words.

use contract::syndication::{Explained, Happened, Keep, OfferEvent, Told};

use crate::portal::{format::Reader, listings};

/// One thing that happened.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) time: String,
    pub(crate) words: String,
    /// What to do about it, or why it was wished.
    pub(crate) why: Option<String>,
    /// The channel's own words.
    pub(crate) channel_words: Option<String>,
}

impl Event {
    pub(crate) fn new(to: Reader, event: &OfferEvent) -> Self {
        let (words, why, channel_words) = match &event.happened {
            Happened::Wished { price_vnd, stock, hidden } => {
                let price = price_vnd.as_ref().map(|price| {
                    part(to, to.say_with("event-wished-price", [("price", to.money(price.value).into())]), price)
                });
                let stock = stock
                    .as_ref()
                    .map(|stock| part(to, to.say_with("event-wished-stock", [("count", stock.value.into())]), stock));
                let hidden = hidden.as_ref().map(|hidden| {
                    let key = if hidden.value { "event-wished-hidden" } else { "event-wished-shown" };
                    part(to, to.say(key), hidden)
                });
                let (words, why): (Vec<_>, Vec<_>) = [price, stock, hidden].into_iter().flatten().unzip();
                let why: Vec<_> = why.into_iter().filter(|why| !why.is_empty()).collect();
                (words.join(" · "), Some(why.join("; ")).filter(|why| !why.is_empty()), None)
            }
            Happened::Confirmed { told } => (said(to, "event-confirmed", *told), None, None),
            Happened::Found { item_id } => {
                (to.say_with("event-found", [("item", item_id.as_str().into())]), None, None)
            }
            Happened::Refused { told, reason_code, channel_words } => {
                let why = Some(listings::reason(to, reason_code));
                (said(to, "event-refused", *told), why, Some(channel_words.clone()))
            }
            Happened::Failed { told, reason_code, channel_words } => {
                let why = Some(listings::reason(to, reason_code));
                (said(to, "event-failed", *told), why, Some(channel_words.clone()))
            }
            Happened::Drifted { price_vnd, hidden } => {
                let price = price_vnd.map(|price| said(to, "event-drifted", Told::Price(price)));
                let hidden = hidden.map(|hidden| said(to, "event-drifted", Told::Hidden(hidden)));
                (price.into_iter().chain(hidden).collect::<Vec<_>>().join(" · "), None, None)
            }
            Happened::TakenDown { channel_words } => {
                (to.say("event-taken-down"), Some(listings::reason(to, "taken_down")), Some(channel_words.clone()))
            }
            Happened::Settled { keep, by } => {
                let key = if *keep == Keep::Ours { "event-settled-ours" } else { "event-settled-theirs" };
                (to.say_with(key, [("name", by.as_str().into())]), None, None)
            }
            Happened::Retried { by } => (to.say_with("event-retried", [("name", by.as_str().into())]), None, None),
        };
        let channel_words = channel_words.filter(|words| !words.is_empty());
        Self { time: to.moment(event.at), words, why, channel_words }
    }
}

/// A value that was wished, and why.
fn part<T>(to: Reader, words: String, value: &Explained<T>) -> (String, String) {
    (words, listings::why(to, &value.because))
}

fn said(to: Reader, key: &str, told: Told) -> String {
    let told = match told {
        Told::Listing => to.say("event-told-listing"),
        Told::Price(price) => to.say_with("event-told-price", [("price", to.money(price).into())]),
        Told::Stock(packs) => to.say_with("event-told-stock", [("count", packs.into())]),
        Told::Hidden(true) => to.say("event-told-hidden"),
        Told::Hidden(false) => to.say("event-told-shown"),
    };
    to.say_with(key, [("told", told.into())])
}

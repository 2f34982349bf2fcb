//! What one shop shows of a listing, in words: how far it is, what the channel confirmed, what stands in the way.

use contract::syndication::{ListingView, OfferState, OfferView};

use crate::portal::{
    format::Reader,
    parts::{Badge, Shape},
    routes,
};

/// An offer on the page of its listing.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(crate) channel: String,
    pub(crate) badge: Badge,
    /// "Shopee đã nhận lúc 10:42 · còn 120 thùng".
    pub(crate) words: String,
    /// The channel's own words.
    pub(crate) channel_words: Option<String>,
    /// What to do now, and the code for the helpdesk.
    pub(crate) reason: Option<(String, String)>,
    pub(crate) next_attempt: Option<String>,
    /// Where to ask for another try.
    pub(crate) retry: Option<String>,
    pub(crate) item_id: Option<String>,
    /// Where its history is.
    pub(crate) link: String,
}

impl Offer {
    pub(crate) fn new(to: Reader, listing: &ListingView, offer: &OfferView, may_write: bool) -> Self {
        let attempt = |at| to.say_with("offer-next-attempt", [("time", to.moment(at).into())]);
        Self {
            channel: to.channel(offer.channel),
            badge: badge(to, offer.state),
            words: words(to, listing, offer),
            channel_words: offer.channel_words.clone().filter(|words| !words.is_empty()),
            reason: offer.reason_code.as_deref().map(|code| (reason(to, code), code.to_owned())),
            next_attempt: offer.next_attempt_at.filter(|at| *at > to.now).map(attempt),
            retry: (may_write && offer.state == OfferState::Rejected)
                .then(|| routes::offer_retry(listing.listing_id, offer.offer_id)),
            item_id: offer.channel_item_id.clone(),
            link: routes::offer(offer.offer_id),
        }
    }
}

/// A state as words and a shape.
pub(crate) fn badge(to: Reader, state: OfferState) -> Badge {
    let shape = match state {
        OfferState::Queued | OfferState::Submitted => Shape::Waiting,
        OfferState::Live => Shape::Done,
        OfferState::Rejected => Shape::Bad,
        OfferState::Paused => Shape::Off,
    };
    Badge { shape, words: to.word("offer-state", state.slug()) }
}

/// Only what the channel has confirmed is said to be there.
fn words(to: Reader, listing: &ListingView, offer: &OfferView) -> String {
    let channel = to.channel(offer.channel);
    let Some(at) = offer.confirmed_at else {
        let key = if offer.state == OfferState::Rejected { "offer-refused" } else { "offer-unconfirmed" };
        return to.say_with(key, [("channel", channel.into())]);
    };
    let pack = listing.form.pack_name.as_str();
    let time = to.moment(at);
    match (offer.confirmed_stock, offer.confirmed_price_vnd) {
        (Some(stock), Some(price)) => to.say_with(
            "offer-confirmed-all",
            [
                ("channel", channel.into()),
                ("time", time.into()),
                ("count", stock.into()),
                ("pack", pack.into()),
                ("price", to.money(price).into()),
            ],
        ),
        (Some(stock), None) => to.say_with(
            "offer-confirmed-stock",
            [("channel", channel.into()), ("time", time.into()), ("count", stock.into()), ("pack", pack.into())],
        ),
        _ => to.say_with("offer-confirmed", [("channel", channel.into()), ("time", time.into())]),
    }
}

/// What to do about a reason; a code this build does not know yet says to read the channel's words.
pub(crate) fn reason(to: Reader, code: &str) -> String {
    let key = format!("reason-{}", code.replace('_', "-"));
    to.language.find(&key).unwrap_or_else(|| to.say("reason-channel-refused"))
}

//! An offer's row, both ways.

use amounts::Vnd;
use chrono::{DateTime, Utc};
use contract::syndication::OfferState;
use ids::Id;
use scoped::{DbErr, FromQueryResult};
use serde::Serialize;
use uuid::Uuid;

use super::unknown_word;
use crate::domain::{
    offer::{Claim, Drift, Offer, Place, Refused, Shown, Trouble},
    wish::Wish,
};

#[derive(Debug, FromQueryResult, Serialize)]
pub(super) struct OfferRow {
    offer_id: Uuid,
    version: i64,
    listing_id: Uuid,
    account_id: Uuid,
    cooperative_id: Uuid,
    commune_code: String,
    channel: String,
    state: String,
    channel_item_id: Option<String>,
    doubtful: bool,
    wished_version: i64,
    wished_price_vnd: i64,
    wished_stock: i64,
    wished_hidden: bool,
    wished_at: DateTime<Utc>,
    confirmed_price_vnd: Option<i64>,
    confirmed_stock: Option<i64>,
    confirmed_hidden: Option<bool>,
    confirmed_at: Option<DateTime<Utc>>,
    refused_version: Option<i64>,
    refused_price_vnd: Option<i64>,
    refused_stock: Option<i64>,
    refused_hidden: Option<bool>,
    reason_code: Option<String>,
    channel_words: Option<String>,
    troubled_since: Option<DateTime<Utc>>,
    attempts: i64,
    next_attempt_at: Option<DateTime<Utc>>,
    urgency: Option<i16>,
    claim: Option<Uuid>,
    claimed_until: Option<DateTime<Utc>>,
    again: bool,
    drift_price_vnd: Option<i64>,
    drift_hidden: Option<bool>,
    drifted_at: Option<DateTime<Utc>>,
    read_at: Option<DateTime<Utc>>,
}

impl OfferRow {
    pub(super) fn of(offer: &Offer) -> Self {
        let place = &offer.place;
        let (reason_code, channel_words) = offer.trouble.clone().map(|trouble| (trouble.reason, trouble.words)).unzip();
        Self {
            offer_id: place.offer_id.uuid(),
            version: offer.version,
            listing_id: place.listing_id.uuid(),
            account_id: place.account_id.uuid(),
            cooperative_id: place.cooperative_id.uuid(),
            commune_code: place.commune_code.clone(),
            channel: place.channel.slug().to_owned(),
            state: offer.state().slug().to_owned(),
            channel_item_id: offer.item_id.clone(),
            doubtful: offer.doubtful,
            wished_version: offer.wished.version,
            wished_price_vnd: offer.wished.price.0,
            wished_stock: offer.wished.stock,
            wished_hidden: offer.wished.hidden,
            wished_at: offer.wished_at,
            confirmed_price_vnd: offer.confirmed.price.map(|price| price.0),
            confirmed_stock: offer.confirmed.stock,
            confirmed_hidden: offer.confirmed.hidden,
            confirmed_at: offer.confirmed_at,
            refused_version: offer.refused.version,
            refused_price_vnd: offer.refused.price.map(|price| price.0),
            refused_stock: offer.refused.stock,
            refused_hidden: offer.refused.hidden,
            reason_code,
            channel_words,
            troubled_since: offer.trouble.as_ref().map(|trouble| trouble.since),
            attempts: offer.attempts,
            next_attempt_at: offer.next_attempt_at,
            urgency: offer.urgency(),
            claim: offer.claim.map(|claim| claim.id),
            claimed_until: offer.claim.map(|claim| claim.until),
            again: offer.again,
            drift_price_vnd: offer.drift.and_then(|drift| drift.price).map(|price| price.0),
            drift_hidden: offer.drift.and_then(|drift| drift.hidden),
            drifted_at: offer.drift.map(|drift| drift.since),
            read_at: offer.read_at,
        }
    }

    pub(super) fn offer(self) -> Result<Offer, DbErr> {
        let state = OfferState::from_slug(&self.state).ok_or_else(|| unknown_word("state", &self.state))?;
        let channel = self.channel.parse().map_err(|_| unknown_word("channel", &self.channel))?;
        let words = self.channel_words.unwrap_or_default();
        let since = self.troubled_since.unwrap_or(self.wished_at);
        let trouble = self.reason_code.map(|reason| Trouble { reason, words, since });
        Ok(Offer {
            place: Place {
                offer_id: Id::from_uuid(self.offer_id),
                listing_id: Id::from_uuid(self.listing_id),
                account_id: Id::from_uuid(self.account_id),
                cooperative_id: Id::from_uuid(self.cooperative_id),
                commune_code: self.commune_code,
                channel,
            },
            version: self.version,
            told: Some(state),
            item_id: self.channel_item_id,
            doubtful: self.doubtful,
            wished: Wish {
                version: self.wished_version,
                price: Vnd(self.wished_price_vnd),
                stock: self.wished_stock,
                hidden: self.wished_hidden,
            },
            wished_at: self.wished_at,
            confirmed: Shown {
                price: self.confirmed_price_vnd.map(Vnd),
                stock: self.confirmed_stock,
                hidden: self.confirmed_hidden,
            },
            confirmed_at: self.confirmed_at,
            refused: Refused {
                version: self.refused_version,
                price: self.refused_price_vnd.map(Vnd),
                stock: self.refused_stock,
                hidden: self.refused_hidden,
            },
            trouble,
            attempts: self.attempts,
            next_attempt_at: self.next_attempt_at,
            claim: self.claim.zip(self.claimed_until).map(|(id, until)| Claim { id, until }),
            again: self.again,
            drift: self.drifted_at.map(|since| Drift {
                price: self.drift_price_vnd.map(Vnd),
                hidden: self.drift_hidden,
                since,
            }),
            read_at: self.read_at,
            happened: Vec::new(),
        })
    }
}

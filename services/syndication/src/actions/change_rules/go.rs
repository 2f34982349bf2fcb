//! What is wanted of rules and prices is compared with what is there, and what differs is changed and kept as one go.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use contract::{
    Refusal,
    syndication::{Changed, ListingForm, PriceRule, Rule},
};
use ids::{ChannelAccount, Cooperative, Id, Listing as ListingId};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    domain::{listing::Listing, rule::Place},
    store::{
        listings,
        rules::{self, Go, RuleChange},
    },
};

/// What a place should hold.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) place: Place,
    pub(crate) rule: Option<Rule>,
    pub(crate) over: Over,
}

/// What it may take the place of.
#[derive(Debug)]
pub(crate) enum Over {
    /// Whatever is there.
    Anything,
    /// Only this.
    Only(Option<Rule>),
}

/// Compares what is wanted with what is there, and changes what differs; says who did so and when. Shops and listings are
/// locked, in this order. Whoever calls wakes the workers.
pub(crate) async fn carry_out(
    tx: &Scoped,
    cooperative: Id<Cooperative>,
    wanted: Vec<Wanted>,
    known: Vec<Listing>,
    (made_by, made_at): (&str, DateTime<Utc>),
) -> Result<Changed, Stop> {
    let there = Present::of(tx, &wanted, known).await?;
    let (mut changes, mut left) = (Vec::new(), 0);
    for Wanted { place, rule, over } in wanted {
        let before = there.at(&place);
        if before == rule {
            continue;
        }
        if matches!(over, Over::Only(other) if other != before) {
            left += 1;
        } else {
            changes.push(RuleChange { place, before, after: rule });
        }
    }
    if changes.is_empty() {
        return Ok(Changed { change_id: None, changed: 0, left });
    }
    let change_id = Id::generate();
    rules::save(tx, &Go { change_id, cooperative_id: cooperative, made_by, made_at }, &changes).await?;
    listings::save(tx, &there.with_prices(&changes)?).await?;
    if changes.iter().any(|change| change.place.listing_id.is_none()) {
        listings::mark_of(tx, cooperative).await?;
    } else {
        let ids: BTreeSet<_> = changes.iter().filter_map(|change| change.place.listing_id).collect();
        listings::mark(tx, &ids.into_iter().collect::<Vec<_>>()).await?;
    }
    Ok(Changed { change_id: Some(change_id), changed: u32::try_from(changes.len()).unwrap_or(u32::MAX), left })
}

/// What holds now in the places that something is wanted of.
struct Present {
    rules: HashMap<Place, Rule>,
    listings: HashMap<Id<ListingId>, Listing>,
}

impl Present {
    async fn of(tx: &Scoped, wanted: &[Wanted], known: Vec<Listing>) -> Result<Self, Stop> {
        let shops: BTreeSet<Id<ChannelAccount>> = wanted.iter().filter_map(|wanted| wanted.place.account_id).collect();
        let ids: Vec<_> = known.iter().map(|listing| listing.id).collect();
        let rules = rules::in_shops(tx, &shops.into_iter().collect::<Vec<_>>(), &ids).await?;
        Ok(Self { rules, listings: known.into_iter().map(|listing| (listing.id, listing)).collect() })
    }

    fn at(&self, place: &Place) -> Option<Rule> {
        match (place.account_id, place.listing_id) {
            (None, Some(id)) => {
                let price_vnd = self.listings.get(&id)?.form.price_vnd;
                Some(Rule::Price(PriceRule::Fixed { price_vnd }))
            }
            _ => self.rules.get(place).cloned(),
        }
    }

    /// The listings whose own price is another now.
    fn with_prices(&self, changes: &[RuleChange]) -> Result<Vec<Listing>, Refusal> {
        let mut changed = Vec::new();
        for change in changes.iter().filter(|change| change.place.account_id.is_none()) {
            let listing = change.place.listing_id.and_then(|id| self.listings.get(&id));
            let price = change.after.as_ref();
            if let (Some(listing), Some(Rule::Price(PriceRule::Fixed { price_vnd }))) = (listing, price) {
                let form = ListingForm { price_vnd: *price_vnd, ..listing.form.clone() };
                changed.extend(listing.clone().changed(form)?);
            }
        }
        Ok(changed)
    }
}

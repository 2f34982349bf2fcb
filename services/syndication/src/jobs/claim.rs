//! The most urgent offers are taken in hand, so that no other worker calls for them meanwhile.

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDate, TimeDelta};
use ids::{Channel, ChannelAccount, Id, Offer as OfferId};
use mailbox::Stop;
use scoped::Scoped;
use uuid::Uuid;

use crate::{
    app::App,
    domain::{
        listing::Listing,
        offer::{Claim, Offer, Place, Step},
        showing::Showing,
    },
    store::{accounts, grounds::Grounds, listings, offers, shop_items},
};

/// A worker that has died keeps an offer from the others no longer than this.
pub(super) const CLAIM: TimeDelta = TimeDelta::seconds(90);

/// One call, or the few that make one step.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) offer_id: Id<OfferId>,
    pub(super) account_id: Id<ChannelAccount>,
    pub(super) channel: Channel,
    pub(super) shop_id: String,
    /// The listing's id on the channel, where it has one.
    pub(super) item_id: Option<String>,
    pub(super) claim: Uuid,
    pub(super) step: Step,
    /// What to send, where the listing itself is sent.
    pub(super) text: Option<Text>,
}

/// A listing, and what its shop should show of it.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) listing: Listing,
    pub(super) showing: Showing,
}

/// Takes at most so many offers in hand. Those about to be created are marked as sent before they are.
pub(super) async fn claim(app: &App, at_most: usize) -> Result<Vec<Job>, Stop> {
    let now = (app.now)();
    let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
    let tx = app.database.begin_as_service().await?;
    let mut due = offers::lock_due(&tx, &app.channels_with_listings(), at_most, now).await?;
    if due.is_empty() {
        tx.commit().await?;
        return Ok(Vec::new());
    }
    // What the shop shows already under a listing's SKU is not put there a second time.
    let places: BTreeSet<_> = due.iter().filter(|it| it.item_id.is_none()).map(|it| it.place.account_id).collect();
    let has_adopted = shop_items::adopt(&tx, &mut due, now).await?;
    let claim = Claim { id: Uuid::now_v7(), until: now + CLAIM };
    let steps: Vec<_> = due.iter_mut().map(|offer| offer.begin(claim)).collect();
    offers::save(&tx, &mut due).await?;
    let jobs = jobs(&tx, due, &steps, claim.id, app.calendar.today()).await?;
    tx.commit().await?;
    if has_adopted && let Err(stop) = note_matched(app, places).await {
        // The next reading notes it; what was taken in hand is done all the same.
        tracing::warn!(%stop, "shops that are looked through were not noted as such");
    }
    Ok(jobs)
}

/// In a transaction of its own, since accounts are locked before offers.
async fn note_matched(app: &App, accounts: BTreeSet<Id<ChannelAccount>>) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    for account in accounts {
        accounts::note_matched(&tx, account, (app.now)()).await?;
    }
    Ok(tx.commit().await?)
}

async fn jobs(
    tx: &Scoped,
    due: Vec<Offer>,
    steps: &[Option<Step>],
    claim: Uuid,
    today: NaiveDate,
) -> Result<Vec<Job>, Stop> {
    let accounts = due.iter().map(|offer| offer.place.account_id.uuid()).collect();
    let shop_ids: HashMap<_, _> = accounts::shop_ids(tx, accounts).await?.into_iter().collect();
    let with_steps = due.iter().zip(steps);
    let sent: Vec<_> = with_steps
        .filter(|(_, step)| step.is_some_and(Step::creates))
        .map(|(offer, _)| offer.place.listing_id)
        .collect();
    let known = if sent.is_empty() { Vec::new() } else { listings::with_ids(tx, &sent).await? };
    let grounds = match known.as_slice() {
        [] => None,
        known => Some(Grounds::of(tx, &known.iter().map(Listing::about).collect::<Vec<_>>()).await?),
    };
    let known: HashMap<_, _> = known.into_iter().map(|listing| (listing.id, listing)).collect();
    let text = |offer: &Offer| {
        let Place { listing_id, account_id, channel, .. } = offer.place;
        let listing = known.get(&listing_id)?.clone();
        let showing = grounds.as_ref()?.showing(&listing.about(), account_id, channel, today);
        Some(Text { listing, showing })
    };
    let job = |(offer, step): (Offer, &Option<Step>)| {
        Some(Job {
            shop_id: shop_ids.get(&offer.place.account_id)?.clone(),
            text: text(&offer),
            offer_id: offer.place.offer_id,
            account_id: offer.place.account_id,
            channel: offer.place.channel,
            item_id: offer.item_id,
            claim,
            step: (*step)?,
        })
    };
    Ok(due.into_iter().zip(steps).filter_map(job).collect())
}

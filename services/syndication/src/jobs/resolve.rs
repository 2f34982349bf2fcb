//! Listings that something has changed about: what their shops should show is decided anew, and offers that are missing
//! are made.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use ids::{Channel, ChannelAccount, Cooperative, Id};
use mailbox::Stop;

use crate::{
    app::App,
    domain::{
        listing::Listing,
        offer::{Offer, Place},
    },
    store::{accounts, grounds::Grounds, listings, offers},
};

const AT_MOST: i64 = 200;

/// Resolves some marked listings, and tells how many.
pub(super) async fn resolve_marked(app: &App) -> Result<usize, Stop> {
    let tx = app.database.begin_as_service().await?;
    accounts::mark_listings_of_new(&tx).await?;
    let marked = listings::lock_marked(&tx, AT_MOST).await?;
    if marked.is_empty() {
        tx.commit().await?;
        return Ok(0);
    }
    // Read after the listings are locked: whoever changes a lot, a rule or an account from here on marks them again.
    let ids: Vec<_> = marked.iter().map(|listing| listing.id).collect();
    let grounds = Grounds::of(&tx, &marked.iter().map(Listing::about).collect::<Vec<_>>()).await?;
    let tenants: BTreeSet<_> = marked.iter().map(|listing| listing.cooperative_id).collect();
    let tenants: Vec<_> = tenants.into_iter().collect();
    let channels = app.channels_with_listings();
    let mut shops: HashMap<Id<Cooperative>, Vec<(Id<ChannelAccount>, Channel)>> = HashMap::new();
    for (cooperative, account, channel) in accounts::connected_of(&tx, &tenants).await? {
        if channels.contains(&channel) {
            shops.entry(cooperative).or_default().push((account, channel));
        }
    }
    let mut known: HashMap<_, Vec<Offer>> = HashMap::new();
    for offer in offers::lock_of(&tx, &ids).await? {
        known.entry(offer.place.listing_id).or_default().push(offer);
    }
    let (now, today) = ((app.now)(), app.calendar.today());
    let mut changed = Vec::new();
    for listing in &marked {
        let shops = shops.get(&listing.cooperative_id).map_or(&[][..], Vec::as_slice);
        let offers = known.remove(&listing.id).unwrap_or_default();
        changed.extend(resolve(listing, &grounds, shops, offers, today, now));
    }
    offers::save(&tx, &mut changed).await?;
    listings::unmark(&tx, &ids, today).await?;
    tx.commit().await?;
    Ok(marked.len())
}

/// Marks what goes by days, once the day is another one.
pub(super) async fn mark_of_other_days(app: &App) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    listings::mark_of_other_days(&tx, app.calendar.today()).await?;
    Ok(tx.commit().await?)
}

/// The offers of a listing that change, and those that are new: one for each connected shop, once it is shown there.
fn resolve(
    listing: &Listing,
    grounds: &Grounds,
    shops: &[(Id<ChannelAccount>, Channel)],
    mut offers: Vec<Offer>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Vec<Offer> {
    let showing = |account, channel| grounds.showing(&listing.about(), account, channel, today);
    let has_none = |account| offers.iter().all(|offer| offer.place.account_id != account);
    let missing = shops.iter().filter(|(account, _)| has_none(*account));
    let new: Vec<_> = missing
        .map(|(account, channel)| (place(listing, *account, *channel), showing(*account, *channel)))
        .filter(|(_, showing)| !showing.hidden.value)
        .map(|(place, showing)| {
            let mut offer = Offer::new(place, showing.wish(), now);
            offer.explain(&showing);
            offer
        })
        .collect();
    offers.retain_mut(|offer| {
        let showing = showing(offer.place.account_id, offer.place.channel);
        let is_news = offer.wish(showing.wish(), now);
        offer.explain(&showing);
        is_news
    });
    offers.extend(new);
    offers
}

fn place(listing: &Listing, account_id: Id<ChannelAccount>, channel: Channel) -> Place {
    Place {
        offer_id: Id::generate(),
        listing_id: listing.id,
        account_id,
        cooperative_id: listing.cooperative_id,
        commune_code: listing.commune_code.clone(),
        channel,
    }
}

//! Listings that something has changed about: what their shops should show is decided anew, and offers that are missing
//! are made.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use ids::{Channel, ChannelAccount, Cooperative, Id};
use mailbox::Stop;

use crate::{
    app::App,
    domain::{
        listing::Listing,
        offer::{Offer, Place},
        wish::wish,
    },
    store::{accounts, cooperatives, listings, offers, papers},
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
    // Read after the listings are locked: whoever changes a lot or an account from here on marks them again.
    let ids: Vec<_> = marked.iter().map(|listing| listing.id).collect();
    let pools = listings::pools(&tx, &ids).await?;
    let tenants: BTreeSet<_> = marked.iter().map(|listing| listing.cooperative_id).collect();
    let tenants: Vec<_> = tenants.into_iter().collect();
    let stopped = cooperatives::stopped_among(&tx, &tenants).await?;
    let lacking = papers::lacking_among(&tx, &ids).await?;
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
    let now = (app.now)();
    let mut changed = Vec::new();
    for listing in &marked {
        let shops = shops.get(&listing.cooperative_id).map_or(&[][..], Vec::as_slice);
        let offers = known.remove(&listing.id).unwrap_or_default();
        let may_be_seen = !stopped.contains(&listing.cooperative_id) && !lacking.contains(&listing.id);
        let on_sale = listing.form.active && may_be_seen;
        changed.extend(resolve(listing, on_sale, pools.get(&listing.id).copied(), shops, offers, now));
    }
    offers::save(&tx, &mut changed).await?;
    listings::unmark(&tx, &ids).await?;
    tx.commit().await?;
    Ok(marked.len())
}

/// The offers of a listing that change, and those that are new: one for each connected shop, once it is on sale.
fn resolve(
    listing: &Listing,
    on_sale: bool,
    pool_g: Option<i64>,
    shops: &[(Id<ChannelAccount>, Channel)],
    offers: Vec<Offer>,
    now: DateTime<Utc>,
) -> Vec<Offer> {
    let wish = wish(listing.version, &listing.form, on_sale, pool_g);
    let has_none = |account| offers.iter().all(|offer| offer.place.account_id != account);
    let new: Vec<_> = shops
        .iter()
        .filter(|(account, _)| on_sale && has_none(*account))
        .map(|(account, channel)| Offer::new(place(listing, *account, *channel), wish, now))
        .collect();
    let mut changed = offers;
    changed.retain_mut(|offer| offer.wish(wish, now));
    changed.extend(new);
    changed
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

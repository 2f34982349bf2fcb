//! Listings with their offers, as people look at them: three statements a page, however many rows and offers there are.

use std::collections::HashMap;

use contract::syndication::{ListingView, OfferState, OfferView};
use ids::{Cooperative, Id, Listing as ListingId};
use scoped::{DbErr, FromQueryResult, Scoped};
use sea_orm::Value;

use super::{SELECT, pools, row::Row};
use crate::{domain::listing::Listing, store::offers};

/// Which listings are looked for.
#[derive(Debug, Default)]
pub(crate) struct Wanted<'a> {
    /// Whose; everybody's within the scope where `None`. Row-level security holds without it, but cannot use an index.
    pub(crate) cooperative: Option<Id<Cooperative>>,
    /// Part of the search key.
    pub(crate) key: Option<&'a str>,
    /// With an offer in this state.
    pub(crate) offer_state: Option<OfferState>,
    /// Older than this one.
    pub(crate) after: Option<Id<ListingId>>,
}

/// A page of listings, the newest first.
pub(crate) async fn page(tx: &Scoped, wanted: &Wanted<'_>, rows: u32) -> Result<Vec<ListingView>, DbErr> {
    // Written for the case at hand, because `$1 is null or …` would hide from Postgres which index helps.
    let mut values: Vec<Value> = vec![i64::from(rows).into()];
    let mut conditions = vec!["true".to_owned()];
    let mut narrow = |condition: &str, value: Value| {
        values.push(value);
        conditions.push(condition.replace('?', &format!("${}", values.len())));
    };
    if let Some(cooperative) = wanted.cooperative {
        narrow("cooperative_id = ?", cooperative.into());
    }
    if let Some(after) = wanted.after {
        narrow("listing_id < ?", after.into());
    }
    if let Some(key) = wanted.key {
        narrow("strpos(search_key, ?) > 0", key.into());
    }
    if let Some(state) = wanted.offer_state {
        let has_offer = "exists (select from offer where offer.listing_id = listing.listing_id and offer.state = ?)";
        narrow(has_offer, state.slug().into());
    }
    let sql = format!("{SELECT} where {} order by listing_id desc limit $1", conditions.join(" and "));
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    views(tx, rows).await
}

/// One listing.
pub(crate) async fn get(tx: &Scoped, id: Id<ListingId>) -> Result<Option<ListingView>, DbErr> {
    let rows: Vec<Row> = tx.all(&format!("{SELECT} where listing_id = $1"), [id.into()]).await?;
    Ok(views(tx, rows).await?.pop())
}

/// How many there are.
pub(crate) async fn count(tx: &Scoped) -> Result<u64, DbErr> {
    #[derive(FromQueryResult)]
    struct Count {
        listings: i64,
    }
    let count: Option<Count> = tx.first("select count(*) as listings from listing", []).await?;
    Ok(count.map_or(0, |count| u64::try_from(count.listings).unwrap_or(0)))
}

async fn views(tx: &Scoped, rows: Vec<Row>) -> Result<Vec<ListingView>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let listings: Vec<Listing> = rows.into_iter().map(Row::listing).collect::<Result<_, _>>()?;
    let ids: Vec<_> = listings.iter().map(|listing| listing.id).collect();
    let pools = pools(tx, &ids).await?;
    let mut offers: HashMap<_, Vec<OfferView>> = HashMap::new();
    for (listing_id, offer) in offers::views_of(tx, &ids).await? {
        offers.entry(listing_id).or_default().push(offer);
    }
    let view = |listing: Listing| ListingView {
        listing_id: listing.id,
        version: listing.version,
        cooperative_id: listing.cooperative_id,
        available_g: pools.get(&listing.id).copied(),
        offers: offers.remove(&listing.id).unwrap_or_default(),
        form: listing.form,
    };
    Ok(listings.into_iter().map(view).collect())
}

//! Listings with their offers, as people look at them: three statements a page, however many rows and offers there are.

use std::collections::HashMap;

use contract::syndication::{ListingView, OfferState, OfferView};
use ids::{Id, Listing as ListingId};
use scoped::{DbErr, FromQueryResult, Scoped};
use sea_orm::Value;

use super::row::Row;
use crate::store::{offers, papers};

/// A listing's columns, with its lots and what they have to sell together.
const SEEN: &str = "
    select listing.*, drawn.lots, drawn.available_g,
        (select jsonb_agg(jsonb_build_object('paper_id', first_paper_id, 'needed', needed) order by first_paper_id)
         from listing_claim where listing_claim.listing_id = listing.listing_id) as claims
    from listing
    cross join lateral (
        select array_agg(lot_id order by lot_id) as lots, sum(lot.available_g)::bigint as available_g
        from listing_lot join lot using (lot_id)
        where listing_lot.listing_id = listing.listing_id
    ) as drawn";

#[derive(FromQueryResult)]
struct Seen {
    #[sea_orm(nested)]
    row: Row,
    available_g: Option<i64>,
}

/// Which listings are looked for.
#[derive(Debug, Default)]
pub(crate) struct Wanted<'a> {
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
    let mut conditions = vec![tx.seen(&mut values, "cooperative_id", "commune_code")];
    let mut narrow = |condition: &str, value: Value| {
        values.push(value);
        conditions.push(condition.replace('?', &format!("${}", values.len())));
    };
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
    let sql = format!("{SEEN} where {} order by listing_id desc limit $1", conditions.join(" and "));
    let seen: Vec<Seen> = tx.all(&sql, values).await?;
    views(tx, seen).await
}

/// One listing.
pub(crate) async fn get(tx: &Scoped, id: Id<ListingId>) -> Result<Option<ListingView>, DbErr> {
    let mut values = vec![id.into()];
    let own = tx.seen(&mut values, "cooperative_id", "commune_code");
    let seen: Vec<Seen> = tx.all(&format!("{SEEN} where listing_id = $1 and {own}"), values).await?;
    Ok(views(tx, seen).await?.pop())
}

/// How many there are.
pub(crate) async fn count(tx: &Scoped) -> Result<u64, DbErr> {
    #[derive(FromQueryResult)]
    struct Count {
        listings: i64,
    }
    let mut values = Vec::new();
    let seen = tx.seen(&mut values, "cooperative_id", "commune_code");
    let count: Option<Count> =
        tx.first(&format!("select count(*) as listings from listing where {seen}"), values).await?;
    Ok(count.map_or(0, |count| u64::try_from(count.listings).unwrap_or(0)))
}

async fn views(tx: &Scoped, seen: Vec<Seen>) -> Result<Vec<ListingView>, DbErr> {
    if seen.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = seen.iter().map(|seen| Id::from_uuid(seen.row.listing_id)).collect();
    let mut offers: HashMap<_, Vec<OfferView>> = HashMap::new();
    for (listing_id, offer) in offers::views_of(tx, &ids).await? {
        offers.entry(listing_id).or_default().push(offer);
    }
    let mut claims = papers::claims_of(tx, &ids).await?;
    let view = |seen: Seen| {
        let listing = seen.row.listing()?;
        Ok(ListingView {
            listing_id: listing.id,
            version: listing.version,
            cooperative_id: listing.cooperative_id,
            form: listing.form,
            available_g: seen.available_g,
            offers: offers.remove(&listing.id).unwrap_or_default(),
            claims: claims.remove(&listing.id).unwrap_or_default(),
        })
    };
    seen.into_iter().map(view).collect()
}

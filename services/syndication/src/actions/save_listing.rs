//! A cooperative writes a listing: a new one, or the next state of one.

use contract::{FieldFault, Refusal, code, syndication::SaveListing};
use ids::{Id, Listing as ListingId};
use mailbox::Stop;
use scoped::{DbErr, Scoped};
use sea_orm::SqlErr;

use crate::{
    app::App,
    domain::{
        claim,
        listing::{self, Listing},
    },
    store::{listings, lots, papers},
};

pub(crate) async fn save_listing(app: &App, tx: &Scoped, ask: SaveListing) -> Result<Id<ListingId>, Stop> {
    let Some(cooperative) = tx.caller().scope.cooperative() else {
        return Err(Refusal::new(code::NOT_ALLOWED, "only a cooperative writes its listings").into());
    };
    let known = lots::with_ids(tx, &ask.form.lots).await?;
    let before = match ask.listing_id {
        Some(id) => Some(listings::lock(tx, id).await?.ok_or_else(|| Stop::not_found("listing"))?),
        None => None,
    };
    let papers = papers::of(tx, &[cooperative]).await?;
    let form = claim::settled(ask.form, &papers);
    let claimed = before.as_ref().map_or(&[][..], |before| before.form.claims.as_slice());
    let mut faults = listing::faults_of(&form);
    faults.extend(listing::faults_of_lots(&form, cooperative, &known));
    faults.extend(claim::faults_of(&form, cooperative, &papers, claimed));
    let Some(lot) = known.first().filter(|_| faults.is_empty()) else {
        return Err(Refusal::of_fields(faults).into());
    };
    let (id, changed) = match before {
        None => {
            let id = Id::generate();
            (id, Some(Listing::new(id, cooperative, &lot.commune_code, form)))
        }
        Some(before) => {
            before.seen_as(ask.seen_version)?;
            (before.id, before.changed(form)?)
        }
    };
    if let Some(listing) = changed {
        listings::save(tx, &[listing]).await.map_err(refused_sku)?;
        app.wake.notify_one();
    }
    Ok(id)
}

/// The constraint decides, since two people may write the same SKU at once.
fn refused_sku(error: DbErr) -> Stop {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(words)) if words.contains("listing_sku") => {
            Refusal::of_fields(vec![FieldFault { field: "sku".into(), code: "sku_duplicate".into() }]).into()
        }
        _ => error.into(),
    }
}

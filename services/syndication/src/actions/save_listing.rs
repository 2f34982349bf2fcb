//! A cooperative writes a listing: a new one, or the next state of one.

use contract::{FieldFault, Refusal, code, syndication::SaveListing};
use ids::{Id, Listing as ListingId};
use mailbox::Stop;
use scoped::{DbErr, Scoped};
use sea_orm::SqlErr;

use crate::{
    app::App,
    domain::listing::{self, Listing},
    store::{listings, lots},
};

pub(crate) async fn save_listing(app: &App, tx: &Scoped, ask: SaveListing) -> Result<Id<ListingId>, Stop> {
    let Some(cooperative) = tx.caller().scope.cooperative() else {
        return Err(Refusal::new(code::NOT_ALLOWED, "only a cooperative writes its listings").into());
    };
    let known = lots::with_ids(tx, &ask.form.lots).await?;
    let mut faults = listing::faults_of(&ask.form);
    faults.extend(listing::faults_of_lots(&ask.form, cooperative, &known));
    let Some(lot) = known.first().filter(|_| faults.is_empty()) else {
        return Err(Refusal::of_fields(faults).into());
    };
    let (id, changed) = match ask.listing_id {
        None => {
            let id = Id::generate();
            (id, Some(Listing::new(id, cooperative, &lot.commune_code, ask.form)))
        }
        Some(id) => {
            let before = listings::lock(tx, id).await?.ok_or_else(|| Stop::not_found("listing"))?;
            before.seen_as(ask.seen_version)?;
            (id, before.changed(ask.form)?)
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

//! What a file of listings would change, and how it is taken.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use contract::{imports::ImportCount, syndication::ListingForm};
use futures::future::BoxFuture;
use ids::{Cooperative, Id};
use imports::Plan;
use mailbox::Stop;
use scoped::Scoped;
use tokio::sync::Notify;

use crate::{
    domain::{
        claim::{self, Paper},
        listing::Listing,
    },
    store::{listings, papers},
};

/// A row without a fault.
pub(super) struct Planned {
    pub(super) cooperative: Id<Cooperative>,
    pub(super) commune_code: String,
    pub(super) form: ListingForm,
}

/// The rows without faults, and how many of them make a difference.
pub(super) struct ListingsPlan {
    rows: Vec<Planned>,
    count: ImportCount,
    wake: Arc<Notify>,
}

type Key<'a> = (Id<Cooperative>, &'a str);

impl ListingsPlan {
    pub(super) fn against(known: &[Listing], papers: &[Paper], rows: Vec<Planned>, wake: Arc<Notify>) -> Self {
        let known = by_key(known);
        let mut count = ImportCount { what: "listings".into(), added: 0, changed: 0, unchanged: 0 };
        for row in &rows {
            let of_its_kind = match known.get(&(row.cooperative, row.form.sku.as_str())) {
                None => &mut count.added,
                Some(before) if next(before, row, papers).is_some() => &mut count.changed,
                Some(_) => &mut count.unchanged,
            };
            *of_its_kind += 1;
        }
        Self { rows, count, wake }
    }
}

impl Plan for ListingsPlan {
    fn counts(&self) -> Vec<ImportCount> {
        vec![self.count.clone()]
    }

    fn take(self: Box<Self>, tx: &Scoped) -> BoxFuture<'_, Result<(), Stop>> {
        Box::pin(async move {
            let cooperatives: BTreeSet<_> = self.rows.iter().map(|row| row.cooperative).collect();
            let cooperatives: Vec<_> = cooperatives.into_iter().collect();
            let skus: HashSet<_> = self.rows.iter().map(|row| row.form.sku.clone()).collect();
            // Read again under a lock: somebody may have written one of them by hand since the check.
            let known = listings::lock_with_skus(tx, &cooperatives, skus.into_iter().collect()).await?;
            let known = by_key(&known);
            let papers = papers::of(tx, &cooperatives).await?;
            let changed: Vec<Listing> = self
                .rows
                .iter()
                .filter_map(|row| match known.get(&(row.cooperative, row.form.sku.as_str())) {
                    Some(before) => next(before, row, &papers),
                    None => Some(Listing::new(Id::generate(), row.cooperative, &row.commune_code, row.form.clone())),
                })
                .collect();
            listings::save(tx, &changed).await?;
            self.wake.notify_one();
            Ok(())
        })
    }
}

fn by_key(listings: &[Listing]) -> HashMap<Key<'_>, &Listing> {
    listings.iter().map(|listing| ((listing.cooperative_id, listing.form.sku.as_str()), listing)).collect()
}

/// The next state of a listing; `None` where the row says nothing new. A file does not say whether a listing
/// is on sale, how it is sold and priced, nor which papers it claims.
fn next(before: &Listing, row: &Planned, papers: &[Paper]) -> Option<Listing> {
    // An older template has no column for it.
    let gtin = row.form.gtin.clone().or_else(|| before.form.gtin.clone());
    let ListingForm { active, sold_by, priced_by, .. } = before.form;
    let form = ListingForm { active, sold_by, priced_by, claims: before.form.claims.clone(), gtin, ..row.form.clone() };
    before.clone().changed(claim::settled(form, papers)).ok().flatten()
}

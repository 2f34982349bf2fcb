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
use marketplaces::Now;
use scoped::Scoped;
use tokio::sync::Notify;

use super::rules;
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
    rules: Vec<rules::Planned>,
    counts: Vec<ImportCount>,
    hands: Hands,
}

/// What taking a file reaches for beside its transaction.
#[derive(Clone)]
pub(super) struct Hands {
    /// Told when listings were taken, so that their offers are made at once.
    pub(super) wake: Arc<Notify>,
    /// The wall clock: rules say since when they hold.
    pub(super) now: Now,
}

type Key<'a> = (Id<Cooperative>, &'a str);

impl ListingsPlan {
    pub(super) fn against(known: &[Listing], papers: &[Paper], rows: Vec<Planned>, hands: Hands) -> Self {
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
        Self { rows, rules: Vec::new(), counts: vec![count], hands }
    }

    /// With what the sheet of rules says.
    pub(super) fn with_rules(mut self, rules: Vec<rules::Planned>, counts: [ImportCount; 2]) -> Self {
        self.counts.extend(counts);
        Self { rules, ..self }
    }

    /// The forms of this cooperative's listings in the file.
    pub(super) fn forms_of(&self, cooperative: Option<Id<Cooperative>>) -> impl Iterator<Item = &ListingForm> {
        self.rows.iter().filter(move |row| Some(row.cooperative) == cooperative).map(|row| &row.form)
    }
}

impl Plan for ListingsPlan {
    fn counts(&self) -> Vec<ImportCount> {
        self.counts.clone()
    }

    fn take(self: Box<Self>, tx: &Scoped) -> BoxFuture<'_, Result<(), Stop>> {
        Box::pin(async move {
            let Self { rows, rules, hands, .. } = *self;
            rules::lock_shops(tx, &rules).await?;
            let own = tx.caller().scope.cooperative().filter(|_| !rules.is_empty());
            let cooperatives: BTreeSet<_> = rows.iter().map(|row| row.cooperative).chain(own).collect();
            let cooperatives: Vec<_> = cooperatives.into_iter().collect();
            let skus: HashSet<_> = rows.iter().map(|row| row.form.sku.clone()).chain(rules::skus(&rules)).collect();
            // Read again under a lock: somebody may have written one of them by hand since the check.
            let mut known = listings::lock_with_skus(tx, &cooperatives, skus.into_iter().collect()).await?;
            let papers = papers::of(tx, &cooperatives).await?;
            let changed = changed(&known, rows, &papers);
            listings::save(tx, &changed).await?;
            known.extend(changed.into_iter().filter(|listing| listing.version == 1));
            rules::take(tx, rules, known, (hands.now)()).await?;
            hands.wake.notify_one();
            Ok(())
        })
    }
}

/// The listings that are new, or others than before.
fn changed(known: &[Listing], rows: Vec<Planned>, papers: &[Paper]) -> Vec<Listing> {
    let known = by_key(known);
    let changed = rows.into_iter().filter_map(|row| match known.get(&(row.cooperative, row.form.sku.as_str())) {
        Some(before) => next(before, &row, papers),
        None => Some(Listing::new(Id::generate(), row.cooperative, &row.commune_code, row.form)),
    });
    changed.collect()
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

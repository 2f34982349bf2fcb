//! Listings from an Excel file, one row each, known by cooperative and SKU; and on a sheet beside them what shops show otherwise.
//! The same file again changes nothing.

mod complaints;
mod layout;
mod plan;
mod rows;
mod rules;
mod told;

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use contract::{Refusal, Scope, code, imports::ImportKind, syndication::ListingForm};
use futures::future::BoxFuture;
use ids::{Cooperative, Id};
use imports::{Plan, Progress, Workbook};
use mailbox::Stop;
use marketplaces::Now;
use scoped::Scoped;
use sheets::{Faults, Layout, RowWriter, SheetRows};
use tokio::sync::Notify;

use crate::{
    domain::{
        claim,
        listing::{Listing, Lot},
    },
    store::{cooperatives, listings, lots, papers},
};
use complaints as say;
use layout::{COOPERATIVE, LOTS, SKU, TITLE};
use plan::{Hands, ListingsPlan, Planned};
use rows::Read;

const LAYOUTS: [Layout; 2] = [layout::LISTINGS, rules::RULES];

/// Listings of one or several cooperatives, as far as the file's owner may write them, and rules of the owner's own shops.
pub(crate) struct ListingsWorkbook(Hands);

impl ListingsWorkbook {
    /// Wakes the workers when something was taken; rules hold since this clock says so.
    pub(crate) fn new(wake: Arc<Notify>, now: Now) -> Self {
        Self(Hands { wake, now })
    }
}

impl Workbook for ListingsWorkbook {
    fn kind(&self) -> ImportKind {
        ImportKind::Listings
    }

    fn layouts(&self) -> &'static [Layout] {
        &LAYOUTS
    }

    fn rows<'a>(
        &'a self,
        tx: &'a Scoped,
        sheet: usize,
        of: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<(String, RowWriter)>, Stop>> {
        Box::pin(async move { if sheet == 0 { told::rows(tx, of).await } else { rules::rows(tx, of).await } })
    }

    fn check<'a>(
        &'a self,
        tx: &'a Scoped,
        sheets: &'a [SheetRows],
        faults: &'a mut Faults,
        progress: &'a Progress,
    ) -> BoxFuture<'a, Result<Box<dyn Plan>, Stop>> {
        Box::pin(async move {
            if !matches!(tx.caller().scope, Scope::Cooperative(_) | Scope::System) {
                let detail = "what is sold, and for how much, is its cooperative's to say";
                return Err(Refusal::new(code::NOT_ALLOWED, detail).into());
            }
            let [listings, ruled] = sheets else {
                return Err(anyhow::anyhow!("the file of listings has two sheets, not {}", sheets.len()).into());
            };
            let rows: Vec<Read<'a>> = listings.rows.iter().map(|row| rows::read(row, faults)).collect();
            let rules = rules::read(ruled, faults);
            let known = Known::of(tx, &rows, &rules).await?;
            let mut seen = HashSet::new();
            let mut planned = Vec::with_capacity(rows.len());
            for row in rows {
                planned.extend(known.judge(&row, &mut seen, faults));
                progress.row_done();
            }
            let plan = ListingsPlan::against(&known.listings, &known.papers, planned, self.0.clone());
            if !ruled.is_there {
                return Ok(Box::new(plan) as Box<dyn Plan>);
            }
            let ground = rules::Ground::of(tx, &known.listings, plan.forms_of(known.own), &known.papers).await?;
            let rules = ground.judge(rules, faults);
            progress.rows_done(u32::try_from(ruled.rows.len()).unwrap_or(u32::MAX));
            let counts = ground.counts(&rules);
            drop(ground);
            Ok(Box::new(plan.with_rules(rules, counts)) as Box<dyn Plan>)
        })
    }
}

/// What is there of what the rows name, within the owner's scope.
struct Known {
    /// The only one whose listings the file may hold, where its owner runs one.
    own: Option<Id<Cooperative>>,
    cooperatives: Vec<(String, Id<Cooperative>)>,
    lots: Vec<Lot>,
    listings: Vec<Listing>,
    papers: Vec<claim::Paper>,
}

impl Known {
    async fn of(tx: &Scoped, rows: &[Read<'_>], rules: &[rules::Read<'_>]) -> Result<Self, Stop> {
        let own = match tx.caller().scope {
            Scope::Cooperative(id) => Some(id),
            _ => None,
        };
        let codes: HashSet<_> = rows.iter().filter_map(|read| read.cooperative.clone()).collect();
        let cooperatives = cooperatives::with_codes(tx, codes.into_iter().collect()).await?;
        let lot_codes: HashSet<_> = rows.iter().flat_map(|read| read.lots.iter().cloned()).collect();
        let lots = lots::with_codes(tx, lot_codes.into_iter().collect()).await?;
        let skus = rows.iter().filter_map(|read| read.sku.clone());
        let skus: HashSet<_> = skus.chain(rules.iter().filter_map(|read| read.sku().map(str::to_owned))).collect();
        let ids: BTreeSet<_> = cooperatives.iter().map(|(_, id)| *id).chain(own).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let listings = listings::with_skus(tx, &ids, skus.into_iter().collect()).await?;
        let papers = papers::of(tx, &ids).await?;
        Ok(Self { own, cooperatives, lots, listings, papers })
    }

    /// What only a look at what is there can tell. `None` where the row has a fault.
    fn judge(
        &self,
        read: &Read<'_>,
        seen: &mut HashSet<(Id<Cooperative>, String)>,
        faults: &mut Faults,
    ) -> Option<Planned> {
        let mut is_sound = read.is_sound;
        let mut complain = |header: &str, complaint| {
            is_sound = false;
            faults.add(read.row, header, complaint);
        };
        let code = read.cooperative.as_deref();
        let cooperative = code.and_then(|code| self.cooperatives.iter().find(|(known, _)| known == code));
        match (code, cooperative) {
            // A cooperative sees no other one, so every other code is somebody else's or nobody's.
            (Some(_), None) if self.own.is_some() => complain(COOPERATIVE, say::not_your_cooperative()),
            (Some(_), None) => complain(COOPERATIVE, say::cooperative_unknown()),
            _ => {}
        }
        let cooperative = cooperative.map(|(_, id)| *id);
        if let (Some(cooperative), Some(sku)) = (cooperative, &read.sku)
            && !seen.insert((cooperative, sku.clone()))
        {
            complain(SKU, say::sku_duplicate());
        }
        let mut drawn = Vec::with_capacity(read.lots.len());
        for code in &read.lots {
            match self.fault_of_lot(read, cooperative, code) {
                Ok(lot) => drawn.push(lot),
                Err(complaint) => complain(LOTS, complaint),
            }
        }
        let commune_code = drawn.first()?.commune_code.clone();
        let form = read.form(drawn.iter().map(|lot| lot.id).collect()).filter(|_| is_sound)?;
        let claims = self
            .listings
            .iter()
            .find(|listing| Some(listing.cooperative_id) == cooperative && listing.form.sku == form.sku);
        let claims = claims.map(|listing| listing.form.claims.clone()).unwrap_or_default();
        if claim::indication_missing(&ListingForm { claims, ..form.clone() }, &self.papers) {
            faults.add(read.row, TITLE, say::title_indication());
            return None;
        }
        Some(Planned { cooperative: cooperative?, commune_code, form })
    }

    fn fault_of_lot(
        &self,
        read: &Read<'_>,
        cooperative: Option<Id<Cooperative>>,
        code: &str,
    ) -> Result<&Lot, sheets::Complaint> {
        let lot = self.lots.iter().find(|lot| lot.code == code).ok_or_else(|| say::lot_unknown(code))?;
        // What cannot be read has a fault of its own, and is not held against the lot.
        let cooperative = cooperative.unwrap_or(lot.cooperative_id);
        let (product, grade) = (read.product.unwrap_or(lot.product), read.grade.unwrap_or(lot.grade));
        match crate::domain::listing::fault_of_lot(product, grade, cooperative, lot) {
            None => Ok(lot),
            Some(fault) => Err(say::lot_of_another_kind(fault, code)),
        }
    }
}

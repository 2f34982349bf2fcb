//! What it takes to decide what shops show of listings, read in as many statements for one listing as for hundreds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use ids::{Channel, ChannelAccount, Cooperative, Id, Listing as ListingId, Lot};
use scoped::{DbErr, Scoped};

use super::{cooperatives, lots, offers, papers, rules};
use crate::{
    domain::{
        claim::Paper,
        listing::About,
        rule::{Rules, SetRule},
        showing::{Given, LotStock, Showing, showing},
    },
    pictures,
};

/// What it takes.
pub(crate) struct Grounds {
    rules: HashMap<Option<Id<ListingId>>, Vec<SetRule>>,
    lots: HashMap<Id<Lot>, LotStock>,
    papers: Vec<Paper>,
    stopped: BTreeSet<Id<Cooperative>>,
    categories: BTreeMap<(String, String), String>,
}

impl Grounds {
    /// Everything that these listings are decided by.
    pub(crate) async fn of(tx: &Scoped, listings: &[About<'_>]) -> Result<Self, DbErr> {
        let tenants: BTreeSet<_> = listings.iter().map(|about| about.cooperative_id).collect();
        let tenants: Vec<_> = tenants.into_iter().collect();
        let ids: Vec<_> = listings.iter().filter_map(|about| about.listing_id).collect();
        let drawn: BTreeSet<_> = listings.iter().flat_map(|about| &about.form.lots).copied().collect();
        Ok(Self {
            rules: rules::of(tx, &tenants, &ids).await?,
            lots: lots::stocks(tx, &drawn.into_iter().collect::<Vec<_>>()).await?,
            papers: papers::of(tx, &tenants).await?,
            stopped: cooperatives::stopped_among(tx, &tenants).await?,
            categories: offers::categories(tx).await?,
        })
    }

    /// What a shop should show of one of them.
    pub(crate) fn showing(
        &self,
        about: &About<'_>,
        account_id: Id<ChannelAccount>,
        channel: Channel,
        today: NaiveDate,
    ) -> Showing {
        let form = about.form;
        let lots: Vec<_> = form.lots.iter().filter_map(|lot| self.lots.get(lot)).cloned().collect();
        let filed_under = (channel.to_string(), form.product.to_string());
        let of = |listing_id| self.rules.get(&listing_id).into_iter().flatten();
        let own = about.listing_id.map(|id| of(Some(id))).into_iter().flatten();
        showing(&Given {
            form,
            rules: Rules::of(own.chain(of(None)), account_id, about.listing_id),
            lots: &lots,
            papers: &self.papers_of(about.cooperative_id),
            may_sell: !self.stopped.contains(&about.cooperative_id),
            house_category: self.categories.get(&filed_under).map(String::as_str),
            origin: origin(about.commune_code).as_deref(),
            photos: u32::from(pictures::of(form.product).is_some()),
            today,
        })
    }

    /// The papers of one cooperative.
    pub(crate) fn papers_of(&self, cooperative_id: Id<Cooperative>) -> Vec<Paper> {
        self.papers.iter().filter(|paper| paper.cooperative_id == cooperative_id).cloned().collect()
    }
}

/// The name of a place, as titles and attributes say it.
pub(crate) fn origin(commune_code: &str) -> Option<String> {
    places::commune(commune_code).map(places::Commune::full_name)
}

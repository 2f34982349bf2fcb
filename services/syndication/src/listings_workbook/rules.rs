//! The sheet of rules: what shops of one's own show otherwise than the listings say. A row says all rules of one place; one that
//! is not there is cleared. Of a kind the file has all columns, or says nothing.

mod complaints;
mod layout;
mod read;
mod told;

pub(super) use layout::RULES;
pub(super) use read::{Read, read};
pub(super) use told::rows;

use std::collections::{BTreeSet, HashMap, HashSet};

use amounts::Percent;
use chrono::{DateTime, Utc};
use contract::{
    Refusal, code,
    imports::ImportCount,
    syndication::{ChannelAccountView, ListingForm, PriceRule, Rule, RuleKind},
};
use ids::{ChannelAccount, Cooperative, Id, Listing as ListingId};
use mailbox::Stop;
use scoped::Scoped;
use sheets::{Complaint, Faults};

use crate::{
    actions::go::{self, Over, Wanted},
    domain::{
        claim::{self, Paper},
        listing::Listing,
        rule::Place,
    },
    listings_workbook::{complaints::title_indication, layout::SKU},
    store::{accounts, rules},
};
use complaints as say;
use layout::{CHANNEL, PERCENT, SHOP, TITLE};
use read::Of;

/// Who set a rule that came in a file, as others shall read it: files say no names.
const SET_BY: &str = "Excel";

/// What a sound row says of one place and kind.
pub(super) struct Planned {
    account_id: Id<ChannelAccount>,
    /// `None` for all listings that have none of their own.
    sku: Option<String>,
    kind: RuleKind,
    rule: Option<Rule>,
}

/// A shop, and the SKU of one listing or of none for all.
type At = (Id<ChannelAccount>, Option<String>);
/// The column at fault, and what is wrong.
type Wrong = (&'static str, Box<Complaint>);

/// What the rows are judged by.
pub(super) struct Ground<'a> {
    /// Whose shops they are; `None` for whoever runs no cooperative, and so says no rules.
    own: Option<Id<Cooperative>>,
    shops: Vec<ChannelAccountView>,
    /// Of own listings: those that are there, and those the same file brings.
    forms: HashMap<&'a str, (Option<Id<ListingId>>, &'a ListingForm)>,
    rules: HashMap<Place, Rule>,
    papers: &'a [Paper],
}

impl<'a> Ground<'a> {
    /// `brought` are the forms of own listings that the same file brings.
    pub(super) async fn of(
        tx: &Scoped,
        known: &'a [Listing],
        brought: impl Iterator<Item = &'a ListingForm>,
        papers: &'a [Paper],
    ) -> Result<Self, Stop> {
        let Some(own) = tx.caller().scope.cooperative() else {
            return Ok(Self { own: None, shops: Vec::new(), forms: HashMap::new(), rules: HashMap::new(), papers });
        };
        let shops = accounts::views(tx).await?;
        let known = known.iter().filter(|listing| listing.cooperative_id == own);
        let mut forms: HashMap<_, _> =
            known.map(|listing| (listing.form.sku.as_str(), (Some(listing.id), &listing.form))).collect();
        for form in brought {
            forms.entry(form.sku.as_str()).or_insert((None, form));
        }
        let ids: Vec<_> = forms.values().filter_map(|(id, _)| *id).collect();
        let rules = rules::in_shops(tx, &shops.iter().map(|shop| shop.account_id).collect::<Vec<_>>(), &ids).await?;
        Ok(Self { own: Some(own), shops, forms, rules, papers })
    }

    /// What only a look at what is there can tell. Rows with a fault say nothing.
    pub(super) fn judge(&self, reads: Vec<Read<'_>>, faults: &mut Faults) -> Vec<Planned> {
        let mut seen = HashSet::new();
        let mut planned = Vec::new();
        for read in reads {
            let row = read.row;
            match self.judge_row(read, &mut seen) {
                Ok(sound) => planned.extend(sound),
                Err((header, complaint)) => faults.add(row, header, *complaint),
            }
        }
        planned
    }

    fn judge_row(&self, read: Read<'_>, seen: &mut HashSet<At>) -> Result<Vec<Planned>, Wrong> {
        let Some(at) = self.place_of(&read)? else { return Ok(Vec::new()) };
        if !seen.insert(at.clone()) {
            return Err((SKU, Box::new(say::row_twice())));
        }
        if !read.is_sound {
            return Ok(Vec::new());
        }
        if let Some(wrong) = self.fault_of(&read, at.0) {
            return Err(wrong);
        }
        let (account_id, sku) = at;
        let planned = |(kind, rule)| Planned { account_id, sku: sku.clone(), kind, rule };
        Ok(read.told.into_iter().map(planned).collect())
    }

    /// The shop and the SKU a row names; `None` where that could not be read, which has a fault of its own.
    fn place_of(&self, read: &Read<'_>) -> Result<Option<At>, Wrong> {
        let wrong = |header, complaint| Err((header, Box::new(complaint)));
        if self.own.is_none() {
            return wrong(CHANNEL, say::says_itself());
        }
        let (Some(channel), Some(of)) = (read.channel, &read.of) else { return Ok(None) };
        let is_meant = |shop: &&ChannelAccountView| {
            shop.channel == channel && read.shop_id.as_ref().is_none_or(|id| *id == shop.shop_id)
        };
        let mut shops = self.shops.iter().filter(is_meant);
        let shop = match (shops.next(), shops.next()) {
            (Some(shop), None) => shop.account_id,
            (Some(_), Some(_)) => return wrong(SHOP, say::shop_several()),
            (None, _) => return wrong(if read.shop_id.is_some() { SHOP } else { CHANNEL }, say::shop_unknown()),
        };
        match of {
            Of::AllListings => Ok(Some((shop, None))),
            Of::Listing(sku) if self.forms.contains_key(sku.as_str()) => Ok(Some((shop, Some(sku.clone())))),
            Of::Listing(_) => wrong(SKU, say::listing_unknown()),
        }
    }

    fn fault_of(&self, read: &Read<'_>, shop: Id<ChannelAccount>) -> Option<Wrong> {
        read.told.iter().find_map(|(kind, rule)| match rule {
            Some(Rule::Title(words)) => {
                let (_, form) = self.forms.get(read.sku()?)?;
                let form = ListingForm { title: words.text.clone(), ..(*form).clone() };
                claim::indication_missing(&form, self.papers).then(|| (TITLE, Box::new(title_indication())))
            }
            Some(Rule::Price(PriceRule::Margin { percent, .. }))
                if is_part_of_one(*percent) && self.at(shop, read.sku(), *kind) != rule.as_ref() =>
            {
                Some((PERCENT, Box::new(say::percent_as_part())))
            }
            _ => None,
        })
    }

    /// What holds where a row speaks of.
    fn at(&self, shop: Id<ChannelAccount>, sku: Option<&str>, kind: RuleKind) -> Option<&Rule> {
        let listing_id = match sku {
            Some(sku) => Some(self.forms.get(sku)?.0?),
            None => None,
        };
        self.rules.get(&Place { account_id: Some(shop), listing_id, kind })
    }

    /// How many rules would be set, changed and left alone, and how many cleared.
    pub(super) fn counts(&self, planned: &[Planned]) -> [ImportCount; 2] {
        let count = |what: &str| ImportCount { what: what.into(), added: 0, changed: 0, unchanged: 0 };
        let (mut set, mut cleared) = (count("rules"), count("rules_cleared"));
        for Planned { account_id, sku, kind, rule } in planned {
            match (self.at(*account_id, sku.as_deref(), *kind), rule) {
                (None, None) => {}
                (None, Some(_)) => set.added += 1,
                (Some(before), Some(after)) if before == after => set.unchanged += 1,
                (Some(_), Some(_)) => set.changed += 1,
                (Some(_), None) => cleared.changed += 1,
            }
        }
        [set, cleared]
    }
}

/// A cell that Excel shows as `10%` holds 0.1; as a percentage that is nothing anybody means.
fn is_part_of_one(percent: Percent) -> bool {
    percent != Percent::whole(0) && percent > Percent::whole(-1) && percent < Percent::whole(1)
}

/// Locks the shops that rules are planned for. Shops are locked before listings.
pub(super) async fn lock_shops(tx: &Scoped, planned: &[Planned]) -> Result<(), Stop> {
    let shops: BTreeSet<_> = planned.iter().map(|planned| planned.account_id).collect();
    for shop in shops {
        if accounts::lock_own(tx, shop).await?.is_none() {
            return Err(Stop::not_found("shop"));
        }
    }
    Ok(())
}

/// The SKUs that rules are planned for.
pub(super) fn skus(planned: &[Planned]) -> impl Iterator<Item = String> {
    planned.iter().filter_map(|planned| planned.sku.clone())
}

/// Makes it so, as one go that can be undone. `known` are the listings the rules speak of, locked.
pub(super) async fn take(
    tx: &Scoped,
    planned: Vec<Planned>,
    known: Vec<Listing>,
    now: DateTime<Utc>,
) -> Result<(), Stop> {
    let Some(own) = tx.caller().scope.cooperative().filter(|_| !planned.is_empty()) else { return Ok(()) };
    let ids: HashMap<_, _> = known
        .iter()
        .filter(|listing| listing.cooperative_id == own)
        .map(|listing| (listing.form.sku.as_str(), listing.id))
        .collect();
    let mut wanted = Vec::with_capacity(planned.len());
    for Planned { account_id, sku, kind, rule } in planned {
        let listing_id =
            match sku {
                None => None,
                Some(sku) => Some(*ids.get(sku.as_str()).ok_or_else(|| {
                    Refusal::new(code::CONFLICT, "a listing that rules are for is not there any more")
                })?),
            };
        let place = Place { account_id: Some(account_id), listing_id, kind };
        wanted.push(Wanted { place, rule, over: Over::Anything });
    }
    go::carry_out(tx, own, wanted, known, (SET_BY, now)).await?;
    Ok(())
}

//! Rules of a shop and prices of listings are changed, in one go for as many listings as somebody has picked, and undone.

pub(crate) mod go;

use std::collections::BTreeSet;

use contract::{
    FieldFault, Refusal, code,
    syndication::{ChangePrices, ChangeRules, Changed, ListingForm, PriceRule, Rule, RuleKind, RulesOf, UndoChange},
};
use ids::{ChannelAccount, Cooperative, Id, Listing as ListingId};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    app::App,
    domain::{
        claim,
        listing::Listing,
        rule::{self, Place, fault},
        showing,
    },
    store::{
        accounts, listings, papers,
        rules::{self, RuleChange},
    },
};
use go::{Over, Wanted};

/// Listings of one go.
const LISTINGS_MAX: usize = 1_000;
/// Characters of who it was.
const NAME_LENGTH_MAX: usize = 80;

pub(crate) async fn change_rules(app: &App, tx: &Scoped, ask: ChangeRules) -> Result<Changed, Stop> {
    let cooperative = writer(tx)?;
    let of_the_shop = matches!(ask.of, RulesOf::TheShop);
    let mut faults = rule::faults_of(&ask.set, &ask.clear, of_the_shop);
    let ids = match &ask.of {
        RulesOf::TheShop => Vec::new(),
        RulesOf::Listings(ids) => distinct(ids, &mut faults),
    };
    if !faults.is_empty() {
        return Err(Refusal::of_fields(faults).into());
    }
    if accounts::lock_own(tx, ask.account_id).await?.is_none() {
        return Err(Stop::not_found("shop"));
    }
    let known = lock(tx, &ids).await?;
    refuse_indications(tx, cooperative, &ask.set, &known).await?;
    let places: Vec<_> = if of_the_shop { vec![None] } else { ids.into_iter().map(Some).collect() };
    let rules = ask.set.into_iter().map(|rule| (rule.kind(), Some(rule)));
    let rules: Vec<_> = rules.chain(ask.clear.into_iter().map(|kind| (kind, None))).collect();
    let wanted = places.iter().flat_map(|listing_id| {
        rules.iter().map(|(kind, rule)| Wanted {
            place: Place { account_id: Some(ask.account_id), listing_id: *listing_id, kind: *kind },
            rule: rule.clone(),
            over: Over::Anything,
        })
    });
    carry_out(app, tx, cooperative, wanted.collect(), known, &ask.name).await
}

pub(crate) async fn change_prices(app: &App, tx: &Scoped, ask: ChangePrices) -> Result<Changed, Stop> {
    let cooperative = writer(tx)?;
    let mut faults: Vec<_> = rule::fault_of_price(&ask.price).map(|code| fault("price", code)).into_iter().collect();
    let ids = distinct(&ask.listings, &mut faults);
    if !faults.is_empty() {
        return Err(Refusal::of_fields(faults).into());
    }
    let known = lock(tx, &ids).await?;
    let wanted = known.iter().map(|listing| {
        let price_vnd = showing::by_rule(&ask.price, listing.form.price_vnd, &mut Vec::new());
        let rule = Some(Rule::Price(PriceRule::Fixed { price_vnd }));
        let place = Place { account_id: None, listing_id: Some(listing.id), kind: RuleKind::Price };
        Wanted { place, rule, over: Over::Anything }
    });
    let wanted = wanted.collect();
    carry_out(app, tx, cooperative, wanted, known, &ask.name).await
}

pub(crate) async fn undo_change(app: &App, tx: &Scoped, ask: UndoChange) -> Result<Changed, Stop> {
    let cooperative = writer(tx)?;
    let changes = rules::changes_of(tx, ask.change_id).await?;
    if changes.is_empty() {
        return Err(Stop::not_found("change"));
    }
    let shops: BTreeSet<_> = changes.iter().filter_map(|change| change.place.account_id).collect();
    for shop in shops {
        accounts::lock_own(tx, shop).await?;
    }
    let ids: BTreeSet<_> = changes.iter().filter_map(|change| change.place.listing_id).collect();
    let known = listings::lock_all(tx, &ids.into_iter().collect::<Vec<_>>()).await?;
    let back = |change: RuleChange| Wanted { place: change.place, rule: change.before, over: Over::Only(change.after) };
    carry_out(app, tx, cooperative, changes.into_iter().map(back).collect(), known, &ask.name).await
}

/// Sets rules of one listing in one locked shop.
pub(super) async fn set_of_listing(
    app: &App,
    tx: &Scoped,
    (account_id, listing_id): (Id<ChannelAccount>, Id<ListingId>),
    set: Vec<Rule>,
    name: &str,
) -> Result<Changed, Stop> {
    let cooperative = writer(tx)?;
    let faults = rule::faults_of(&set, &[], false);
    if !faults.is_empty() {
        return Err(Refusal::of_fields(faults).into());
    }
    let known = lock(tx, &[listing_id]).await?;
    let wanted = set.into_iter().map(|rule| Wanted {
        place: Place { account_id: Some(account_id), listing_id: Some(listing_id), kind: rule.kind() },
        rule: Some(rule),
        over: Over::Anything,
    });
    carry_out(app, tx, cooperative, wanted.collect(), known, name).await
}

/// Changes what differs from what is wanted, in the name of whoever asked.
async fn carry_out(
    app: &App,
    tx: &Scoped,
    cooperative: Id<Cooperative>,
    wanted: Vec<Wanted>,
    known: Vec<Listing>,
    name: &str,
) -> Result<Changed, Stop> {
    let changed = go::carry_out(tx, cooperative, wanted, known, (&by_name(tx, name), (app.now)())).await?;
    app.wake.notify_one();
    Ok(changed)
}

fn writer(tx: &Scoped) -> Result<Id<Cooperative>, Refusal> {
    let cooperative = tx.caller().scope.cooperative();
    cooperative.ok_or_else(|| Refusal::new(code::NOT_ALLOWED, "only a cooperative changes what its shops show"))
}

fn distinct(ids: &[Id<ListingId>], faults: &mut Vec<FieldFault>) -> Vec<Id<ListingId>> {
    if ids.is_empty() {
        faults.push(fault("listings", "missing"));
    } else if ids.len() > LISTINGS_MAX {
        faults.push(fault("listings", "listings_too_many"));
    }
    ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect()
}

async fn lock(tx: &Scoped, ids: &[Id<ListingId>]) -> Result<Vec<Listing>, Stop> {
    let known = listings::lock_all(tx, ids).await?;
    if known.len() < ids.len() {
        return Err(Refusal::of_fields(vec![fault("listings", "listing_unknown")]).into());
    }
    Ok(known)
}

/// A title that bears a protected name takes the right to it, in a shop as anywhere.
async fn refuse_indications(
    tx: &Scoped,
    cooperative: Id<Cooperative>,
    set: &[Rule],
    known: &[Listing],
) -> Result<(), Stop> {
    let Some(title) = set.iter().find_map(|rule| match rule {
        Rule::Title(words) => Some(&words.text),
        _ => None,
    }) else {
        return Ok(());
    };
    let papers = papers::of(tx, &[cooperative]).await?;
    let is_missing = |listing: &Listing| {
        claim::indication_missing(&ListingForm { title: title.clone(), ..listing.form.clone() }, &papers)
    };
    if known.iter().any(is_missing) {
        return Err(Refusal::of_fields(vec![fault("title", "title_indication")]).into());
    }
    Ok(())
}

/// Who it was, as others shall read it; else their role.
pub(super) fn by_name(tx: &Scoped, name: &str) -> String {
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(NAME_LENGTH_MAX).collect();
    if name.is_empty() { tx.caller().role.slug().to_owned() } else { name }
}

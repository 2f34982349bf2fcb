//! Prices of many listings at once: they are named, what shall become of them is typed, and a slip is undone.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    Refusal, code,
    syndication::{
        ChangePrices, ChangeRules, ChannelAccountView, FindChannelAccounts, GetListing, ListingView, Rule, RuleKind,
        RulesOf, UndoChange,
    },
};
use futures::future::join_all;
use ids::{Change, ChannelAccount, Id, Listing};
use mailbox::Unanswered;

use crate::{
    portal::{
        fields::Fields,
        frame::{Frame, Visit, render},
        routes::{self, Link},
        rules,
    },
    problem::Problem,
};

/// As many as a page of the list may have.
const LISTINGS_MAX: usize = 100;

#[derive(Debug, Template)]
#[template(path = "listings/bulk.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    /// Id, title, and what it costs now.
    pub(crate) listings: Vec<(String, String, String)>,
    /// Id and name.
    pub(crate) shops: Vec<(String, String)>,
    pub(crate) about: String,
    pub(crate) submit: String,
    pub(crate) typed: Fields,
    pub(crate) fault: Option<String>,
}

impl Page {
    pub(crate) fn new(frame: Frame, listings: &[ListingView], shops: &[ChannelAccountView], typed: Fields) -> Self {
        let to = frame.to;
        let listing =
            |view: &ListingView| (view.listing_id.to_string(), view.form.title.clone(), to.money(view.form.price_vnd));
        let shop = |shop: &ChannelAccountView| {
            (shop.account_id.to_string(), format!("{} {}", to.channel(shop.channel), shop.shop_id))
        };
        let count = u64::try_from(listings.len()).unwrap_or(u64::MAX);
        Self {
            about: to.counted("bulk-about", count),
            submit: to.counted("bulk-do", count),
            listings: listings.iter().map(listing).collect(),
            shops: shops.iter().filter(|shop| shop.connected).map(shop).collect(),
            frame,
            typed,
            fault: None,
        }
    }

    /// Whether this was chosen in a drop-down.
    pub(crate) fn is(&self, name: &str, value: &str) -> bool {
        self.typed.one(name) == value
    }
}

/// The listings that were picked, by name, and what may become of their prices.
pub(in crate::portal) async fn pick(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only_who_may::<ChangePrices>()?;
    if form.ids::<Listing>("listing_id")?.is_empty() {
        return Ok(Redirect::to(routes::LISTINGS).into_response());
    }
    page(&visit, form, None).await
}

/// Does it. A place without a shop is the listings' own price.
pub(in crate::portal) async fn change(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only_who_may::<ChangePrices>()?;
    let listings = form.ids::<Listing>("listing_id")?;
    let shop = match form.one("shop") {
        "" => None,
        _ => form.ids::<ChannelAccount>("shop")?.first().copied(),
    };
    let clears = form.one("do") == "clear";
    let name = visit.signed.identity.name.clone();
    let price = match rules::read_price(&form) {
        Err(code) if !clears => return page(&visit, form, Some(code)).await,
        price => price.ok(),
    };
    let answer = match (shop, price) {
        (Some(account_id), price) => {
            let set = price.filter(|_| !clears).map(Rule::Price).into_iter().collect();
            let clear = if clears { vec![RuleKind::Price] } else { Vec::new() };
            let ask = ChangeRules { account_id, of: RulesOf::Listings(listings), set, clear, name };
            visit.command(form.key()?, &ask).await
        }
        (None, Some(price)) if !clears => visit.command(form.key()?, &ChangePrices { listings, price, name }).await,
        (None, _) => return page(&visit, form, Some("shop_missing")).await,
    };
    let changed = match answer {
        Ok(changed) => changed,
        Err(Unanswered::Refused(Refusal { code, fields, .. })) if code == code::INVALID => {
            let fault = fields.first().map_or("other", |fault| fault.code.as_str()).to_owned();
            return page(&visit, form, Some(&fault)).await;
        }
        Err(other) => return Err(other.into()),
    };
    let link = Link::to(routes::LISTINGS).with("changed", changed.changed).with_some("undo", changed.change_id);
    Ok(Redirect::to(&link.to_string()).into_response())
}

/// Gives back what was there before.
pub(in crate::portal) async fn undo(visit: Visit, form: Fields) -> Result<Response, Problem> {
    let change_id: Vec<Id<Change>> = form.ids("change_id")?;
    let change_id = *change_id.first().ok_or_else(|| Problem::new(code::UNREADABLE, "the form names no change"))?;
    let name = visit.signed.identity.name.clone();
    let undone = visit.command(form.key()?, &UndoChange { change_id, name }).await?;
    let link = Link::to(routes::LISTINGS).with("undone", undone.changed).with("left", undone.left);
    Ok(Redirect::to(&link.to_string()).into_response())
}

async fn page(visit: &Visit, form: Fields, fault: Option<&str>) -> Result<Response, Problem> {
    let ids = form.ids::<Listing>("listing_id")?;
    let asks: Vec<_> = ids.into_iter().take(LISTINGS_MAX).map(|listing_id| GetListing { listing_id }).collect();
    let asked = join_all(asks.iter().map(|ask| visit.ask(ask)));
    let (listings, shops) = tokio::join!(asked, visit.ask(&FindChannelAccounts {}));
    let listings: Vec<ListingView> = listings.into_iter().collect::<Result<_, _>>()?;
    let frame = visit.frame(visit.to.say("bulk-title"));
    // An assistant may change prices and not look at shops.
    let mut page = Page::new(frame, &listings, &shops.unwrap_or_default(), form);
    let words = |code: &str| {
        let key = format!("fault-{}", code.replace('_', "-"));
        visit.to.language.find(&key).unwrap_or_else(|| visit.to.say("fault-other"))
    };
    page.fault = fault.map(words);
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, render(&page)?).into_response())
}

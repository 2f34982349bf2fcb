//! Something that a shop shows already is joined to a listing by hand: which one, and what changes there.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    Page as Rows, PageRequest, Refusal, code,
    syndication::{FindListings, FindShopItems, JoinShopItem, ListingView, ShopItemState, ShopItemView},
};
use ids::{ChannelAccount, Id};
use mailbox::Unanswered;
use serde::Deserialize;

use super::items::{shop_name, stock_words};
use crate::{
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        parts::{Pager, page_request},
        routes::{self, Link},
    },
    problem::Problem,
};

/// What the page's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    /// The item's id in the shop.
    #[serde(default)]
    item: String,
    #[serde(default)]
    text: String,
    after: Option<String>,
    size: Option<u32>,
}

#[derive(Debug, Template)]
#[template(path = "channels/join.html")]
pub(crate) struct Page {
    frame: Frame,
    action: String,
    back: String,
    text: String,
    item: Item,
    fault: Option<String>,
    rows: Vec<Row>,
    pager: Pager,
}

/// What the shop shows.
#[derive(Debug)]
struct Item {
    id: String,
    title: String,
    sku: Option<String>,
    price: String,
    stock: String,
}

/// A listing that it may be.
#[derive(Debug)]
struct Row {
    id: String,
    title: String,
    sku: String,
    pack: String,
    /// What changes in the shop.
    then: String,
    may_join: bool,
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        account_id: Id<ChannelAccount>,
        asked: &Asked,
        item: ShopItemView,
        listings: &Rows<ListingView>,
    ) -> Self {
        let (to, action) = (frame.to, routes::shop_item_join(account_id));
        let link = Link::to(action.as_str()).with("item", &item.item_id).with("text", &asked.text);
        let page = asked.page();
        let mut rows: Vec<_> = listings.rows.iter().map(|listing| Row::new(to, account_id, &item, listing)).collect();
        rows.sort_by_key(|row| !row.may_join);
        Self {
            rows,
            pager: Pager::new(&link, &page, listings.next.as_deref(), listings.rows.len()),
            item: Item {
                price: to.money(item.price_vnd),
                stock: stock_words(to, &item),
                title: if item.title.is_empty() { item.item_id.clone() } else { item.title },
                sku: Some(item.sku).filter(|sku| !sku.is_empty()),
                id: item.item_id,
            },
            text: asked.text.clone(),
            back: routes::shop_items(account_id),
            fault: None,
            action,
            frame,
        }
    }

    /// The same page, with why it was refused.
    #[must_use]
    pub(crate) fn refused(self, refusal: &Refusal) -> Self {
        let to = self.frame.to;
        let code = refusal.fields.first().map_or("other", |fault| fault.code.as_str());
        let key = format!("fault-{}", code.replace('_', "-"));
        Self { fault: Some(to.language.find(&key).unwrap_or_else(|| to.say("fault-other"))), ..self }
    }
}

impl Asked {
    fn page(&self) -> PageRequest {
        page_request(self.after.clone(), self.size)
    }
}

impl Row {
    fn new(to: Reader, account_id: Id<ChannelAccount>, item: &ShopItemView, listing: &ListingView) -> Self {
        let form = &listing.form;
        let offer = listing.offers.iter().find(|offer| offer.account_id == account_id);
        let has_item = offer.is_some_and(|offer| offer.channel_item_id.is_some());
        let may_join = offer.is_some() && !has_item;
        let prices = [("before", to.money(item.price_vnd).into()), ("after", to.money(form.price_vnd).into())];
        let then = match (may_join, has_item) {
            (true, _) => to.say_with("item-join-then", prices),
            (false, true) => to.say("fault-join-there-already"),
            (false, false) => to.say("fault-join-not-shown"),
        };
        Self {
            id: listing.listing_id.to_string(),
            title: form.title.clone(),
            sku: form.sku.clone(),
            pack: form.pack_name.clone(),
            then,
            may_join,
        }
    }
}

pub(in crate::portal) async fn show(
    visit: Visit,
    Path(account_id): Path<Id<ChannelAccount>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    visit.only_who_may::<JoinShopItem>()?;
    match page(&visit, account_id, &asked).await? {
        Some(page) => render(&page),
        None => Ok(Redirect::to(&routes::shop_items(account_id)).into_response()),
    }
}

pub(in crate::portal) async fn join(
    visit: Visit,
    Path(account_id): Path<Id<ChannelAccount>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only_who_may::<JoinShopItem>()?;
    let item_id = form.one("item").to_owned();
    let listing = form.ids("listing_id")?.into_iter().next();
    let listing_id = listing.ok_or_else(|| Problem::new(code::UNREADABLE, "the form names no listing"))?;
    match visit.command(form.key()?, &JoinShopItem { account_id, item_id: item_id.clone(), listing_id }).await {
        Ok(()) => {
            let ours = ShopItemState::Ours.slug();
            let link = Link::to(routes::shop_items(account_id)).with("show", ours).with("done", "joined");
            Ok(Redirect::to(&link.to_string()).into_response())
        }
        Err(Unanswered::Refused(refusal)) if refusal.code == code::INVALID => {
            let asked = Asked { item: item_id, text: form.one("text").to_owned(), ..Asked::default() };
            match page(&visit, account_id, &asked).await? {
                Some(page) => Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page.refused(&refusal))?).into_response()),
                None => Err(Unanswered::Refused(refusal).into()),
            }
        }
        Err(other) => Err(other.into()),
    }
}

/// The page of an item that is nobody's yet; `None` where the shop shows no such thing.
async fn page(visit: &Visit, account_id: Id<ChannelAccount>, asked: &Asked) -> Result<Option<Page>, Problem> {
    let items = FindShopItems {
        account_id,
        text: None,
        state: None,
        item_id: Some(asked.item.clone()),
        page: PageRequest::first(1),
    };
    let listings = FindListings {
        text: Some(asked.text.clone()).filter(|text| !text.trim().is_empty()),
        offer_state: None,
        page: asked.page(),
    };
    let (items, listings) = tokio::join!(visit.ask(&items), visit.ask(&listings));
    let item = items?.found.rows.into_iter().find(|item| item.state != ShopItemState::Ours);
    let Some(item) = item else { return Ok(None) };
    let shop = shop_name(visit, account_id).await?;
    let frame = visit.frame(visit.to.say_with("item-join-title", [("shop", shop.into())]));
    Ok(Some(Page::new(frame, account_id, asked, item, &listings?)))
}

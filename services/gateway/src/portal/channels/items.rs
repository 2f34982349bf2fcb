//! What a shop shows already: what is ours by its SKU, what waits for a person, and what is none of ours.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    PageRequest,
    syndication::{FindShopItems, IgnoreShopItem, PutUpRest, ReadShop, ShopItemState, ShopItemView, ShopItems},
};
use ids::{ChannelAccount, Id};
use serde::Deserialize;

use super::Known;
use crate::{
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        listings,
        parts::{Badge, Chip, Pager, Shape, page_request},
        routes::{self, Link},
    },
    problem::Problem,
};

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    text: String,
    /// A state, or `all`; what waits for a person where it is neither.
    #[serde(default)]
    show: String,
    after: Option<String>,
    size: Option<u32>,
    done: Option<String>,
}

const ALL: &str = "all";

impl Asked {
    fn state(&self) -> Option<ShopItemState> {
        (self.show != ALL).then(|| ShopItemState::from_slug(&self.show).unwrap_or(ShopItemState::Unmatched))
    }

    fn done(&self, to: Reader) -> Option<String> {
        match self.done.as_deref()? {
            "ignored" => Some(to.say("item-is-ignored")),
            "back" => Some(to.say("item-is-back")),
            "joined" => Some(to.say("item-is-joined")),
            "all" => Some(to.say("items-rest-goes-up")),
            "reading" => Some(to.say("items-are-read")),
            _ => None,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "channels/items.html")]
pub(crate) struct Page {
    frame: Frame,
    action: String,
    text: String,
    show: String,
    /// How the last reading went.
    standing: String,
    fault: Option<(String, String)>,
    /// Listings that wait until somebody has looked.
    held_back: Option<String>,
    chips: Vec<Chip>,
    rows: Vec<Row>,
    pager: Pager,
}

#[derive(Debug)]
struct Row {
    item_id: String,
    title: String,
    sku: Option<String>,
    price: String,
    stock: String,
    badge: Badge,
    /// The listing of ours whose offer has it.
    listing: Option<String>,
    /// Where it is joined to a listing of ours by hand.
    join: Option<String>,
    /// What its button does: put it aside, or take that back.
    button: Option<(&'static str, String)>,
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        account_id: Id<ChannelAccount>,
        asked: &Asked,
        page: &PageRequest,
        items: ShopItems,
    ) -> Self {
        let to = frame.to;
        let action = routes::shop_items(account_id);
        let link_of = |show: &str| Link::to(action.as_str()).with("show", show).with("text", &asked.text);
        let shown = asked.state().map_or(ALL, ShopItemState::slug);
        let of_state = ShopItemState::ALL.into_iter().zip(items.counts).map(|(state, count)| {
            let words = to.word("item-state", state.slug());
            Chip::new(to, words, Some(count), &link_of(state.slug()), shown == state.slug())
        });
        let all = Chip::new(to, to.say("items-all"), Some(items.counts.iter().sum()), &link_of(ALL), shown == ALL);
        let link = link_of(shown);
        let pager = Pager::new(&link, page, items.found.next.as_deref(), items.found.rows.len());
        let fault = items.fault.filter(|_| !items.under_way);
        let standing = match (items.under_way, items.read_at) {
            (true, _) => to.say("items-under-way"),
            (false, Some(at)) if fault.is_none() => to.say_with("items-read-at", [("time", to.moment(at).into())]),
            (false, _) => to.say("items-not-read"),
        };
        Self {
            chips: of_state.chain([all]).collect(),
            rows: items.found.rows.into_iter().map(|item| Row::new(to, account_id, item)).collect(),
            pager,
            text: asked.text.clone(),
            show: shown.to_owned(),
            standing,
            held_back: (items.held_back > 0).then(|| to.counted("items-held-back", items.held_back)),
            fault: fault.map(|code| (listings::reason(to, &code), code)),
            action,
            frame,
        }
    }
}

impl Row {
    fn new(to: Reader, account_id: Id<ChannelAccount>, item: ShopItemView) -> Self {
        let shape = match item.state {
            ShopItemState::Unmatched => Shape::Yours,
            ShopItemState::Ours => Shape::Done,
            ShopItemState::Ignored => Shape::Off,
        };
        let is_ours = item.state == ShopItemState::Ours;
        let join = Link::to(routes::shop_item_join(account_id)).with("item", &item.item_id);
        Self {
            badge: Badge { shape, words: to.word("item-state", item.state.slug()) },
            price: to.money(item.price_vnd),
            stock: stock_words(to, &item),
            listing: item.listing_id.map(routes::listing),
            join: (!is_ours).then(|| join.to_string()),
            button: match item.state {
                ShopItemState::Unmatched => Some(("ignore", to.say("item-ignore"))),
                ShopItemState::Ignored => Some(("take-back", to.say("item-take-back"))),
                ShopItemState::Ours => None,
            },
            title: if item.title.is_empty() { item.item_id.clone() } else { item.title },
            sku: Some(item.sku).filter(|sku| !sku.is_empty()),
            item_id: item.item_id,
        }
    }
}

/// How many packs are left of it, or that buyers do not see it.
pub(super) fn stock_words(to: Reader, item: &ShopItemView) -> String {
    if !item.live {
        return to.say("item-hidden");
    }
    let count = to.count(u64::try_from(item.stock).unwrap_or(0));
    to.say_with("item-stock", [("count", count.into())])
}

pub(in crate::portal) async fn show(
    visit: Visit,
    Path(account_id): Path<Id<ChannelAccount>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    visit.only_who_may::<FindShopItems>()?;
    let page = page_request(asked.after.clone(), asked.size);
    let ask = FindShopItems {
        account_id,
        text: Some(asked.text.clone()).filter(|text| !text.trim().is_empty()),
        state: asked.state(),
        item_id: None,
        page: page.clone(),
    };
    let items = visit.ask(&ask).await?;
    let shop = shop_name(&visit, account_id).await?;
    let title = visit.to.say_with("items-title", [("shop", shop.into())]);
    let mut frame = visit.frame(title).done(asked.done(visit.to));
    frame.again_after = items.under_way.then_some(5);
    render(&Page::new(frame, account_id, &asked, &page, items))
}

/// A shop, as people call it.
pub(super) async fn shop_name(visit: &Visit, account_id: Id<ChannelAccount>) -> Result<String, Problem> {
    let known = Known::of(visit).await?;
    let shop = known.shops.iter().find(|shop| shop.account_id == account_id);
    Ok(shop.map(|shop| format!("{} {}", shop.channel.name(), shop.shop_id)).unwrap_or_default())
}

pub(in crate::portal) async fn act(
    visit: Visit,
    Path(account_id): Path<Id<ChannelAccount>>,
    form: Fields,
) -> Result<Response, Problem> {
    let item_id = form.one("item_id").to_owned();
    let done = match form.one("do") {
        "read" => {
            visit.command(form.key()?, &ReadShop { account_id }).await?;
            "reading"
        }
        "put-up-rest" => {
            visit.command(form.key()?, &PutUpRest { account_id }).await?;
            "all"
        }
        does => {
            let ignored = does != "take-back";
            visit.command(form.key()?, &IgnoreShopItem { account_id, item_id, ignored }).await?;
            if ignored { "ignored" } else { "back" }
        }
    };
    let link = Link::to(routes::shop_items(account_id)).with("show", form.one("show")).with("text", form.one("text"));
    Ok(Redirect::to(&link.with("done", done).to_string()).into_response())
}

//! What a shop shows already: what is ours by its SKU, what waits for a person, and what is none of ours.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    PageRequest,
    syndication::{FindShopItems, IgnoreShopItem, ReadShop, ShopItemState, ShopItemView, ShopItems},
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
    /// Where to make a listing of ours with its SKU.
    make: Option<String>,
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
            rows: items.found.rows.into_iter().map(|item| Row::new(to, item)).collect(),
            pager,
            text: asked.text.clone(),
            show: shown.to_owned(),
            standing,
            fault: fault.map(|code| (listings::reason(to, &code), code)),
            action,
            frame,
        }
    }
}

impl Row {
    fn new(to: Reader, item: ShopItemView) -> Self {
        let shape = match item.state {
            ShopItemState::Unmatched => Shape::Yours,
            ShopItemState::Ours => Shape::Done,
            ShopItemState::Ignored => Shape::Off,
        };
        let waits = item.state == ShopItemState::Unmatched;
        let stock = u64::try_from(item.stock).unwrap_or(0);
        let (price, count) = (to.money(item.price_vnd), to.count(stock));
        Self {
            badge: Badge { shape, words: to.word("item-state", item.state.slug()) },
            price,
            stock: if item.live { to.say_with("item-stock", [("count", count.into())]) } else { to.say("item-hidden") },
            listing: item.listing_id.map(routes::listing),
            make: waits.then(|| routes::LISTING_NEW.to_owned()),
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
        page: page.clone(),
    };
    let items = visit.ask(&ask).await?;
    let known = Known::of(&visit).await?;
    let shop = known.shops.iter().find(|shop| shop.account_id == account_id);
    let shop = shop.map(|shop| format!("{} {}", shop.channel.name(), shop.shop_id)).unwrap_or_default();
    let title = visit.to.say_with("items-title", [("shop", shop.into())]);
    let mut frame = visit.frame(title).done(asked.done(visit.to));
    frame.again_after = items.under_way.then_some(5);
    render(&Page::new(frame, account_id, &asked, &page, items))
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
        does => {
            let ignored = does != "take-back";
            visit.command(form.key()?, &IgnoreShopItem { account_id, item_id, ignored }).await?;
            if ignored { "ignored" } else { "back" }
        }
    };
    let link = Link::to(routes::shop_items(account_id)).with("show", form.one("show")).with("text", form.one("text"));
    Ok(Redirect::to(&link.with("done", done).to_string()).into_response())
}

//! Orders: the list with its filters, what a row of it says, and the list as a workbook.

pub(super) mod decide;
pub(super) mod detail;
pub(super) mod packing_list;
mod workbook;

pub(super) use workbook::{answer, workbook};

use askama::Template;
use axum::{extract::Query, response::Response};
use contract::{
    Role,
    intake::{ChannelTaskView, CountOrders, FindOrders, OrderChanged, OrderCounts, OrderLine, OrderState, OrderView},
};
use serde::Deserialize;

use super::{
    format::{Reader, Urgency},
    frame::{Frame, Visit, render},
    parts::{Badge, Chip, Pager, Shape, page_request},
    routes::{self, Link},
};
use crate::problem::Problem;

/// Which orders a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    ToPack,
    Told,
    Underway,
    Delivered,
    Cancelled,
    Troubled,
    All,
}

impl Show {
    const ALL: [Self; 7] =
        [Self::ToPack, Self::Told, Self::Underway, Self::Delivered, Self::Cancelled, Self::Troubled, Self::All];

    /// In URLs.
    const fn slug(self) -> &'static str {
        match self {
            Self::ToPack => "to_pack",
            Self::Told => "told",
            Self::Underway => "underway",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::Troubled => "troubled",
            Self::All => "all",
        }
    }

    /// What is to be packed comes first, for that is what people open the list for.
    fn from_slug(slug: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|show| Some(show.slug()) == slug).unwrap_or(Self::ToPack)
    }

    /// States it shows; all where empty.
    const fn states(self) -> &'static [OrderState] {
        match self {
            Self::ToPack => &[OrderState::Paid],
            Self::Told => &[OrderState::ReadyToShip],
            Self::Underway => &[OrderState::Shipped],
            Self::Delivered => &[OrderState::Delivered],
            Self::Cancelled => &[OrderState::Cancelled, OrderState::Returned],
            Self::Troubled | Self::All => &[],
        }
    }

    fn count(self, counts: &OrderCounts) -> u64 {
        match self {
            Self::Troubled => counts.troubled,
            Self::All => count_of(counts, &OrderState::ALL),
            _ => count_of(counts, self.states()),
        }
    }

    pub(crate) fn link(self) -> Link {
        Link::to(routes::ORDERS).with("show", self.slug())
    }
}

/// Orders in any of these states.
pub(crate) fn count_of(counts: &OrderCounts, states: &[OrderState]) -> u64 {
    counts.by_state.iter().filter(|(state, _)| states.contains(state)).map(|(_, count)| count).sum()
}

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    show: Option<String>,
    text: Option<String>,
    after: Option<String>,
    size: Option<u32>,
    /// Orders just queued for their marketplaces, and those whose state did not allow it.
    queued: Option<u32>,
    refused: Option<u32>,
    /// The queued ones can still be taken back.
    #[serde(default)]
    held: bool,
    /// Orders just taken back.
    taken_back: Option<u32>,
}

impl Asked {
    pub(super) fn find(&self) -> FindOrders {
        let show = Show::from_slug(self.show.as_deref());
        FindOrders {
            states: show.states().to_vec(),
            text: self.text.clone().filter(|text| !text.trim().is_empty()),
            troubled: show == Show::Troubled,
            by_ship_by: matches!(show, Show::ToPack | Show::Told),
            page: page_request(self.after.clone(), self.size),
            ..FindOrders::default()
        }
    }

    fn link(&self) -> Link {
        Show::from_slug(self.show.as_deref()).link().with_some("text", self.text.as_deref())
    }
}

#[derive(Debug, Template)]
#[template(path = "orders/list.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) show: &'static str,
    pub(crate) text: String,
    pub(crate) chips: Vec<Chip>,
    pub(crate) rows: Vec<Row>,
    pub(crate) pager: Pager,
    /// Some of them can be chosen, to do something about.
    pub(crate) selectable: bool,
    pub(crate) hand: Hand,
    /// What was just packed can be taken back.
    pub(crate) held: bool,
    pub(crate) empty: String,
    pub(crate) workbook: String,
}

/// One order in the list.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    /// Something can be done about it.
    pub(crate) pickable: bool,
    pub(crate) link: String,
    pub(crate) number: String,
    pub(crate) channel: String,
    pub(crate) goods: Vec<String>,
    pub(crate) weight: String,
    pub(crate) money: String,
    pub(crate) badge: Badge,
    pub(crate) ship_by: Option<(Urgency, String, String)>,
    pub(crate) remarks: Vec<String>,
}

/// What a reader may do with orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hand {
    /// Looks at them.
    Looks,
    /// Packs parcels, too.
    Packs,
    /// May give an order up, too.
    Decides,
}

impl Hand {
    const fn of(role: Role) -> Self {
        match role {
            Role::CooperativeManager => Self::Decides,
            Role::CooperativeMember | Role::Assistant => Self::Packs,
            _ => Self::Looks,
        }
    }
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let find = asked.find();
    let (orders, counts) = tokio::join!(visit.ask(&find), visit.ask(&CountOrders {}));
    let (orders, counts) = (orders?, counts.unwrap_or_default());
    let frame = visit.frame(visit.to.say("orders-title"));
    render(&Page::new(frame, &asked, &find, &orders, &counts, Hand::of(visit.role())))
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        asked: &Asked,
        find: &FindOrders,
        orders: &contract::Page<OrderView>,
        counts: &OrderCounts,
        hand: Hand,
    ) -> Self {
        let (to, shown) = (frame.to, Show::from_slug(asked.show.as_deref()));
        let chip = |show: Show| {
            let link = show.link().with_some("text", asked.text.as_deref());
            Chip::new(to, to.word("orders-show", show.slug()), Some(show.count(counts)), &link, show == shown)
        };
        let link = asked.link();
        let empty =
            if find.text.is_some() { to.say("list-nothing-found") } else { to.word("orders-empty", shown.slug()) };
        let done = asked.queued.filter(|queued| *queued > 0).map(|queued| to.counted("orders-queued", queued.into()));
        let not_done =
            asked.refused.filter(|refused| *refused > 0).map(|refused| to.counted("orders-not-queued", refused.into()));
        let taken_back = |some: bool| {
            let orders = asked.taken_back.filter(|orders| (*orders > 0) == some);
            orders.map(|orders| to.counted("orders-taken-back", orders.into()))
        };
        let nothing = (asked.queued == Some(0) && not_done.is_none()).then(|| to.say("orders-none-chosen"));
        let rows: Vec<Row> = orders.rows.iter().map(|order| Row::new(to, order)).collect();
        Self {
            show: shown.slug(),
            text: asked.text.clone().unwrap_or_default(),
            chips: Show::ALL.into_iter().map(chip).collect(),
            selectable: hand >= Hand::Packs && rows.iter().any(|row| row.pickable),
            hand,
            held: hand >= Hand::Packs && asked.held,
            rows,
            pager: Pager::new(&link, &find.page, orders.next.as_deref(), orders.rows.len()),
            workbook: Link { path: routes::ORDERS_WORKBOOK.to_owned(), ..link }.to_string(),
            empty,
            frame: frame
                .done(done)
                .done(taken_back(true))
                .not_done(taken_back(false))
                .not_done(not_done)
                .not_done(nothing),
        }
    }
}

impl Row {
    fn new(to: Reader, view: &OrderView) -> Self {
        let order = &view.order;
        let is_open = matches!(order.state, OrderState::Placed | OrderState::Paid | OrderState::ReadyToShip);
        let ship_by = view.ship_by.filter(|_| is_open);
        let waits_for_us = matches!(order.state, OrderState::Placed | OrderState::Paid);
        Self {
            id: order.order_id.to_string(),
            pickable: waits_for_us && !view.on_hold && view.task.as_ref().is_none_or(|task| task.state == "refused"),
            link: routes::order(order.order_id),
            number: order.channel_order_id.clone(),
            channel: to.channel(order.channel),
            goods: still_bought(order).map(|line| format!("{} × {}", to.number(line.quantity), line.name)).collect(),
            weight: to.weight(order.lines.iter().map(|line| line.quantity_g).sum()),
            money: to.money(order.lines.iter().map(|line| line.line_vnd).sum()),
            badge: badge(to, order.state),
            ship_by: ship_by.map(|until| (to.urgency(until), to.time_left(until), to.moment(until))),
            remarks: remarks(to, view),
        }
    }
}

/// A state as words and a shape.
pub(crate) fn badge(to: Reader, state: OrderState) -> Badge {
    let shape = match state {
        OrderState::Paid => Shape::Yours,
        OrderState::Placed | OrderState::ReadyToShip | OrderState::Shipped => Shape::Waiting,
        OrderState::Delivered => Shape::Done,
        OrderState::Cancelled | OrderState::Returned => Shape::Off,
        OrderState::Unknown => Shape::Bad,
    };
    Badge { shape, words: to.word("order-state", state.slug()) }
}

/// The lines of which anything is still to be had.
fn still_bought(order: &OrderChanged) -> impl Iterator<Item = &OrderLine> {
    order.lines.iter().filter(|line| line.quantity > 0)
}

/// What a person should know of an order besides its state.
pub(crate) fn remarks(to: Reader, view: &OrderView) -> Vec<String> {
    let lines = &view.order.lines;
    let mut remarks = Vec::new();
    if lines.iter().any(|line| line.listing_id.is_none()) {
        remarks.push(to.say("order-unmatched"));
    }
    let short: i64 = lines.iter().map(|line| line.short_g).sum();
    if short > 0 {
        remarks.push(to.say_with("order-short", [("weight", to.weight(short).into())]));
    }
    if view.on_hold {
        remarks.push(to.say("order-on-hold"));
    }
    let packs = |of: fn(&OrderLine) -> i64| lines.iter().map(of).sum::<i64>().unsigned_abs();
    for (key, packs) in
        [("order-packs-cancelled", packs(|line| line.cancelled)), ("order-packs-returned", packs(|line| line.returned))]
    {
        if packs > 0 {
            remarks.push(to.counted(key, packs));
        }
    }
    if view.cancel_requested {
        remarks.push(to.say("order-cancel-requested"));
    }
    if view.order.state == OrderState::Unknown {
        remarks.push(to.say_with("order-unknown-status", [("status", view.raw_status.as_str().into())]));
    }
    remarks.extend(view.task.as_ref().and_then(|task| task_words(to, view, task)));
    remarks
}

/// What we asked the marketplace, and how it goes. What was done shows in the state.
fn task_words(to: Reader, view: &OrderView, task: &ChannelTaskView) -> Option<String> {
    let channel = to.channel(view.order.channel);
    match task.state.as_str() {
        "done" => None,
        "refused" => {
            let words = task.channel_words.as_deref().unwrap_or("—");
            Some(to.say_with("order-task-refused", [("channel", channel.into()), ("words", words.into())]))
        }
        _ if task.kind == "ship" => Some(to.say_with("order-task-ship-queued", [("channel", channel.into())])),
        _ => Some(to.say_with("order-task-cancel-queued", [("channel", channel.into())])),
    }
}

//! How the house is doing, for the one who keeps it running.

pub(crate) mod audit;

use askama::Template;
use axum::response::Response;
use contract::{
    Role,
    intake::{CountOrders, IntakeFigures, IntakeHealth, OrderCounts, OrderState},
    syndication::{ChannelAccountView, CountOffers, FindChannelAccounts, OfferCounts, OfferState},
};

use super::{
    frame::{Frame, Visit, render},
    listings, orders, routes,
};
use crate::problem::Problem;

#[derive(Debug, Template)]
#[template(path = "operator.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    /// What needs the operator now.
    pub(crate) alarms: Vec<String>,
    pub(crate) groups: Vec<Group>,
    pub(crate) api_docs: &'static str,
    pub(crate) unanswered: Vec<String>,
}

/// A few numbers that belong together.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) numbers: Vec<Number>,
}

/// A number with its name; a link where one can look closer.
#[derive(Debug)]
pub(crate) struct Number {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) is_bad: bool,
    pub(crate) link: Option<String>,
}

/// What the services said; `None` where one did not answer.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) intake: Option<IntakeFigures>,
    pub(crate) orders: Option<OrderCounts>,
    pub(crate) offers: Option<OfferCounts>,
    pub(crate) shops: Option<Vec<ChannelAccountView>>,
}

pub(super) async fn show(visit: Visit) -> Result<Response, Problem> {
    visit.only(&[Role::Operator])?;
    let (intake, orders, offers, shops) = tokio::join!(
        visit.ask(&IntakeHealth {}),
        visit.ask(&CountOrders {}),
        visit.ask(&CountOffers {}),
        visit.ask(&FindChannelAccounts {}),
    );
    let known = Known { intake: intake.ok(), orders: orders.ok(), offers: offers.ok(), shops: shops.ok() };
    render(&Page::new(visit.frame(visit.to.say("operator-title")), &known))
}

impl Page {
    pub(crate) fn new(frame: Frame, known: &Known) -> Self {
        let to = frame.to;
        let groups = [
            known.intake.as_ref().map(|intake| intake_numbers(&frame, intake)),
            known.orders.as_ref().map(|counts| order_numbers(&frame, counts)),
            known.offers.as_ref().map(|counts| offer_numbers(&frame, counts)),
            known.shops.as_deref().map(|shops| shop_numbers(&frame, shops)),
        ];
        let groups: Vec<Group> = groups.into_iter().flatten().collect();
        let bad = groups.iter().flat_map(|group| &group.numbers).filter(|number| number.is_bad);
        let silent = [
            ("intake", known.intake.is_none() || known.orders.is_none()),
            ("syndication", known.offers.is_none() || known.shops.is_none()),
        ];
        let silent = silent.into_iter().filter(|(_, is_silent)| *is_silent);
        Self {
            alarms: bad.map(|number| format!("{}: {}", number.name, number.value)).collect(),
            unanswered: silent.map(|(name, _)| to.say_with("operator-silent", [("service", name.into())])).collect(),
            api_docs: routes::API_DOCS,
            groups,
            frame,
        }
    }
}

/// A number of a group; one that should be zero and is not is bad.
fn number(frame: &Frame, key: &str, count: u64, should_be_zero: bool, link: Option<String>) -> Number {
    let to = frame.to;
    Number { name: to.word("operator", key), value: to.count(count), is_bad: should_be_zero && count > 0, link }
}

fn intake_numbers(frame: &Frame, intake: &IntakeFigures) -> Group {
    let numbers = [
        ("webhooks_received", intake.webhooks_received, false),
        ("webhooks_duplicate", intake.webhooks_duplicate, false),
        ("webhooks_rejected", intake.webhooks_rejected, false),
        ("webhooks_waiting", intake.webhooks_waiting, false),
        ("webhooks_parked", intake.webhooks_parked, true),
        ("found_by_polling", intake.orders_found_by_polling, false),
        ("tasks_waiting", intake.tasks_waiting, false),
        ("outbox_waiting", intake.outbox_waiting, false),
        ("parked", intake.parked, true),
    ];
    let numbers = numbers.into_iter().map(|(key, count, zero)| number(frame, key, count, zero, None));
    Group { name: frame.to.say("operator-intake"), numbers: numbers.collect() }
}

fn order_numbers(frame: &Frame, counts: &OrderCounts) -> Group {
    let to = frame.to;
    let states = OrderState::ALL.into_iter().map(|state| Number {
        name: to.word("order-state", state.slug()),
        value: to.count(orders::count_of(counts, &[state])),
        is_bad: state == OrderState::Unknown && orders::count_of(counts, &[state]) > 0,
        link: None,
    });
    let troubles = [
        number(frame, "unmatched", counts.unmatched, true, Some(orders::Show::Troubled.link().into())),
        number(frame, "short", counts.short, true, Some(orders::Show::Troubled.link().into())),
        number(frame, "tasks_refused", counts.tasks_refused, true, None),
    ];
    Group { name: to.say("operator-orders"), numbers: states.chain(troubles).collect() }
}

fn offer_numbers(frame: &Frame, counts: &OfferCounts) -> Group {
    let to = frame.to;
    let mut numbers = vec![number(frame, "listings", counts.listings, false, Some(listings::link_of(None).into()))];
    numbers.extend(OfferState::ALL.into_iter().map(|state| Number {
        name: to.word("offer-state", state.slug()),
        value: to.count(listings::count_of(counts, state)),
        is_bad: false,
        link: Some(listings::link_of(Some(state)).into()),
    }));
    numbers.push(number(frame, "unconfirmed", counts.unconfirmed, false, None));
    Group { name: to.say("operator-offers"), numbers }
}

fn shop_numbers(frame: &Frame, shops: &[ChannelAccountView]) -> Group {
    let count = |connected: bool| {
        shops.iter().filter(|shop| shop.connected == connected).count().try_into().unwrap_or(u64::MAX)
    };
    let numbers = vec![
        number(frame, "shops_connected", count(true), false, None),
        number(frame, "shops_cut_off", count(false), true, None),
    ];
    Group { name: frame.to.say("operator-shops"), numbers }
}

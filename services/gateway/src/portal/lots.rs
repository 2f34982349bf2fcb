//! Lots as they were declared, by season.

pub(super) mod detail;
pub(super) mod form;
mod typed;

#[cfg(test)]
pub(crate) use typed::Typed;

use askama::Template;
use axum::{extract::Query, response::Response};
use contract::{
    Role,
    onboarding::{FindLots, FindSeasons, LotView, SeasonView},
};
use serde::Deserialize;

use super::{
    format::Reader,
    frame::{Frame, Visit, render},
    parts::{Badge, Chip, Pager, Shape, page_request},
    routes::{self, Link},
};
use crate::problem::Problem;

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    season: Option<String>,
    text: Option<String>,
    after: Option<String>,
    size: Option<u32>,
}

impl Asked {
    fn find(&self) -> FindLots {
        let written = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        FindLots {
            season: written(&self.season),
            text: written(&self.text),
            page: page_request(self.after.clone(), self.size),
        }
    }

    fn link(&self, season: Option<&str>) -> Link {
        Link::to(routes::LOTS).with_some("season", season).with_some("text", self.text.as_deref())
    }
}

#[derive(Debug, Template)]
#[template(path = "lots/list.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) season: String,
    pub(crate) text: String,
    pub(crate) chips: Vec<Chip>,
    pub(crate) rows: Vec<Row>,
    pub(crate) pager: Pager,
    pub(crate) may_write: bool,
    pub(crate) empty: String,
}

/// One lot.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its page, for whoever may open it.
    link: Option<String>,
    code: String,
    product: String,
    season: String,
    picked: String,
    declared: String,
    households: String,
    badge: Badge,
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let find = asked.find();
    let (lots, seasons) = tokio::join!(visit.ask(&find), visit.ask(&FindSeasons {}));
    let (lots, seasons) = (lots?, seasons.unwrap_or_default());
    let frame = visit.frame(visit.to.say("lots-title"));
    render(&Page::new(frame, &asked, &lots, &seasons, visit.role()))
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        asked: &Asked,
        lots: &contract::Page<LotView>,
        seasons: &[SeasonView],
        role: Role,
    ) -> Self {
        let (to, find) = (frame.to, asked.find());
        let all = seasons.iter().map(|season| season.lots).sum();
        let mut chips = vec![Chip::new(to, to.say("lots-all"), Some(all), &asked.link(None), find.season.is_none())];
        chips.extend(seasons.iter().map(|season| {
            let is_chosen = find.season.as_deref() == Some(&season.season);
            Chip::new(to, season.season.clone(), Some(season.lots), &asked.link(Some(&season.season)), is_chosen)
        }));
        let may_open = matches!(role, Role::CooperativeManager | Role::CooperativeMember | Role::Operator);
        let is_filtered = find.season.is_some() || find.text.is_some();
        Self {
            season: find.season.clone().unwrap_or_default(),
            text: find.text.clone().unwrap_or_default(),
            chips,
            rows: lots.rows.iter().map(|lot| Row::new(to, lot, may_open)).collect(),
            pager: Pager::new(&asked.link(find.season.as_deref()), &find.page, lots.next.as_deref(), lots.rows.len()),
            may_write: role == Role::CooperativeManager,
            empty: to.say(if is_filtered { "lots-none-found" } else { "lots-empty" }),
            frame,
        }
    }
}

impl Row {
    fn new(to: Reader, view: &LotView, may_open: bool) -> Self {
        let lot = &view.lot;
        Self {
            link: may_open.then(|| routes::lot(lot.lot_id)),
            code: lot.lot_code.clone(),
            product: format!("{}, {}", to.product(lot.product), to.grade(lot.grade)),
            season: lot.season.clone(),
            picked: format!("{} – {}", to.day(lot.picked_from), to.day(lot.picked_to)),
            declared: to.kg(lot.quantity_g),
            households: to.count(lot.households.into()),
            badge: badge(to, view),
        }
    }
}

/// Whether the stock ledger has what was declared.
pub(super) enum Agreement {
    /// It has, to the gram.
    Agrees,
    /// It has not heard of the newest declaration yet.
    Waits,
    /// It has heard of it and could not follow.
    Differs,
}

impl Agreement {
    pub(super) fn of(view: &LotView) -> Self {
        match view.booked {
            Some(booked) if booked.declared_g == view.lot.quantity_g => Self::Agrees,
            Some(booked) if booked.version >= view.lot.version => Self::Differs,
            _ => Self::Waits,
        }
    }
}

pub(super) fn badge(to: Reader, view: &LotView) -> Badge {
    let (shape, key) = match Agreement::of(view) {
        Agreement::Agrees => (Shape::Done, "lot-booked"),
        Agreement::Waits => (Shape::Waiting, "lot-waits"),
        Agreement::Differs => (Shape::Bad, "lot-differs"),
    };
    Badge { shape, words: to.say(key) }
}

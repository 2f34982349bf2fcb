//! A cooperative's papers: how each stands, how long it still holds, and what to do next.

pub(in crate::portal) mod form;
mod inputs;
pub(in crate::portal) mod review;
mod typed;
pub(in crate::portal) mod upload;

pub(crate) use typed::Typed;

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use contract::{
    PageRequest, Role,
    onboarding::{FindPapers, PaperFile, PaperForm, PaperScheme, PaperState, SavePaper},
};
use ids::{Id, Paper};
use serde::Deserialize;

use super::{
    format::Reader,
    frame::{Frame, Visit, render},
    parts::{Badge, Shape},
    routes,
};
use crate::{problem::Problem, scan};

/// A paper that ends within so many days is spoken of.
pub(in crate::portal) const ENDING_DAYS: i64 = 60;

#[derive(Debug, Template)]
#[template(path = "papers/list.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<Row>,
    /// Kinds to write, with the way there.
    pub(crate) kinds: Vec<(String, String, String)>,
    pub(crate) may_write: bool,
}

/// One paper of the list.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) link: String,
    pub(crate) name: String,
    pub(crate) number: String,
    pub(crate) badge: Badge,
    /// How long it still holds.
    pub(crate) holds: Holds,
    /// What the reader does next.
    pub(crate) next: String,
}

/// How long a paper holds, in words, and how near that is.
#[derive(Debug)]
pub(crate) struct Holds {
    pub(crate) words: String,
    pub(crate) class: &'static str,
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    #[serde(default)]
    done: String,
}

pub(in crate::portal) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only(&[Role::CooperativeManager, Role::CooperativeMember, Role::Assistant])?;
    let papers = visit.ask(&FindPapers { page: PageRequest::first(200), ..FindPapers::default() }).await?;
    let done = (asked.done == "submitted").then(|| visit.to.say("paper-done-submitted"));
    let frame = visit.frame(visit.to.say("papers-title")).done(done);
    render(&Page::new(frame, papers.rows, visit.may::<SavePaper>()))
}

/// The scan of a paper, for whoever may see it.
pub(in crate::portal) async fn show_scan(visit: Visit, Path(paper_id): Path<Id<Paper>>) -> Result<Response, Problem> {
    scan::hand_out(&visit.app, &visit.signed.caller, paper_id).await
}

impl Page {
    pub(crate) fn new(frame: Frame, mut papers: Vec<PaperFile>, may_write: bool) -> Self {
        let to = frame.to;
        // What waits for the reader first, then what ends first.
        papers.sort_by_key(|paper| (urgency(paper), paper.days_left.unwrap_or(i64::MAX), paper.since));
        let kind = |scheme: PaperScheme| {
            (to.word("paper", scheme.slug()), to.word("paper-about", scheme.slug()), routes::paper_new(scheme))
        };
        Self {
            rows: papers.iter().map(|paper| Row::new(to, paper)).collect(),
            kinds: if may_write { PaperScheme::ALL.into_iter().map(kind).collect() } else { Vec::new() },
            may_write,
            frame,
        }
    }
}

/// The lowest is the most urgent.
fn urgency(paper: &PaperFile) -> u8 {
    match paper.state {
        PaperState::Rejected | PaperState::Draft => 0,
        PaperState::Verified if is_ending(paper) => 1,
        PaperState::Submitted => 2,
        PaperState::Verified => 3,
        PaperState::Expired | PaperState::Revoked => 4 + u8::from(!is_over(paper)),
    }
}

/// Its end is near, and nothing takes over.
pub(in crate::portal) fn is_ending(paper: &PaperFile) -> bool {
    paper.state == PaperState::Verified
        && paper.renewed_by.is_none()
        && paper.days_left.is_some_and(|days| days <= ENDING_DAYS)
}

/// It holds no more, and nothing has taken over.
fn is_over(paper: &PaperFile) -> bool {
    matches!(paper.state, PaperState::Expired | PaperState::Revoked) && paper.renewed_by.is_none()
}

impl Row {
    fn new(to: Reader, paper: &PaperFile) -> Self {
        let next = match paper.state {
            PaperState::Draft | PaperState::Submitted if paper.scan.is_none() => "paper-next-scan",
            PaperState::Draft => "paper-next-submit",
            PaperState::Submitted => "paper-next-wait",
            PaperState::Rejected => "paper-next-mend",
            _ if is_ending(paper) || is_over(paper) => "paper-next-renew",
            PaperState::Verified | PaperState::Expired | PaperState::Revoked => "paper-next-nothing",
        };
        Self {
            link: routes::paper(paper.paper_id),
            name: name_of(to, &paper.form),
            number: paper.form.number.clone(),
            badge: badge(to, paper.state),
            holds: Holds::new(to, paper),
            next: to.say(next),
        }
    }
}

impl Holds {
    pub(in crate::portal) fn new(to: Reader, paper: &PaperFile) -> Self {
        let (Some(last), Some(left)) = (paper.form.valid_to, paper.days_left) else {
            return Self { words: to.say("paper-holds-always"), class: "" };
        };
        let values = [("day", to.day(last).into()), ("count", left.unsigned_abs().into())];
        let (key, class) = match left {
            ..0 => ("paper-holds-over", "is-bad"),
            0 => ("paper-holds-today", "is-bad"),
            1..=ENDING_DAYS => ("paper-holds-days", "is-warning"),
            _ => ("paper-holds-until", ""),
        };
        Self { words: to.say_with(key, values), class }
    }
}

/// A paper in a few words: its kind, its stars, its product.
pub(in crate::portal) fn name_of(to: Reader, form: &PaperForm) -> String {
    let mut name = to.word("paper", form.scheme.slug());
    if let Some(stars) = form.stars {
        name += " ";
        name += &"★".repeat(stars.into());
    }
    if let Some(product) = form.product {
        name += " · ";
        name += to.product(product);
    }
    name
}

/// A state as a badge.
pub(in crate::portal) fn badge(to: Reader, state: PaperState) -> Badge {
    let shape = match state {
        PaperState::Draft => Shape::Yours,
        PaperState::Submitted => Shape::Waiting,
        PaperState::Verified => Shape::Done,
        PaperState::Rejected | PaperState::Expired | PaperState::Revoked => Shape::Bad,
    };
    Badge { shape, words: to.word("paper-state", state.slug()) }
}

/// What a paper says, field by field, with what is left empty left out.
pub(in crate::portal) fn said(to: Reader, paper: &PaperFile) -> Vec<(String, String)> {
    let form = &paper.form;
    let plots = paper.plots_m2.map(|area| {
        let values = [("plots", form.plots.join(", ").into()), ("area", to.number(area).into())];
        to.say_with("paper-plots-named", values)
    });
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| to.day(day)).unwrap_or_default();
    let small = |number: Option<u8>| number.map(|number| number.to_string()).unwrap_or_default();
    let rows = [
        ("number", form.number.clone()),
        ("issuer", form.issuer.clone()),
        ("issued_on", to.day(form.issued_on)),
        ("valid_to", day(form.valid_to)),
        ("product", form.product.map(|product| to.product(product).to_owned()).unwrap_or_default()),
        ("stars", form.stars.map(|stars| "★".repeat(stars.into())).unwrap_or_default()),
        ("score", small(form.score)),
        ("decision_no", text(&form.decision_no)),
        ("decision_date", day(form.decision_date)),
        ("plot", text(&form.plot)),
        ("plots", plots.unwrap_or_default()),
        ("area_m2", form.area_m2.map(|area| to.number(area)).unwrap_or_default()),
        ("facility", text(&form.facility)),
        ("user_grant_no", text(&form.user_grant_no)),
        ("standard", text(&form.standard)),
        ("body", text(&form.body)),
    ];
    let written = rows.into_iter().filter(|(_, value)| !value.is_empty());
    written.map(|(field, value)| (to.word("paper-field", field), value)).collect()
}

//! Producers of the province: who is verified, who waits, and the decision about many at once.

use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    Department, Role,
    onboarding::{
        CooperativeView, DecideCooperatives, Decision, FindCooperatives, PaperState, PaperView, Remark, Verification,
    },
};
use host::calendar::day;
use serde::Deserialize;

use crate::{
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        parts::{Badge, Chip, Pager, Shape, page_request},
        routes::{self, Link},
    },
    problem::Problem,
};

/// In the order of what waits for an official.
const STATES: [Verification; 7] = [
    Verification::Submitted,
    Verification::InReview,
    Verification::Verified,
    Verification::Returned,
    Verification::Rejected,
    Verification::Suspended,
    Verification::Draft,
];
/// A paper that ends within so many days is spoken of.
const ENDING_DAYS: i64 = 60;

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    state: Option<String>,
    text: Option<String>,
    after: Option<String>,
    size: Option<u32>,
    /// Cooperatives just decided upon.
    decided: Option<u32>,
    /// Why nothing was decided.
    trouble: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "official/cooperatives.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) state: String,
    pub(crate) text: String,
    pub(crate) chips: Vec<Chip>,
    pub(crate) rows: Vec<Row>,
    pub(crate) pager: Pager,
    pub(crate) may_decide: bool,
    pub(crate) may_register: bool,
    pub(crate) empty: String,
}

/// One cooperative.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) tax_code: String,
    pub(crate) place: String,
    pub(crate) address: String,
    pub(crate) badge: Badge,
    /// What is to be mended, or why it was stopped.
    pub(crate) remarks: Vec<String>,
    /// How long it has waited, and who looks at it.
    pub(crate) waits: Option<String>,
    /// Its file, for whoever may open it.
    pub(crate) link: Option<String>,
    pub(crate) households: String,
    pub(crate) declared: String,
    pub(crate) papers: Vec<Paper>,
}

/// One paper, in a line.
#[derive(Debug)]
pub(crate) struct Paper {
    pub(crate) words: String,
    pub(crate) ends: Option<String>,
    pub(crate) is_over: bool,
}

impl Asked {
    fn state(&self) -> Option<Verification> {
        self.state.as_deref().and_then(Verification::from_slug)
    }

    fn find(&self) -> FindCooperatives {
        FindCooperatives {
            text: self.text.clone().filter(|text| !text.trim().is_empty()),
            state: self.state(),
            page: page_request(self.after.clone(), self.size),
        }
    }
}

fn link_of(state: Option<Verification>) -> Link {
    Link::to(routes::COOPERATIVES).with_some("state", state.map(Verification::slug))
}

pub(in crate::portal) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let cooperatives = visit.ask(&asked.find()).await?;
    let frame = visit.frame(visit.to.say("cooperatives-title"));
    let decides = visit.decides_for(Department::OF_SELLERS);
    let opens = decides || visit.role() == Role::Operator;
    render(&Page::new(frame, &asked, &cooperatives, (opens, decides)))
}

/// Verifies the chosen ones, or sends them back with a reason.
pub(in crate::portal) async fn decide(visit: Visit, form: Fields) -> Result<Response, Problem> {
    let back = |link: Link| Ok(Redirect::to(&link.to_string()).into_response());
    let here = link_of(Verification::from_slug(form.one("state")));
    let (cooperative_ids, reason) = (form.ids("cooperative_id")?, form.one("reason"));
    let rejects = form.one("do") == "reject";
    if cooperative_ids.is_empty() {
        return back(here.with("trouble", "none_chosen"));
    }
    if !rejects && !reason.is_empty() {
        return back(here.with("trouble", "reason_left"));
    }
    if rejects && reason.is_empty() {
        return back(here.with("trouble", "no_reason"));
    }
    let decision = if rejects {
        Decision::Return(vec![Remark { field: String::new(), reason: reason.to_owned() }])
    } else {
        Decision::Verify
    };
    let name = visit.signed.identity.name.clone();
    let decide = DecideCooperatives { cooperative_ids, decision, version: None, name };
    let decided = visit.command(form.key()?, &decide).await?;
    back(here.with("decided", decided.changed))
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        asked: &Asked,
        cooperatives: &contract::Page<CooperativeView>,
        (opens, may_decide): (bool, bool),
    ) -> Self {
        let (to, state) = (frame.to, asked.state());
        let chip = |of: Option<Verification>| {
            let words = of.map_or_else(|| to.say("cooperatives-all"), |of| to.word("verification", of.slug()));
            let count = cooperatives.total.filter(|_| of == state);
            Chip::new(to, words, count, &link_of(of).with_some("text", asked.text.as_deref()), of == state)
        };
        let link = link_of(state).with_some("text", asked.text.as_deref());
        let done = asked.decided.map(|count| to.counted("cooperatives-decided", count.into()));
        let trouble = asked.trouble.as_deref().and_then(|trouble| match trouble {
            "none_chosen" => Some(to.say("cooperatives-none-chosen")),
            "no_reason" => Some(to.say("cooperatives-no-reason")),
            "reason_left" => Some(to.say("review-remarks-left")),
            _ => None,
        });
        let is_narrowed = state.is_some() || asked.text.as_deref().is_some_and(|text| !text.trim().is_empty());
        Self {
            state: state.map(|state| state.slug().to_owned()).unwrap_or_default(),
            text: asked.text.clone().unwrap_or_default(),
            chips: std::iter::once(None).chain(STATES.map(Some)).map(chip).collect(),
            rows: cooperatives.rows.iter().map(|view| Row::new(to, view, opens)).collect(),
            pager: Pager::new(&link, &asked.find().page, cooperatives.next.as_deref(), cooperatives.rows.len()),
            may_decide,
            // Those who open files are those who register: provincial officials and operators.
            may_register: opens,
            empty: to.say(if is_narrowed { "list-nothing-found" } else { "cooperatives-empty" }),
            frame: frame.done(done).not_done(trouble),
        }
    }
}

impl Row {
    fn new(to: Reader, view: &CooperativeView, opens: bool) -> Self {
        Self {
            id: view.cooperative_id.to_string(),
            name: view.name.clone(),
            code: view.code.clone(),
            tax_code: view.tax_code.clone(),
            place: to.commune(&view.commune_code),
            address: view.address_given.clone(),
            badge: badge(to, view.state),
            remarks: view.remarks.iter().map(|remark| remark_words(to, remark)).collect(),
            waits: waits(to, view),
            link: opens.then(|| routes::cooperative_file(view.cooperative_id)),
            households: to.count(view.households.into()),
            declared: to.weight(view.declared_g),
            papers: view.papers.iter().map(|paper| Paper::new(to, paper)).collect(),
        }
    }
}

/// A state as a badge.
pub(in crate::portal) fn badge(to: Reader, state: Verification) -> Badge {
    let shape = match state {
        Verification::Draft => Shape::Off,
        Verification::Submitted => Shape::Yours,
        Verification::InReview => Shape::Waiting,
        Verification::Verified => Shape::Done,
        Verification::Returned | Verification::Rejected | Verification::Suspended => Shape::Bad,
    };
    Badge { shape, words: to.word("verification", state.slug()) }
}

/// A remark with the name of its field.
pub(in crate::portal) fn remark_words(to: Reader, remark: &Remark) -> String {
    // What was looked up is said by a word of a list, not in somebody's own.
    let said = match remark.field.as_str() {
        "bank" => to.language.find(&format!("bank-{}", remark.reason)),
        "representative" => to.language.find(&format!("representative-{}", remark.reason)),
        "identity" => to.language.find(&format!("identity-{}", remark.reason)),
        "tax_code_checked" => to.language.find(&format!("tax-code-{}", remark.reason.replace('_', "-"))),
        _ => None,
    };
    if let Some(said) = said {
        return format!("{}: {said}", to.word("remark", &remark.field));
    }
    let field = to.language.find(&format!("remark-{}", remark.field.replace('_', "-")));
    field.map_or_else(|| remark.reason.clone(), |field| format!("{field}: {}", remark.reason))
}

/// How long somebody has waited for a decision, and who is at it.
fn waits(to: Reader, view: &CooperativeView) -> Option<String> {
    let days = (to.now - view.since).num_days().max(0).unsigned_abs();
    match (view.state, &view.reviewer) {
        (Verification::Submitted, _) => Some(to.counted("review-waits", days)),
        (Verification::InReview, Some(name)) => {
            Some(to.say_with("review-held", [("count", days.into()), ("name", name.as_str().into())]))
        }
        _ => None,
    }
}

impl Paper {
    pub(in crate::portal) fn new(to: Reader, paper: &PaperView) -> Self {
        let mut words = to.word("paper", paper.scheme.slug());
        if let Some(stars) = paper.stars {
            words += " ";
            words += &"★".repeat(stars.into());
        }
        if let Some(product) = paper.product {
            words += " · ";
            words += to.product(product);
        }
        if paper.state != PaperState::Verified {
            words += " · ";
            words += &to.word("paper-state", paper.state.slug());
        }
        let today = day(to.now);
        let near = paper.valid_to.filter(|ends| (*ends - today).num_days() < ENDING_DAYS);
        let is_over = near.is_some_and(|ends| ends < today);
        let key = if is_over { "paper-over" } else { "paper-ends" };
        Self { words, ends: near.map(|ends| to.say_with(key, [("day", to.day(ends).into())])), is_over }
    }
}

//! Papers before an official: what waits and what ends, and one paper with its scan beside its fields.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    Department, Role, code,
    onboarding::{DecidePaper, FindPapers, GetPaper, PaperDecision, PaperFile, PaperState},
};
use ids::{Id, Paper};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{Holds, badge, form::scan_of, name_of, said};
use crate::{
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        parts::{Badge, Chip, Pager, page_request},
        routes::{self, Link},
    },
    problem::Problem,
};

/// Papers that end within so many days are an official's business, too.
const ENDING: u16 = 60;
const OFFICIALS: [Role; 2] = [Role::ProvincialOfficial, Role::Operator];

/// What the queue's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    /// A state, or `ending`.
    #[serde(default)]
    show: String,
    after: Option<String>,
    size: Option<u32>,
    #[serde(default)]
    done: bool,
}

#[derive(Debug, Template)]
#[template(path = "papers/queue.html")]
pub(crate) struct Queue {
    pub(crate) frame: Frame,
    pub(crate) chips: Vec<Chip>,
    pub(crate) rows: Vec<Row>,
    pub(crate) pager: Pager,
    pub(crate) empty: String,
}

/// One paper of the queue.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) link: String,
    pub(crate) name: String,
    pub(crate) number: String,
    pub(crate) cooperative: String,
    pub(crate) badge: Badge,
    pub(crate) waits: Option<String>,
    pub(crate) holds: Holds,
}

impl Asked {
    fn find(&self) -> FindPapers {
        let page = page_request(self.after.clone(), self.size);
        if self.show == "ending" {
            return FindPapers { ends_within: Some(ENDING), page, ..FindPapers::default() };
        }
        let state = PaperState::from_slug(&self.show).unwrap_or(PaperState::Submitted);
        FindPapers { state: Some(state), page, ..FindPapers::default() }
    }
}

pub(in crate::portal) async fn queue(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only(&OFFICIALS)?;
    let papers = visit.ask(&asked.find()).await?;
    let done = asked.done.then(|| visit.to.say("review-saved"));
    render(&Queue::new(visit.frame(visit.to.say("papers-title")).done(done), &asked, &papers))
}

impl Queue {
    pub(crate) fn new(frame: Frame, asked: &Asked, papers: &contract::Page<PaperFile>) -> Self {
        let to = frame.to;
        let find = asked.find();
        let link = |show: &str| Link::to(routes::OFFICIAL_PAPERS).with("show", show);
        let states = [
            PaperState::Submitted,
            PaperState::Verified,
            PaperState::Rejected,
            PaperState::Expired,
            PaperState::Revoked,
        ];
        let mut chips: Vec<Chip> = states
            .into_iter()
            .map(|state| {
                let words = to.word("paper-state", state.slug());
                Chip::new(to, words, None, &link(state.slug()), find.state == Some(state))
            })
            .collect();
        let ending = Chip::new(to, to.say("papers-ending"), None, &link("ending"), find.ends_within.is_some());
        chips.insert(1, ending);
        Self {
            chips,
            rows: papers.rows.iter().map(|paper| Row::new(to, paper)).collect(),
            pager: Pager::new(&link(&asked.show), &find.page, papers.next.as_deref(), papers.rows.len()),
            empty: to.say("papers-queue-empty"),
            frame,
        }
    }
}

impl Row {
    fn new(to: Reader, paper: &PaperFile) -> Self {
        let days = (to.now - paper.since).num_days().max(0).unsigned_abs();
        Self {
            link: routes::paper_review(paper.paper_id),
            name: name_of(to, &paper.form),
            number: paper.form.number.clone(),
            cooperative: paper.cooperative.clone(),
            badge: badge(to, paper.state),
            waits: (paper.state == PaperState::Submitted).then(|| to.counted("review-waits", days)),
            holds: Holds::new(to, paper),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "papers/review.html")]
pub(crate) struct Review {
    pub(crate) frame: Frame,
    pub(crate) here: String,
    pub(crate) badge: Badge,
    pub(crate) holds: Holds,
    pub(crate) cooperative: (String, String),
    pub(crate) said: Vec<(String, String)>,
    pub(crate) scan: Option<(String, bool)>,
    pub(crate) why: Option<String>,
    pub(crate) verified: Option<String>,
    /// The paper it renews.
    pub(crate) renews: Option<String>,
    /// Who decides, where the reader does not.
    pub(crate) decided_by: Option<String>,
    pub(crate) may_decide: bool,
    pub(crate) may_revoke: bool,
    pub(crate) reason: String,
    pub(crate) version: i64,
}

impl Review {
    pub(crate) fn new(frame: Frame, paper: &PaperFile, decides: bool, reason: &str) -> Self {
        let to = frame.to;
        let verified =
            paper.verified_by.as_deref().zip(paper.verified_on).map(|(name, day)| {
                to.say_with("paper-verified-by", [("name", name.into()), ("day", to.day(day).into())])
            });
        Self {
            here: routes::paper_review(paper.paper_id),
            badge: badge(to, paper.state),
            holds: Holds::new(to, paper),
            cooperative: (paper.cooperative.clone(), routes::cooperative_file(paper.cooperative_id)),
            said: said(to, paper),
            // Who only keeps the house running opens no scans.
            scan: paper.scan.as_ref().filter(|_| decides).map(|scan| scan_of(paper.paper_id, &scan.media_type)),
            why: paper.reason.clone(),
            verified,
            renews: paper.renews.map(routes::paper_review),
            decided_by: (!decides).then(|| {
                let department = Department::of_paper(paper.form.scheme);
                to.say_with("paper-decided-by", [("department", to.word("department", department.slug()).into())])
            }),
            may_decide: decides && paper.state == PaperState::Submitted,
            may_revoke: decides && paper.state == PaperState::Verified,
            reason: reason.to_owned(),
            version: paper.version,
            frame,
        }
    }
}

pub(in crate::portal) async fn show(visit: Visit, Path(paper_id): Path<Id<Paper>>) -> Result<Response, Problem> {
    page(&visit, paper_id, "", None).await
}

async fn page(visit: &Visit, paper_id: Id<Paper>, reason: &str, trouble: Option<String>) -> Result<Response, Problem> {
    visit.only(&OFFICIALS)?;
    let paper = visit.ask(&GetPaper { paper_id }).await?;
    let frame = visit.frame(name_of(visit.to, &paper.form)).not_done(trouble);
    render(&Review::new(frame, &paper, visit.decides_for(Department::of_paper(paper.form.scheme)), reason))
}

/// Verifies, returns with a reason, or takes back.
pub(in crate::portal) async fn decide(
    visit: Visit,
    Path(paper_id): Path<Id<Paper>>,
    form: Fields,
) -> Result<Response, Problem> {
    let reason = form.one("reason").to_owned();
    // What was typed is kept.
    let again = async |trouble: String| {
        let page = page(&visit, paper_id, &reason, Some(trouble)).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let decision = match form.one("do") {
        // A press of Enter, or of the wrong button: whoever wrote what is wrong does not mean that all is right.
        "verify" if !reason.is_empty() => return again(visit.to.say("review-remarks-left")).await,
        "verify" => PaperDecision::Verify,
        _ if reason.is_empty() => return again(visit.to.say("paper-no-reason")).await,
        "revoke" => PaperDecision::Revoke(reason.clone()),
        _ => PaperDecision::Reject(reason.clone()),
    };
    let version = form.one("version").parse().unwrap_or_default();
    let ask = DecidePaper { paper_id, version, decision, name: visit.signed.identity.name.clone() };
    match visit.command(form.key()?, &ask).await {
        Ok(()) => Ok(Redirect::to(&Link::to(routes::OFFICIAL_PAPERS).with("done", true).to_string()).into_response()),
        Err(Unanswered::Refused(refusal)) => {
            let key = match refusal.code.as_str() {
                code::CONFLICT => "paper-review-changed",
                code::PAPER_INCOMPLETE => "paper-review-incomplete",
                code::PAPER_OTHER_CURRENT => "paper-review-other-current",
                code::PAPER_OVER => "paper-review-over",
                _ => return Err(Unanswered::Refused(refusal).into()),
            };
            again(visit.to.say(key)).await
        }
        Err(unanswered) => Err(unanswered.into()),
    }
}

//! Writing a paper: its fields, then its photograph, then it is handed in. What was typed is kept, whatever fails.

use askama::Template;
use axum::{
    extract::{
        Multipart, Path, Query,
        multipart::{MultipartError, MultipartRejection},
    },
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use bytes::Bytes;
use contract::{
    FieldFault, PRODUCTS, Refusal, Role, code,
    onboarding::{DraftForm, GetPaper, PaperFile, PaperScheme, PaperState, SavePaper, SubmitPaper},
};
use ids::{Id, Paper};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{Holds, Typed, badge, name_of, said};
use crate::{
    portal::{
        drafts::{self, Keeping},
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        parts::Badge,
        routes::{self, Link},
    },
    problem::Problem,
    scan,
};

#[derive(Debug, Template)]
#[template(path = "papers/form.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    /// Where the form goes.
    pub(crate) action: String,
    pub(crate) scheme: PaperScheme,
    pub(crate) renews: String,
    pub(crate) version: i64,
    pub(crate) about: String,
    /// It is kept as it is typed.
    pub(crate) keeping: Keeping,
    pub(crate) inputs: Vec<Input>,
    pub(crate) trouble: Option<String>,
    /// What it says can be written.
    pub(crate) has_form: bool,
    /// Nothing of a new paper is saved yet.
    pub(crate) saved: Option<Saved>,
}

/// What is known of a paper that is saved.
#[derive(Debug)]
pub(crate) struct Saved {
    pub(crate) badge: Badge,
    pub(crate) holds: Holds,
    pub(crate) reason: Option<String>,
    pub(crate) may_change: bool,
    pub(crate) may_submit: bool,
    pub(crate) may_renew: Option<String>,
    /// Field by field, where it can no longer be changed.
    pub(crate) said: Vec<(String, String)>,
    pub(crate) verified: Option<String>,
    /// Its scan: where it is, and whether a page can show it.
    pub(crate) scan: Option<(String, bool)>,
    pub(crate) upload: String,
    pub(crate) submit: String,
}

/// One field.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) kind: &'static str,
    pub(crate) value: String,
    pub(crate) help: String,
    pub(crate) fault: Option<String>,
    pub(crate) required: bool,
    /// Of a drop-down: value, words, chosen.
    pub(crate) choices: Vec<(String, String, bool)>,
}

/// The fields of a kind, in the order of the paper: name, what kind of field, whether it must be filled in.
const fn fields_of(scheme: PaperScheme) -> &'static [(&'static str, &'static str, bool)] {
    match scheme {
        PaperScheme::Ocop => &[
            ("product", "select", true),
            ("stars", "select", true),
            ("score", "text", false),
            ("decision_no", "text", true),
            ("decision_date", "date", true),
        ],
        PaperScheme::Vietgap => &[("product", "select", true), ("plot", "text", true), ("area_m2", "text", true)],
        PaperScheme::FoodSafety | PaperScheme::FoodSafetyCommitment => &[("facility", "text", true)],
        PaperScheme::Organic => &[
            ("standard", "text", true),
            ("body", "text", true),
            ("product", "select", false),
            ("plot", "text", false),
            ("area_m2", "text", false),
        ],
        PaperScheme::GeographicalIndication => &[
            ("product", "select", true),
            ("user_grant_no", "text", true),
            ("decision_no", "text", false),
            ("decision_date", "date", false),
        ],
    }
}

/// The fields every kind has.
const COMMON: [(&str, &str, bool); 4] =
    [("number", "text", true), ("issuer", "text", true), ("issued_on", "date", true), ("valid_to", "date", false)];

#[derive(Debug, Default, Deserialize)]
pub(in crate::portal) struct Asked {
    #[serde(default)]
    scheme: String,
    renews: Option<Id<Paper>>,
    #[serde(default)]
    done: String,
    /// Why the scan was not taken.
    fault: Option<String>,
}

pub(in crate::portal) async fn show_new(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only_who_may::<SavePaper>()?;
    let (typed, renews) = if let Some(paper_id) = asked.renews {
        // What stays the same on a renewed paper is written already.
        (Typed::of_renewal(&visit.ask(&GetPaper { paper_id }).await?.form), paper_id.to_string())
    } else {
        let scheme = PaperScheme::from_slug(&asked.scheme);
        (
            Typed::new(scheme.ok_or_else(|| Problem::new(code::NOT_FOUND, "there is no such kind of paper"))?),
            String::new(),
        )
    };
    let begun = drafts::begun(&visit, DraftForm::Paper, &about_new(typed.scheme, &renews)).await;
    let typed = begun.as_ref().and_then(|begun| Typed::of(&begun.fields).ok()).unwrap_or(typed);
    let mut page = Page::of_new(visit.frame(visit.to.say("paper-new-title")), &typed, renews, &[]);
    page.keeping.resumed = begun.map(|begun| begun.words);
    render(&page)
}

pub(in crate::portal) async fn save_new(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only_who_may::<SavePaper>()?;
    let typed = Typed::of(&form)?;
    let renews = form.one("renews").to_owned();
    let faults = match save(&visit, &form, &typed, None).await? {
        Ok(paper_id) => {
            drafts::forget(&visit, DraftForm::Paper, &about_new(typed.scheme, &renews)).await;
            return Ok(go_to(paper_id, "saved"));
        }
        Err(refusal) => refusal.fields,
    };
    let page = Page::of_new(visit.frame(visit.to.say("paper-new-title")), &typed, renews, &faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response())
}

pub(in crate::portal) async fn show(
    visit: Visit,
    Path(paper_id): Path<Id<Paper>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    visit.only(&[Role::CooperativeManager, Role::CooperativeMember, Role::Assistant])?;
    let paper = visit.ask(&GetPaper { paper_id }).await?;
    let to = visit.to;
    let done = match asked.done.as_str() {
        "saved" => Some(to.say("paper-done-saved")),
        "scanned" => Some(to.say("paper-done-scanned")),
        _ => None,
    };
    let fault = asked.fault.and_then(|fault| to.language.find(&format!("paper-fault-{}", fault.replace('_', "-"))));
    let frame = visit.frame(name_of(to, &paper.form)).done(done).not_done(fault);
    let may_write = visit.may::<SavePaper>();
    let saved = Page::of_saved(frame, &paper, &Typed::from_saved(to, &paper.form), &[], may_write);
    if !saved.has_form {
        return render(&saved);
    }
    let Some(begun) = drafts::begun(&visit, DraftForm::Paper, &paper_id.to_string()).await else {
        return render(&saved);
    };
    let mut page = Page::of_saved(saved.frame, &paper, &Typed::of(&begun.fields)?, &[], may_write);
    page.version = begun.version().unwrap_or(paper.version);
    page.keeping.resumed = Some(begun.words);
    render(&page)
}

pub(in crate::portal) async fn save_known(
    visit: Visit,
    Path(paper_id): Path<Id<Paper>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only_who_may::<SavePaper>()?;
    let typed = Typed::of(&form)?;
    let refusal = match save(&visit, &form, &typed, Some(paper_id)).await? {
        Ok(paper_id) => {
            drafts::forget(&visit, DraftForm::Paper, &paper_id.to_string()).await;
            return Ok(go_to(paper_id, "saved"));
        }
        Err(refusal) => refusal,
    };
    let paper = visit.ask(&GetPaper { paper_id }).await?;
    let frame = visit.frame(name_of(visit.to, &paper.form));
    let mut page = Page::of_saved(frame, &paper, &typed, &refusal.fields, true);
    if refusal.code == code::CONFLICT {
        page.trouble = Some(visit.to.say("paper-changed"));
        return Ok((StatusCode::CONFLICT, render(&page)?).into_response());
    }
    page.version = form.one("version").parse().unwrap_or_default();
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response())
}

/// What a draft of a new paper is about: its kind, or the paper it renews.
fn about_new(scheme: PaperScheme, renews: &str) -> String {
    if renews.is_empty() { scheme.slug().to_owned() } else { renews.to_owned() }
}

/// Saves what was typed. The inner refusal is the writer's to mend; anything else is a problem.
async fn save(
    visit: &Visit,
    form: &Fields,
    typed: &Typed,
    paper_id: Option<Id<Paper>>,
) -> Result<Result<Id<Paper>, Refusal>, Problem> {
    let read = match typed.read() {
        Ok(read) => read,
        Err(faults) => return Ok(Err(Refusal::of_fields(faults))),
    };
    let seen_version = form.one("version").parse().ok().filter(|_| paper_id.is_some());
    let renews = form.ids("renews").ok().and_then(|ids| ids.first().copied()).filter(|_| paper_id.is_none());
    match visit.command(form.key()?, &SavePaper { paper_id, seen_version, renews, form: read }).await {
        Ok(paper_id) => Ok(Ok(paper_id)),
        Err(Unanswered::Refused(refusal)) if refusal.code == code::INVALID => Ok(Err(refusal)),
        Err(Unanswered::Refused(refusal)) if refusal.code == code::CONFLICT && paper_id.is_some() => Ok(Err(refusal)),
        Err(other) => Err(other.into()),
    }
}

fn go_to(paper_id: Id<Paper>, done: &str) -> Response {
    Redirect::to(&Link::to(routes::paper(paper_id)).with("done", done).to_string()).into_response()
}

/// Takes a photograph or a file in. It always leads back to the paper, which says how it went.
pub(in crate::portal) async fn upload(
    visit: Visit,
    Path(paper_id): Path<Id<Paper>>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    visit.only_who_may::<SavePaper>()?;
    let back = |fault: &str| {
        let link = Link::to(routes::paper(paper_id)).with("fault", fault);
        Ok(Redirect::to(&link.to_string()).into_response())
    };
    let read = match form {
        Ok(form) => Handed::read(form).await.map_err(|error| (error.status(), error.body_text())),
        Err(rejection) => Err((rejection.status(), rejection.body_text())),
    };
    let handed = match read {
        Ok(handed) => handed,
        Err((StatusCode::PAYLOAD_TOO_LARGE, _)) => return back("scan_too_large"),
        Err((_, detail)) => return Err(Problem::new(code::UNREADABLE, detail)),
    };
    let caller = visit.signed.caller.clone().with_key(handed.key);
    match scan::take_in(&visit.app, &caller, paper_id, handed.bytes).await {
        Ok(()) => Ok(go_to(paper_id, "scanned")),
        Err(problem) => match problem.fields.first() {
            Some(fault) => back(&fault.code),
            None => Err(problem),
        },
    }
}

/// The parts of the form: whichever of the two fields has a file.
#[derive(Default)]
struct Handed {
    key: String,
    bytes: Bytes,
}

impl Handed {
    async fn read(mut form: Multipart) -> Result<Self, MultipartError> {
        let mut handed = Self::default();
        while let Some(field) = form.next_field().await? {
            match field.name() {
                Some("key") => handed.key = field.text().await?,
                Some("scan") if handed.bytes.is_empty() => handed.bytes = field.bytes().await?,
                _ => {}
            }
        }
        Ok(handed)
    }
}

pub(in crate::portal) async fn submit(
    visit: Visit,
    Path(paper_id): Path<Id<Paper>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only_who_may::<SavePaper>()?;
    match visit.command(form.key()?, &SubmitPaper { paper_id }).await {
        Ok(()) => Ok(Redirect::to(&Link::to(routes::PAPERS).with("done", "submitted").to_string()).into_response()),
        // What a file brought in may lack fields: they are named where they are filled in.
        Err(Unanswered::Refused(refusal)) if !refusal.fields.is_empty() => {
            let paper = visit.ask(&GetPaper { paper_id }).await?;
            let frame = visit.frame(name_of(visit.to, &paper.form));
            let typed = Typed::from_saved(visit.to, &paper.form);
            let page = Page::of_saved(frame, &paper, &typed, &refusal.fields, true);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response())
        }
        Err(unanswered) => Err(unanswered.into()),
    }
}

impl Page {
    pub(crate) fn of_new(frame: Frame, typed: &Typed, renews: String, faults: &[FieldFault]) -> Self {
        Self::plain(frame, routes::PAPER_NEW.to_owned(), typed, renews, faults)
    }

    pub(crate) fn of_saved(
        frame: Frame,
        paper: &PaperFile,
        typed: &Typed,
        faults: &[FieldFault],
        may_write: bool,
    ) -> Self {
        let to = frame.to;
        let (state, id) = (paper.state, paper.paper_id);
        let may_change = may_write && matches!(state, PaperState::Draft | PaperState::Submitted | PaperState::Rejected);
        let may_renew = may_write
            && matches!(state, PaperState::Verified | PaperState::Expired | PaperState::Revoked)
            && paper.renewed_by.is_none();
        let verified =
            paper.verified_by.as_deref().zip(paper.verified_on).map(|(name, day)| {
                to.say_with("paper-verified-by", [("name", name.into()), ("day", to.day(day).into())])
            });
        let saved = Saved {
            badge: badge(to, state),
            holds: Holds::new(to, paper),
            reason: paper.reason.clone(),
            may_submit: may_change && state != PaperState::Submitted && paper.scan.is_some(),
            may_change,
            may_renew: may_renew.then(|| Link::to(routes::PAPER_NEW).with("renews", id).to_string()),
            said: if may_change { Vec::new() } else { said(to, &paper.form) },
            verified,
            scan: paper.scan.as_ref().filter(|_| may_write).map(|scan| scan_of(id, &scan.media_type)),
            upload: routes::paper_scan(id),
            submit: routes::paper_submit(id),
        };
        let page = Self::plain(frame, routes::paper(id), typed, String::new(), faults);
        let keeping = Keeping::of(DraftForm::Paper, id.to_string());
        Self { version: paper.version, has_form: may_change, keeping, saved: Some(saved), ..page }
    }

    fn plain(frame: Frame, action: String, typed: &Typed, renews: String, faults: &[FieldFault]) -> Self {
        let to = frame.to;
        let fields = COMMON.into_iter().chain(fields_of(typed.scheme).iter().copied());
        let count = u64::try_from(faults.len()).unwrap_or(u64::MAX);
        Self {
            action,
            scheme: typed.scheme,
            version: 0,
            about: to.word("paper-about", typed.scheme.slug()),
            inputs: fields.map(|field| Input::new(to, field, typed, faults)).collect(),
            trouble: (count > 0).then(|| to.counted("form-faults", count)),
            has_form: true,
            saved: None,
            keeping: Keeping::of(DraftForm::Paper, about_new(typed.scheme, &renews)),
            renews,
            frame,
        }
    }
}

/// Where a scan is, and whether a page can show it.
pub(in crate::portal) fn scan_of(paper_id: Id<Paper>, media_type: &str) -> (String, bool) {
    (routes::paper_scan(paper_id), media_type == scans::MediaType::Jpeg.name())
}

impl Input {
    fn new(
        to: Reader,
        (name, kind, required): (&'static str, &'static str, bool),
        typed: &Typed,
        faults: &[FieldFault],
    ) -> Self {
        let fault = faults.iter().find(|fault| fault.field == name).map(|fault| {
            let key = format!("paper-fault-{}", fault.code.replace('_', "-"));
            to.language.find(&key).unwrap_or_else(|| to.say("fault-other"))
        });
        let value = typed.value(name).to_owned();
        let choices = match name {
            "product" => PRODUCTS
                .iter()
                .filter_map(|product| contract::ProductCode::parse(product.code))
                .map(|product| (product.as_str().to_owned(), to.product(product).to_owned(), value == product.as_str()))
                .collect(),
            "stars" => {
                (3..=5_usize).map(|stars| (stars.to_string(), "★".repeat(stars), value == stars.to_string())).collect()
            }
            _ => Vec::new(),
        };
        let help = to.word("paper-help", name);
        Self { name, kind, label: to.word("paper-field", name), value, help, fault, required, choices }
    }
}

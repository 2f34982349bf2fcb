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
    FieldFault, Refusal, Role, code,
    onboarding::{FindPlots, GetPaper, PaperFile, PaperScheme, PaperState, PlotView, SavePaper, SubmitPaper},
};
use ids::{Id, Paper};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    Holds, Typed, badge,
    inputs::{COMMON, Input, fields_of},
    name_of, said,
};
use crate::{
    portal::{
        fields::Fields,
        frame::{Frame, Visit, render},
        parts::Badge,
        plots,
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
    pub(crate) seen_version: i64,
    pub(crate) about: String,
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
    render(&Page::of_new(
        visit.frame(visit.to.say("paper-new-title")),
        &typed,
        renews,
        (&[], &plots_of(&visit, typed.scheme).await?),
    ))
}

pub(in crate::portal) async fn save_new(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only_who_may::<SavePaper>()?;
    let typed = Typed::of(&form)?;
    let renews = form.one("renews").to_owned();
    let faults = match save(&visit, &form, &typed, None).await? {
        Ok(paper_id) => return Ok(go_to(paper_id, "saved")),
        Err(refusal) => refusal.fields,
    };
    let page = Page::of_new(
        visit.frame(visit.to.say("paper-new-title")),
        &typed,
        renews,
        (&faults, &plots_of(&visit, typed.scheme).await?),
    );
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
    let typed = Typed::from_saved(to, &paper.form);
    let plots = plots_of(&visit, typed.scheme).await?;
    render(&Page::of_saved(frame, &paper, &typed, (&[], &plots), visit.may::<SavePaper>()))
}

pub(in crate::portal) async fn save_known(
    visit: Visit,
    Path(paper_id): Path<Id<Paper>>,
    form: Fields,
) -> Result<Response, Problem> {
    visit.only_who_may::<SavePaper>()?;
    let typed = Typed::of(&form)?;
    let refusal = match save(&visit, &form, &typed, Some(paper_id)).await? {
        Ok(paper_id) => return Ok(go_to(paper_id, "saved")),
        Err(refusal) => refusal,
    };
    let paper = visit.ask(&GetPaper { paper_id }).await?;
    let frame = visit.frame(name_of(visit.to, &paper.form));
    let mut page =
        Page::of_saved(frame, &paper, &typed, (&refusal.fields, &plots_of(&visit, typed.scheme).await?), true);
    if refusal.code == code::CONFLICT {
        page.trouble = Some(visit.to.say("paper-changed"));
        return Ok((StatusCode::CONFLICT, render(&page)?).into_response());
    }
    page.seen_version = form.one("seen_version").parse().unwrap_or_default();
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response())
}

/// The plots a paper of this kind may name, for whoever writes it.
async fn plots_of(visit: &Visit, scheme: PaperScheme) -> Result<Vec<PlotView>, Problem> {
    let names_plots = matches!(scheme, PaperScheme::Vietgap | PaperScheme::Organic);
    // Who does a cooperative's papers for it need not do its harvests.
    if names_plots && visit.may::<SavePaper>() && visit.may::<FindPlots>() {
        plots::all(visit).await
    } else {
        Ok(Vec::new())
    }
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
    let seen_version = form.one("seen_version").parse().ok().filter(|_| paper_id.is_some());
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
            let page =
                Page::of_saved(frame, &paper, &typed, (&refusal.fields, &plots_of(&visit, typed.scheme).await?), true);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response())
        }
        Err(unanswered) => Err(unanswered.into()),
    }
}

impl Page {
    /// With what is at fault, and the plots there are to choose from.
    pub(crate) fn of_new(frame: Frame, typed: &Typed, renews: String, beside: (&[FieldFault], &[PlotView])) -> Self {
        Self::plain(frame, routes::PAPER_NEW.to_owned(), typed, renews, beside)
    }

    pub(crate) fn of_saved(
        frame: Frame,
        paper: &PaperFile,
        typed: &Typed,
        beside: (&[FieldFault], &[PlotView]),
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
            said: if may_change { Vec::new() } else { said(to, paper) },
            verified,
            scan: paper.scan.as_ref().filter(|_| may_write).map(|scan| scan_of(id, &scan.media_type)),
            upload: routes::paper_scan(id),
            submit: routes::paper_submit(id),
        };
        let page = Self::plain(frame, routes::paper(id), typed, String::new(), beside);
        Self { seen_version: paper.version, has_form: may_change, saved: Some(saved), ..page }
    }

    fn plain(
        frame: Frame,
        action: String,
        typed: &Typed,
        renews: String,
        (faults, plots): (&[FieldFault], &[PlotView]),
    ) -> Self {
        let to = frame.to;
        let fields = COMMON.into_iter().chain(fields_of(typed.scheme).iter().copied());
        let count = u64::try_from(faults.len()).unwrap_or(u64::MAX);
        Self {
            action,
            scheme: typed.scheme,
            renews,
            seen_version: 0,
            about: to.word("paper-about", typed.scheme.slug()),
            inputs: fields.map(|field| Input::new(to, field, typed, (faults, plots))).collect(),
            trouble: (count > 0).then(|| to.counted("form-faults", count)),
            has_form: true,
            saved: None,
            frame,
        }
    }
}

/// Where a scan is, and whether a page can show it.
pub(in crate::portal) fn scan_of(paper_id: Id<Paper>, media_type: &str) -> (String, bool) {
    (routes::paper_scan(paper_id), media_type == scans::MediaType::Jpeg.name())
}

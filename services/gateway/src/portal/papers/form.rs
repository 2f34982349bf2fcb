//! Writing a paper: its fields, then its photograph, then it is handed in. What was typed is kept, whatever fails.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    FieldFault, Refusal, Role, code,
    onboarding::{
        DraftForm, FindPlots, GetPaper, PaperFile, PaperScheme, PaperState, PlotView, SavePaper, SubmitPaper,
    },
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
        drafts::{self, Begun, Keeping},
        fields::Fields,
        frame::{Frame, Visit, render},
        parts::Badge,
        plots,
        routes::{self, Link},
    },
    problem::Problem,
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
    /// Whoever writes it may see the plots it could name.
    pub(crate) sees_plots: bool,
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
    let begun = drafts::begun(&visit, DraftForm::Paper, &about_new(typed.scheme, &renews)).await;
    let resumed = begun.as_ref().and_then(|begun| typed_in(begun, typed.scheme));
    let typed = resumed.unwrap_or(typed);
    let plots = plots_of(&visit, typed.scheme).await?;
    let mut page = Page::of_new(visit.frame(visit.to.say("paper-new-title")), &typed, renews, (&[], &plots));
    page.keeping.resumed = begun.map(|begun| begun.words);
    page.sees_plots = visit.may::<FindPlots>();
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
    let plots = plots_of(&visit, typed.scheme).await?;
    let mut page = Page::of_new(visit.frame(visit.to.say("paper-new-title")), &typed, renews, (&faults, &plots));
    page.sees_plots = visit.may::<FindPlots>();
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
    let (may_write, plots) = (visit.may::<SavePaper>(), plots_of(&visit, paper.form.scheme).await?);
    let mut saved = Page::of_saved(frame, &paper, &Typed::from_saved(to, &paper.form), (&[], &plots), may_write);
    saved.sees_plots = visit.may::<FindPlots>();
    if !saved.has_form {
        return render(&saved);
    }
    let begun = drafts::begun(&visit, DraftForm::Paper, &paper_id.to_string()).await;
    let typed = begun.as_ref().and_then(|begun| typed_in(begun, paper.form.scheme));
    let Some((begun, typed)) = begun.zip(typed) else { return render(&saved) };
    let mut page = Page::of_saved(saved.frame, &paper, &typed, (&[], &plots), may_write);
    page.version = begun.version().unwrap_or(paper.version);
    page.keeping.resumed = Some(begun.words);
    page.sees_plots = visit.may::<FindPlots>();
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
    let mut page =
        Page::of_saved(frame, &paper, &typed, (&refusal.fields, &plots_of(&visit, typed.scheme).await?), true);
    page.sees_plots = visit.may::<FindPlots>();
    if refusal.code == code::CONFLICT {
        page.trouble = Some(visit.to.say("paper-changed"));
        return Ok((StatusCode::CONFLICT, render(&page)?).into_response());
    }
    page.version = form.one("version").parse().unwrap_or_default();
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response())
}

/// What was typed of a paper of this kind. A draft of another kind is of no use here.
fn typed_in(begun: &Begun, scheme: PaperScheme) -> Option<Typed> {
    Typed::of(&begun.fields).ok().filter(|typed| typed.scheme == scheme)
}

/// What a draft of a new paper is about: its kind, or the paper it renews.
fn about_new(scheme: PaperScheme, renews: &str) -> String {
    if renews.is_empty() { scheme.slug().to_owned() } else { format!("renews {renews}") }
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
    let seen_version = form.one("version").parse().ok().filter(|_| paper_id.is_some());
    let renews = form.ids("renews").ok().and_then(|ids| ids.first().copied()).filter(|_| paper_id.is_none());
    match visit.command(form.key()?, &SavePaper { paper_id, seen_version, renews, form: read }).await {
        Ok(paper_id) => Ok(Ok(paper_id)),
        Err(Unanswered::Refused(refusal)) if refusal.code == code::INVALID => Ok(Err(refusal)),
        Err(Unanswered::Refused(refusal)) if refusal.code == code::CONFLICT && paper_id.is_some() => Ok(Err(refusal)),
        Err(other) => Err(other.into()),
    }
}

pub(super) fn go_to(paper_id: Id<Paper>, done: &str) -> Response {
    Redirect::to(&Link::to(routes::paper(paper_id)).with("done", done).to_string()).into_response()
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
            let plots = plots_of(&visit, typed.scheme).await?;
            let mut page = Page::of_saved(frame, &paper, &typed, (&refusal.fields, &plots), true);
            page.sees_plots = visit.may::<FindPlots>();
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
        let keeping = Keeping::of(DraftForm::Paper, id.to_string());
        Self { version: paper.version, has_form: may_change, keeping, saved: Some(saved), ..page }
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
            version: 0,
            about: to.word("paper-about", typed.scheme.slug()),
            inputs: fields.map(|field| Input::new(to, field, typed, (faults, plots))).collect(),
            trouble: (count > 0).then(|| to.counted("form-faults", count)),
            has_form: true,
            saved: None,
            sees_plots: true,
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

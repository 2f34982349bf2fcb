//! Forms are kept as they are typed, field by field, and resumed wherever somebody goes on.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use contract::{
    code,
    onboarding::{DraftForm, DropDraft, FindDraft, SaveDraft},
};
use mailbox::Unanswered;

use super::{fields::Fields, frame::Visit, routes};
use crate::{problem::Problem, text::Language};

/// What a form has for itself and nobody types.
const NOT_TYPED: [&str; 3] = ["key", "do", "about"];

/// A form that was begun and not sent.
#[derive(Debug)]
pub(crate) struct Begun {
    /// What was typed.
    pub(crate) fields: Fields,
    /// When, and by whom.
    pub(crate) words: String,
}

impl Begun {
    /// The version of the thing that was looked at when the form was opened, so that a newer one is not written over unseen.
    pub(crate) fn version(&self) -> Option<i64> {
        self.fields.one("version").parse().ok()
    }
}

/// The draft of a form, for whoever may go on with it. Without an answer there is none: the form is worth more.
pub(crate) async fn begun(visit: &Visit, form: DraftForm, about: &str) -> Option<Begun> {
    if !visit.may::<FindDraft>() {
        return None;
    }
    let draft = visit.ask(&FindDraft { form, about: about.to_owned() }).await.ok()??;
    let words = [("at", visit.to.moment(draft.saved_at).into()), ("by", draft.by_name.into())];
    let words = visit.to.say_with("draft-resumed", words);
    let pairs =
        draft.fields.into_iter().flat_map(|(name, values)| values.into_iter().map(move |it| (name.clone(), it)));
    Some(Begun { fields: Fields::from(pairs.collect::<Vec<_>>()), words })
}

/// Forgets the draft of a form that was sent.
pub(crate) async fn forget(visit: &Visit, form: DraftForm, about: &str) {
    if let Err(error) = visit.ask(&DropDraft { form, about: about.to_owned() }).await {
        tracing::warn!(%error, form = form.slug(), "a draft outlives what was sent");
    }
}

fn form_of(slug: &str) -> Result<DraftForm, Problem> {
    DraftForm::from_slug(slug).ok_or_else(|| Problem::new(code::NOT_FOUND, "there is no such form"))
}

/// Keeps what has been typed so far, and says so in few words.
pub(super) async fn keep(
    visit: Result<Visit, Response>,
    language: Language,
    Path(slug): Path<String>,
    typed: Fields,
) -> Response {
    // Whoever is signed out stays where they are: the page still holds what they typed.
    let Ok(visit) = visit else {
        return (StatusCode::OK, Html(language.say("draft-signed-out"))).into_response();
    };
    match save(&visit, &slug, &typed).await {
        Ok(()) => {
            let at = [("at", visit.to.moment(visit.to.now).into())];
            Html(visit.to.say_with("draft-kept", at)).into_response()
        }
        Err(problem) => {
            tracing::debug!(code = %problem.code, "a draft was not kept");
            (StatusCode::OK, Html(visit.to.say("draft-not-kept"))).into_response()
        }
    }
}

async fn save(visit: &Visit, slug: &str, typed: &Fields) -> Result<(), Problem> {
    visit.fits(typed.one("key"))?;
    let fields = typed.without(&NOT_TYPED);
    let by_name = visit.signed.identity.name.clone();
    let ask = SaveDraft { form: form_of(slug)?, about: typed.one("about").to_owned(), fields, by_name };
    visit.ask(&ask).await.map_err(Unanswered::into)
}

/// Forgets a draft that nobody wants, and goes back to the form.
pub(super) async fn drop(visit: Visit, Path(slug): Path<String>, typed: Fields) -> Result<Response, Problem> {
    let form = form_of(&slug)?;
    visit.fits(typed.one("key"))?;
    visit.ask(&DropDraft { form, about: typed.one("about").to_owned() }).await?;
    let next = crate::session::own_page(typed.one("next"));
    Ok(Redirect::to(next).into_response())
}

/// What stands at the end of a form that is kept as it is typed.
#[derive(Debug, Clone)]
pub(crate) struct Keeping {
    pub(crate) keep: String,
    pub(crate) drop: String,
    pub(crate) about: String,
    /// Where a draft was resumed.
    pub(crate) resumed: Option<String>,
}

impl Keeping {
    /// Of a form about something: the id of what it changes, or nothing where it is new.
    pub(crate) fn of(form: DraftForm, about: impl Into<String>) -> Self {
        Self { keep: routes::draft(form), drop: routes::draft_drop(form), about: about.into(), resumed: None }
    }
}

//! In by somebody else's door: a browser is led to a provider of sign-in and back. Accounts speaks with the provider.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use contract::{
    Caller,
    accounts::{FindProviders, LinkIdentity, ProviderReturn, ProviderView, UnlinkIdentity, VisitProvider},
    code,
};
use mailbox::Unanswered;
use serde::Deserialize;

use super::{
    fields::Fields,
    frame::{Frame, Visit, render},
    routes::{self, Link},
    security,
    sign_in::{self, reader},
};
use crate::{
    App,
    problem::Problem,
    session::{self, Brought, Signed, own_page, read_cookie},
    text::Language,
    visitor::Visitor,
};

const COOKIE: &str = "phien_provider";
const SECURE_COOKIE: &str = "__Host-phien_provider";
/// As long as accounts lets a visit last.
const COOKIE_SECONDS: u32 = 600;

/// By whose word people may come in; none where accounts does not say, for the password's form comes first.
pub(super) async fn providers(app: &App) -> Vec<ProviderView> {
    app.asker.ask(&Caller::anonymous(), &FindProviders {}).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the providers of sign-in are not known");
        Vec::new()
    })
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// Sends somebody to the provider.
pub(super) async fn visit(
    State(app): State<App>,
    language: Language,
    from: Visitor,
    Path(provider): Path<String>,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Problem> {
    let next = own_page(&next).to_owned();
    let ask = VisitProvider { provider, next };
    match app.asker.ask(&from.tell(Caller::anonymous()), &ask).await {
        Ok(sent) => Ok((set_cookie(&app, &sent.sealed, COOKIE_SECONDS)?, Redirect::to(&sent.url)).into_response()),
        Err(unanswered) => again(&app, language, &ask.next, &ask.provider, unanswered).await,
    }
}

/// What a provider sends a browser back with.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    state: String,
    code: Option<String>,
    iss: Option<String>,
}

/// Takes the provider's word: somebody is in, or has linked it. What the browser brought works once.
pub(super) async fn finish(
    State(app): State<App>,
    language: Language,
    from: Visitor,
    signed: Option<Signed>,
    headers: HeaderMap,
    Path(provider): Path<String>,
    Query(told): Query<Told>,
) -> Result<Response, Problem> {
    let brought = Brought {
        provider,
        sealed: read_cookie(&headers, cookie_name(&app)).unwrap_or_default().to_owned(),
        state: told.state,
        code: told.code,
        issuer: told.iss,
        current_session: signed.as_ref().map(|signed| signed.session_hash.clone()),
    };
    let word = brought.provider.clone();
    let mut answer = match session::return_from_provider(&app, from, brought).await {
        Ok((token, ProviderReturn::SignedIn { identity, next })) => {
            let next = own_page(&next);
            let page = match identity.need {
                Some(need) => Link::to(session::page_of(need)).with("next", next).to_string(),
                None => next.to_owned(),
            };
            (AppendHeaders([(header::SET_COOKIE, session::cookie(&app, &token))]), Redirect::to(&page)).into_response()
        }
        Ok((_, ProviderReturn::Linked)) => security::done("linked"),
        Err(Unanswered::Refused(refusal)) if signed.is_some() => security::not_done(refusal, &word)?,
        Err(unanswered) => again(&app, language, routes::START, &word, unanswered).await?,
    };
    let [(name, value)] = set_cookie(&app, "", 0)?.0;
    answer.headers_mut().append(name, value);
    Ok(answer)
}

/// The page of sign-in, with word of why the other door did not open.
async fn again(
    app: &App,
    language: Language,
    next: &str,
    provider: &str,
    unanswered: Unanswered,
) -> Result<Response, Problem> {
    let Unanswered::Refused(refusal) = unanswered else { return Err(unanswered.into()) };
    let Some((status, key)) = words_of(&refusal.code) else { return Err(refusal.into()) };
    let known = providers(app).await;
    let name = known.iter().find(|one| one.provider == provider).map_or_else(String::new, |one| one.name.clone());
    let to = reader(app, language);
    let words = to.say_with(key, [("name", name.into())]);
    Ok((status, render(&sign_in::Page::new(to, "", next, Some(words)).with(&known))?).into_response())
}

/// What is said where a provider's word does not count.
pub(super) fn words_of(code: &str) -> Option<(StatusCode, &'static str)> {
    Some(match code {
        code::PROVIDER_AWAY => (StatusCode::FAILED_DEPENDENCY, "provider-away"),
        code::PROVIDER_STALE => (StatusCode::BAD_REQUEST, "provider-stale"),
        code::PROVIDER_REFUSED => (StatusCode::BAD_REQUEST, "provider-refused"),
        code::PROVIDER_NOT_FOR_ROLE => (StatusCode::FORBIDDEN, "provider-not-for-role"),
        code::IDENTITY_UNLINKED => (StatusCode::FORBIDDEN, "provider-unlinked"),
        code::CONFLICT => (StatusCode::CONFLICT, "provider-taken"),
        code::TOO_MANY_ATTEMPTS => (StatusCode::TOO_MANY_REQUESTS, "sign-in-too-many"),
        _ => return None,
    })
}

/// A page that leads to the provider: a form may not, by the policy of this house's pages.
#[derive(Debug, Template)]
#[template(path = "security/provider.html")]
pub(crate) struct GoPage {
    pub(crate) frame: Frame,
    pub(crate) words: String,
    pub(crate) button: String,
    pub(crate) url: String,
}

impl GoPage {
    pub(crate) fn new(frame: Frame, name: &str, url: String) -> Self {
        let said = |key: &str| frame.to.say_with(key, [("name", name.into())]);
        Self { words: said("provider-go-about"), button: said("provider-go"), url, frame }
    }
}

/// Begins to link, against the password.
pub(super) async fn link(visit: Visit, Path(provider): Path<String>, form: Fields) -> Result<Response, Problem> {
    let ask = LinkIdentity {
        provider,
        session_hash: visit.signed.session_hash.clone(),
        password: form.exact("password").to_owned(),
    };
    let sent = match visit.ask(&ask).await {
        Ok(sent) => sent,
        Err(Unanswered::Refused(refusal)) => {
            let (status, key) = match refusal.code.as_str() {
                code::SIGN_IN_FAILED => (StatusCode::UNPROCESSABLE_ENTITY, "password-wrong"),
                code::TOO_MANY_ATTEMPTS => (StatusCode::TOO_MANY_REQUESTS, "sign-in-too-many"),
                code::PROVIDER_AWAY | code::PROVIDER_NOT_FOR_ROLE => return security::not_done(refusal, &ask.provider),
                _ => return Err(refusal.into()),
            };
            let fault = (security::password_of(&ask.provider), visit.to.say(key));
            return Ok((status, security::page(&visit, Some(fault), security::Word::None).await?).into_response());
        }
        Err(unknown @ Unanswered::Unknown { .. }) => return Err(unknown.into()),
    };
    let known = providers(&visit.app).await;
    let name = known.iter().find(|one| one.provider == ask.provider).map_or("", |one| &one.name);
    let frame = visit.frame(visit.to.say("security-title"));
    let page = render(&GoPage::new(frame, name, sent.url))?;
    Ok((set_cookie(&visit.app, &sent.sealed, COOKIE_SECONDS)?, page).into_response())
}

/// Takes the identity away.
pub(super) async fn unlink(visit: Visit, Path(provider): Path<String>) -> Result<Response, Problem> {
    visit.ask(&UnlinkIdentity { provider, session_hash: visit.signed.session_hash.clone() }).await?;
    Ok(security::done("unlinked"))
}

fn cookie_name(app: &App) -> &'static str {
    if app.secure_cookies { SECURE_COOKIE } else { COOKIE }
}

/// `Lax`, because the provider leads back here from another site.
fn set_cookie(
    app: &App,
    value: &str,
    seconds: u32,
) -> Result<AppendHeaders<[(header::HeaderName, HeaderValue); 1]>, Problem> {
    let (name, secure) = (cookie_name(app), if app.secure_cookies { "; Secure" } else { "" });
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let mut value = HeaderValue::from_str(&text).map_err(Problem::failed)?;
    value.set_sensitive(true);
    Ok(AppendHeaders([(header::SET_COOKIE, value)]))
}

//! What was sent after its session had ended: it goes through the sign-in in the browser's own hands, and is sent once more by a button.
//!
//! Nothing of it is kept here, and it needs no script. Its idempotency key comes along, so twice sent is done once.

use std::fmt;

use askama::Template;
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, MatchedPath, Request, State},
    http::{Method, StatusCode, Uri},
    middleware::Next,
    response::{IntoResponse, Response},
};
use url::form_urlencoded;

use super::{
    fields::Fields,
    format::Reader,
    frame::{Frame, render},
    routes,
    sign_in::{self, reader},
};
use crate::{
    App,
    problem::Problem,
    session::{SignedOut, own_page},
    text::Language,
};

/// Forms into which people type what they would not want to type again. None of them takes a password, and none decides on
/// somebody else: that is looked at anew.
const FORMS: [&str; 17] = [
    routes::COOPERATIVE,
    routes::COOPERATIVE_NEW,
    routes::INVITE,
    routes::MEMBER_NEW,
    routes::MEMBER,
    routes::MEMBER_TIME,
    routes::PLOT_NEW,
    routes::PLOT,
    routes::PAPER_NEW,
    routes::PAPER,
    routes::LOT_NEW,
    routes::LOT_REVISE,
    routes::LISTING_NEW,
    routes::LISTING,
    routes::LISTING_RULES,
    routes::SHOP_RULES,
    routes::PERSONAL_FILE,
];

/// A form that was sent, and where to.
#[derive(Clone)]
pub(crate) struct Held {
    /// Path and query.
    pub(crate) to: String,
    /// Its fields, as the browser wrote them.
    pub(crate) fields: String,
}

impl Held {
    /// What comes along with another form, if anything does.
    pub(super) fn of(form: &Fields) -> Option<Self> {
        let (to, fields) = (form.exact("held_to"), form.exact("held"));
        (!to.is_empty() && own_page(to) == to).then(|| Self { to: to.to_owned(), fields: fields.to_owned() })
    }
}

/// Personal numbers may be in it.
impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").field("to", &self.to).finish_non_exhaustive()
    }
}

/// Lets a form through. If its sender turns out to be signed out, they are asked to sign in with the form in hand.
pub(super) async fn hold(State(app): State<App>, language: Language, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let headers = request.headers();
    let is_fragment = headers.contains_key("hx-request") && !headers.contains_key("hx-boosted");
    if request.method() != Method::POST || is_fragment || !route.is_some_and(|route| FORMS.contains(&route)) {
        return next.run(request).await;
    }
    let to = request.uri().path_and_query().map_or("/", |whole| whole.as_str()).to_owned();
    let (parts, body) = request.into_parts();
    let bytes = match Bytes::from_request(Request::from_parts(parts.clone(), body), &app).await {
        Ok(bytes) => bytes,
        Err(rejection) => return Problem::from(rejection).into_response(),
    };
    let response = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    let Some(SignedOut { page }) = response.extensions().get() else { return response };
    let Ok(fields) = String::from_utf8(bytes.into()) else { return response };
    // Without the doors beside it: a provider would lead away from what is held.
    let page = sign_in::Page::new(reader(&app, language), "", page, None);
    match render(&page.holding(Some(Held { to, fields }))) {
        Ok(page) => (StatusCode::UNAUTHORIZED, page).into_response(),
        Err(problem) => problem.into_response(),
    }
}

/// Shown once somebody is in again: what they had typed, waiting to be sent.
#[derive(Debug, Template)]
#[template(path = "held.html")]
pub(crate) struct Page {
    frame: Frame,
    held: Held,
    /// The page the form stands on.
    back: String,
}

impl Page {
    pub(crate) fn new(to: Reader, held: Held, back: &str) -> Self {
        let mut frame = Frame::bare(to, to.say("held-title"), &Uri::from_static(routes::START));
        frame.holds = true;
        Self { frame, held, back: own_page(back).to_owned() }
    }

    fn fields(&self) -> impl Iterator<Item = (String, String)> {
        form_urlencoded::parse(self.held.fields.as_bytes()).into_owned()
    }
}

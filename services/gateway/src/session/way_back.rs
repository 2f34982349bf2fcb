//! Where somebody without a session is sent, and where they come back to.

use axum::{
    Extension,
    http::{Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use url::{Url, form_urlencoded};

use super::SIGN_IN;

/// On the answer to somebody without a session: the page they come back to afterwards.
#[derive(Debug, Clone)]
pub(crate) struct SignedOut {
    pub(crate) page: String,
}

pub(super) fn send_to_sign_in(parts: &Parts) -> Response {
    (Extension(SignedOut { page: wanted_page(parts) }), send_to(parts, SIGN_IN)).into_response()
}

/// A fragment cannot be redirected, so htmx is told to leave the whole page.
pub(super) fn send_to(parts: &Parts, page: &str) -> Response {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", &wanted_page(parts)).finish();
    let location = format!("{page}?{query}");
    if parts.headers.contains_key("hx-request") {
        ([("hx-redirect", location)], StatusCode::OK).into_response()
    } else {
        (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
    }
}

/// The page somebody is on or wanted to open; after a form or a fragment that is the page it stands on.
fn wanted_page(parts: &Parts) -> String {
    let headers = &parts.headers;
    let page_of = |name: &str| {
        let url = Url::parse(headers.get(name)?.to_str().ok()?).ok()?;
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        Some(format!("{}{query}", url.path()))
    };
    let page = if headers.contains_key("hx-request") {
        page_of("hx-current-url")
    } else if parts.method == Method::GET {
        parts.uri.path_and_query().map(ToString::to_string)
    } else {
        page_of("referer")
    };
    own_page(page.as_deref().unwrap_or("/")).to_owned()
}

/// A page of this house to go on to, whatever a link claims: never another host's, never the sign-in itself.
pub fn own_page(next: &str) -> &str {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with(SIGN_IN)
        && !next.contains('\\')
        && !next.contains(char::is_control);
    if own { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_house_after_signing_in() {
        for (next, page) in [
            ("/orders?state=paid", "/orders?state=paid"),
            ("//elsewhere.example", "/"),
            ("https://elsewhere.example", "/"),
            ("/\\elsewhere.example", "/"),
            ("/\t/elsewhere.example", "/"),
            ("/sign-in?next=/", "/"),
            ("", "/"),
        ] {
            assert_eq!(own_page(next), page, "{next}");
        }
    }
}

//! Who is at the door: tokens, the cookie, and the extractors that no page or route can forget.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use contract::{
    Caller,
    accounts::{
        Grant, Identity, LinkView, LiveDelegation, Need, ProviderReturn, ReadLink, ReturnFromProvider,
        ShowSecondFactor, SignIn, SignOut, UseLink, WhoIs,
    },
    code,
};
use host::Secret;
use mailbox::Unanswered;
use rand::RngExt;
use sha2::{Digest, Sha256};

mod way_back;

pub use way_back::own_page;

pub(crate) use self::way_back::SignedOut;
use self::way_back::{send_to, send_to_sign_in};
use crate::{App, acting, keys, problem::Problem, visitor::Visitor};

/// Where somebody who is not signed in is sent to; `next` in its query says where they wanted to go.
pub const SIGN_IN: &str = "/sign-in";
/// Where the second factor is shown.
pub const SIGN_IN_CODE: &str = "/sign-in/code";
/// Where a second factor is set up.
pub const SECOND_FACTOR: &str = "/security/second-factor";
/// The cookie that says which of several grants a person acts under, by its place from 0.
pub const GRANT_COOKIE: &str = "phien_grant";
/// The header that says the same for programs.
pub const GRANT_HEADER: &str = "phien-grant";
const COOKIE: &str = "phien_session";
/// Browsers accept a cookie of this name only over TLS, for this very host and all of it.
const SECURE_COOKIE: &str = "__Host-phien_session";
/// The longest any session lives; accounts ends most of them sooner.
const COOKIE_SECONDS: u32 = 7 * 24 * 3600;

/// A session's token: 256 bits that only its owner and this door have seen.
#[derive(Debug, Clone)]
pub struct Token(Secret);

impl Token {
    fn draw() -> Self {
        Self(Secret::new(hex::encode(rand::rng().random::<[u8; 32]>())))
    }

    /// What its owner shows.
    pub const fn expose(&self) -> &String {
        self.0.expose()
    }

    fn hash(&self) -> String {
        hash(self.expose())
    }
}

fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// Lets somebody in who knows a login and its password; whether that is enough, their identity says.
pub async fn sign_in(app: &App, from: Visitor, login: &str, password: &str) -> Result<(Token, Identity), Unanswered> {
    let token = Token::draw();
    let ask = SignIn {
        login: login.to_owned(),
        password: password.to_owned(),
        session_hash: token.hash(),
        device: from.device.clone(),
    };
    let identity = app.asker.ask(&from.tell(Caller::anonymous()), &ask).await?;
    Ok((token, identity))
}

/// What a browser brings back from a provider of sign-in.
pub struct Brought {
    /// Which one, by the address it came back to.
    pub provider: String,
    /// What it was given when it went.
    pub sealed: String,
    /// What the provider gave back unchanged.
    pub state: String,
    /// What the provider's word is fetched with.
    pub code: Option<String>,
    /// Who says so.
    pub issuer: Option<String>,
    /// The session it has already.
    pub current_session: Option<String>,
}

/// Lets somebody in whom a provider vouches for, or links what it calls them.
pub async fn return_from_provider(
    app: &App,
    from: Visitor,
    brought: Brought,
) -> Result<(Token, ProviderReturn), Unanswered> {
    let token = Token::draw();
    let Brought { provider, sealed, state, code, issuer, current_session } = brought;
    let (session_hash, device) = (token.hash(), from.device.clone());
    let ask = ReturnFromProvider { provider, sealed, state, code, issuer, session_hash, current_session, device };
    let came = app.asker.ask(&from.tell(Caller::anonymous()), &ask).await?;
    Ok((token, came))
}

/// Chooses a password by a link and lets its owner in.
pub async fn use_link(app: &App, from: Visitor, link: &str, password: &str) -> Result<(Token, Identity), Unanswered> {
    let token = Token::draw();
    let ask = UseLink {
        token_hash: hash(link),
        password: password.to_owned(),
        session_hash: token.hash(),
        device: from.device.clone(),
    };
    let identity = app.asker.ask(&from.tell(Caller::anonymous()), &ask).await?;
    Ok((token, identity))
}

/// Whom a link is for.
pub async fn read_link(app: &App, from: Visitor, link: &str) -> Result<LinkView, Unanswered> {
    app.asker.ask(&from.tell(Caller::anonymous()), &ReadLink { token_hash: hash(link) }).await
}

/// Shows the second factor for a session that waits for it.
pub async fn show_second_factor(app: &App, signed: &Signed, code: &str) -> Result<Identity, Unanswered> {
    let ask = ShowSecondFactor { session_hash: signed.session_hash.clone(), code: code.to_owned() };
    app.asker.ask(&anonymous(signed), &ask).await
}

/// Who opens or closes the door is nobody yet, or no longer; but from where they ask is known.
fn anonymous(signed: &Signed) -> Caller {
    let Caller { address, request_id, traceparent, .. } = signed.caller.clone();
    Caller { address, request_id, traceparent, ..Caller::anonymous() }
}

/// Ends a session.
pub async fn sign_out(app: &App, signed: &Signed) -> Result<(), Unanswered> {
    app.identities.invalidate(&signed.session_hash).await;
    app.asker.ask(&anonymous(signed), &SignOut { session_hash: signed.session_hash.clone() }).await
}

/// The `Set-Cookie` that makes a browser remember a token.
pub fn cookie(app: &App, token: &Token) -> HeaderValue {
    set_cookie(app, token.expose(), COOKIE_SECONDS)
}

/// The `Set-Cookie` that makes a browser forget its token.
pub fn cleared_cookie(app: &App) -> HeaderValue {
    set_cookie(app, "", 0)
}

fn set_cookie(app: &App, value: &str, seconds: u32) -> HeaderValue {
    let (name, secure) = if app.secure_cookies { (SECURE_COOKIE, "; Secure") } else { (COOKIE, "") };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let mut value = HeaderValue::from_str(&text).expect("a name and hexadecimal digits are fit for a header");
    value.set_sensitive(true);
    value
}

/// The value of a cookie.
pub fn read_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

/// Somebody who has signed in, and what they act as. A request without one is answered with problem `not_signed_in`. For the
/// API, which takes keys, too: a program has its maker's identity and one grant, and no session.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Who, and everything they may be.
    pub identity: Arc<Identity>,
    /// Which of their grants they act under.
    pub grant_index: usize,
    /// Under which delegation, where they act for somebody.
    pub acts_for: Option<LiveDelegation>,
    /// What services are asked as.
    pub caller: Caller,
    /// What accounts knows this session by.
    pub session_hash: String,
}

impl Signed {
    /// The grant they act under.
    pub fn grant(&self) -> &Grant {
        &self.identity.grants[self.grant_index]
    }
}

/// Why a request is nobody's.
enum Nobody {
    NotSignedIn,
    NoSuchGrant,
    Needs(Need),
    Unanswered(Unanswered),
}

async fn find(parts: &Parts, app: &App) -> Result<Signed, Nobody> {
    let session_hash = hash(shown_token(&parts.headers, app.secure_cookies).ok_or(Nobody::NotSignedIn)?);
    let identity = identify(app, &session_hash).await?;
    let grant_index = chosen_grant(&parts.headers, identity.grants.len())?;
    let grant = identity.grants.get(grant_index).ok_or(Nobody::NoSuchGrant)?;
    let caller = Caller::person(identity.person_id, grant.role, grant.scope.clone());
    let acts_for = acting::chosen(&parts.headers, &identity, grant.role).map_err(|_| Nobody::NoSuchGrant)?.cloned();
    let caller = acts_for.iter().fold(caller, acting::for_whom);
    let mut caller = Visitor::of(parts, app).tell(caller);
    caller.traceparent = traceparent(&parts.headers);
    Ok(Signed { identity, grant_index, acts_for, caller, session_hash })
}

/// The same, where nothing is missing any more.
async fn find_whole(parts: &Parts, app: &App) -> Result<Signed, Nobody> {
    let signed = find(parts, app).await?;
    match signed.identity.need {
        Some(need) => Err(Nobody::Needs(need)),
        None => Ok(signed),
    }
}

/// A bearer token where there is one, else the cookie. A key is no session.
fn shown_token(headers: &HeaderMap, secure_cookies: bool) -> Option<&str> {
    match headers.get(header::AUTHORIZATION) {
        Some(_) => keys::bearer(headers).filter(|token| !keys::is_meant(token)),
        None => read_cookie(headers, if secure_cookies { SECURE_COOKIE } else { COOKIE }),
    }
}

async fn identify(app: &App, session_hash: &str) -> Result<Arc<Identity>, Nobody> {
    if let Some(identity) = app.identities.get(session_hash).await {
        return Ok(identity);
    }
    let ask = WhoIs { session_hash: session_hash.to_owned() };
    let identity = match app.asker.ask(&Caller::anonymous(), &ask).await {
        Ok(identity) => Arc::new(identity),
        Err(Unanswered::Refused(_)) => return Err(Nobody::NotSignedIn),
        Err(unknown @ Unanswered::Unknown { .. }) => return Err(Nobody::Unanswered(unknown)),
    };
    // Somebody half-way in is asked about each time: the next request may come to another process than the one that let them in.
    if identity.need.is_none() {
        app.identities.insert(session_hash.to_owned(), Arc::clone(&identity)).await;
    }
    Ok(identity)
}

/// A program that names a grant means it. A browser's cookie may be left over from somebody else, and is only a wish.
fn chosen_grant(headers: &HeaderMap, grants: usize) -> Result<usize, Nobody> {
    if let Some(value) = headers.get(GRANT_HEADER) {
        let index = value.to_str().ok().and_then(|text| text.parse().ok());
        return index.filter(|index| *index < grants).ok_or(Nobody::NoSuchGrant);
    }
    let wish = read_cookie(headers, GRANT_COOKIE).and_then(|text| text.parse().ok());
    Ok(wish.filter(|index| *index < grants).unwrap_or(0))
}

/// The caller's trace, where it is written as W3C says.
pub(crate) fn traceparent(headers: &HeaderMap) -> Option<String> {
    let text = headers.get("traceparent")?.to_str().ok()?;
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let hexadecimal = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'));
    (hexadecimal && lengths == [2, 32, 16, 2]).then(|| text.to_owned())
}

impl FromRequestParts<App> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        match keys::shown(&parts.headers) {
            Some(key) => keys::find(parts, app, key).await,
            None => find_whole(parts, app).await.map_err(Problem::from),
        }
    }
}

/// Somebody whose password was right, whatever is missing still: for what they must do before anything else, and for leaving.
#[derive(Debug, Clone)]
pub struct HalfSigned(pub Signed);

impl FromRequestParts<App> for HalfSigned {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        find(parts, app).await.map(Self).map_err(Problem::from)
    }
}

impl From<Nobody> for Problem {
    fn from(nobody: Nobody) -> Self {
        match nobody {
            Nobody::NotSignedIn => Self::new("not_signed_in", "there is no session, or it has ended"),
            Nobody::NoSuchGrant => Self::new(code::NOT_ALLOWED, "the person has no such grant"),
            Nobody::Needs(need) => Self::new(code_of(need), "the session is not whole yet"),
            Nobody::Unanswered(unanswered) => unanswered.into(),
        }
    }
}

/// What somebody is told who has to do something else first.
const fn code_of(need: Need) -> &'static str {
    match need {
        Need::SecondFactorCode => code::SECOND_FACTOR_NEEDED,
        Need::SecondFactorSetUp => code::SECOND_FACTOR_MISSING,
    }
}

/// The same for pages: somebody without a session is sent to sign in, and comes back afterwards.
#[derive(Debug, Clone)]
pub struct SignedPage(pub Signed);

impl FromRequestParts<App> for SignedPage {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        match find_whole(parts, app).await {
            Ok(signed) => Ok(Self(signed)),
            Err(Nobody::NotSignedIn) => Err(send_to_sign_in(parts)),
            Err(Nobody::Needs(need)) => Err(send_to(parts, page_of(need))),
            Err(nobody) => Err(Problem::from(nobody).into_response()),
        }
    }
}

/// Who is there, if anybody is; for pages that everybody may see.
impl axum::extract::OptionalFromRequestParts<App> for Signed {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Infallible> {
        Ok(find_whole(parts, app).await.ok())
    }
}

/// A page for somebody half-way in; a stranger is sent to sign in.
#[derive(Debug, Clone)]
pub struct HalfSignedPage(pub Signed);

impl FromRequestParts<App> for HalfSignedPage {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        match find(parts, app).await {
            Ok(signed) => Ok(Self(signed)),
            Err(Nobody::NotSignedIn) => Err(send_to_sign_in(parts)),
            Err(nobody) => Err(Problem::from(nobody).into_response()),
        }
    }
}

/// Where somebody does what is missing.
pub const fn page_of(need: Need) -> &'static str {
    match need {
        Need::SecondFactorCode => SIGN_IN_CODE,
        Need::SecondFactorSetUp => SECOND_FACTOR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_shows_in_no_log_and_its_hash_tells_nothing() {
        let token = Token::draw();
        assert!(!format!("{token:?}").contains(token.expose()));
        assert_eq!((token.expose().len(), token.hash().len()), (64, 64));
        assert_ne!(token.expose(), &token.hash());
    }

    #[test]
    fn a_bearer_token_goes_before_the_cookie_and_a_cookie_needs_its_full_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; phien_session=in-cookie; not_phien_session=2"));
        assert_eq!(shown_token(&headers, false), Some("in-cookie"));
        assert_eq!(shown_token(&headers, true), None);
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("bearer in-header"));
        assert_eq!(shown_token(&headers, false), Some("in-header"));
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Basic eDp5"));
        assert_eq!(shown_token(&headers, false), None);
    }

    #[test]
    fn only_a_well_written_trace_is_passed_on() {
        let passed = |text: &'static str| {
            traceparent(&HeaderMap::from_iter([(
                "traceparent".parse().expect("a name"),
                HeaderValue::from_static(text),
            )]))
        };
        assert!(passed("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").is_some());
        assert!(passed("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7").is_none());
        assert!(passed("00-4bf92f3577b34da6a3ce929d0e0e473X-00f067aa0ba902b7-01").is_none());
    }
}

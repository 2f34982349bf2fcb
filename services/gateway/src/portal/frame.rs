//! What stands around a page (who reads it, where they may go, what was just done) and what its handler may ask.

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, Uri, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use contract::{
    Ask, Caller, Department, Refusal, Role,
    accounts::{Grant, LiveDelegation},
    code,
};
use ids::{Cooperative, Id, Person as PersonId};
use mailbox::Unanswered;

use super::{format::Reader, places::places_of, routes};
use crate::{
    App, acting,
    assets::asset_url,
    problem::Problem,
    session::{HalfSignedPage, Signed, SignedPage},
    text::Language,
};

/// Somebody who is signed in and opens a page. A handler that takes it cannot be reached by anybody else.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) app: App,
    pub(crate) signed: Signed,
    pub(crate) to: Reader,
    here: Uri,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let SignedPage(signed) = SignedPage::from_request_parts(parts, app).await?;
        Ok(Self::new(parts, app, signed))
    }
}

/// The same for somebody who is half-way in: for what they must do before anything else.
#[derive(Debug)]
pub(crate) struct HalfVisit(pub(crate) Visit);

impl FromRequestParts<App> for HalfVisit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let HalfSignedPage(signed) = HalfSignedPage::from_request_parts(parts, app).await?;
        Ok(Self(Visit::new(parts, app, signed)))
    }
}

impl Visit {
    fn new(parts: &Parts, app: &App, signed: Signed) -> Self {
        let to = Reader { language: Language::of(&parts.headers), now: app.calendar.now() };
        Self { app: app.clone(), signed, to, here: parts.uri.clone() }
    }

    /// Asks a service as this person.
    pub(crate) async fn ask<T: Ask>(&self, ask: &T) -> Result<T::Answer, Unanswered> {
        self.app.asker.ask(&self.signed.caller, ask).await
    }

    /// Gives a service a command, once for each key.
    pub(crate) async fn command<T: Ask>(&self, key: &str, ask: &T) -> Result<T::Answer, Unanswered> {
        self.fits(key).map_err(Unanswered::Refused)?;
        self.app.asker.ask(&self.signed.caller.clone().with_key(key), ask).await
    }

    /// Refuses a form that somebody else opened, or that was opened for somebody else than they act for now.
    pub(crate) fn fits(&self, key: &str) -> Result<(), Refusal> {
        let by = key.split(['~', ',']).next().and_then(|key| key.split_once('@')).map(|(_, by)| by);
        let is_own = by.is_none_or(|by| by == self.signed.identity.person_id.to_string());
        if is_own && acting::fits(key, self.acts_for()) {
            return Ok(());
        }
        Err(Refusal::new(code::OPENED_FOR_ANOTHER, "the form was opened by somebody else, or for another cooperative"))
    }

    fn acts_for(&self) -> Option<Id<Cooperative>> {
        self.signed.acts_for.as_ref().map(|live| live.cooperative_id)
    }

    /// The same as themselves, for nobody else.
    pub(crate) async fn ask_for_oneself<T: Ask>(&self, ask: &T) -> Result<T::Answer, Unanswered> {
        let grant = self.signed.grant();
        let oneself = Caller {
            scope: grant.scope.clone(),
            on_behalf_of: None,
            errands: Vec::new(),
            ..self.signed.caller.clone()
        };
        self.app.asker.ask(&oneself, ask).await
    }

    /// The cooperative on whose things they act: their own, or the one they act for.
    pub(crate) fn own_cooperative(&self) -> Result<Id<Cooperative>, Problem> {
        let own = self.signed.caller.scope.cooperative();
        own.ok_or_else(|| Problem::new(code::NOT_ALLOWED, "they act in no cooperative"))
    }

    /// Whether they may ask this; whoever answers judges again.
    pub(crate) fn may<T: Ask>(&self) -> bool {
        T::admits(&self.signed.caller)
    }

    /// Lets those go on who may ask this.
    pub(crate) fn only_who_may<T: Ask>(&self) -> Result<(), Problem> {
        if self.may::<T>() { Ok(()) } else { Err(self.not_here()) }
    }

    /// Whether they are an official to whom it falls to decide what is this department's.
    pub(crate) fn decides_for(&self, department: Department) -> bool {
        self.role() == Role::ProvincialOfficial && self.signed.grant().scope.decides_for(department)
    }

    /// In which role they are here.
    pub(crate) fn role(&self) -> Role {
        self.signed.grant().role
    }

    /// Lets only these roles go on. What a page asks is guarded again by whoever answers.
    pub(crate) fn only(&self, roles: &[Role]) -> Result<(), Problem> {
        if roles.contains(&self.role()) { Ok(()) } else { Err(self.not_here()) }
    }

    fn not_here(&self) -> Problem {
        Problem::new(code::NOT_ALLOWED, format!("{} may not open this page", self.role().slug()))
    }

    /// The frame of a page with this title.
    pub(crate) fn frame(&self, title: impl Into<String>) -> Frame {
        let path = self.here.path();
        let is_whole = self.signed.identity.need.is_none();
        let acts_for = self.signed.acts_for.as_ref();
        let errands = acts_for.map(|live| live.errands.as_slice());
        let places = if is_whole { places_of(self.role(), errands) } else { Vec::new() };
        Frame {
            places: places.iter().map(|(link, key)| Place::new(self.to, path, link, key)).collect(),
            person: Some(Person::of(&self.signed, self.to)),
            acting: acts_for.map(|live| acting_words(self.to, live)),
            acts_for: self.acts_for(),
            by: Some(self.signed.identity.person_id),
            role: Some(self.role()),
            ..Frame::bare(self.to, title, &self.here)
        }
    }
}

/// For whom somebody acts, and until when.
fn acting_words(to: Reader, live: &LiveDelegation) -> String {
    to.say_with(
        "acting-for",
        [("cooperative", live.cooperative.as_str().into()), ("until", to.day(live.ends_on).into())],
    )
}

/// As many places as a phone shows in three rows.
const PLACES_SHOWN: usize = 8;
/// Where there are more, so many are shown always.
const PLACES_OFTEN: usize = 5;

/// What stands around a page.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) to: Reader,
    pub(crate) title: String,
    pub(crate) places: Vec<Place>,
    pub(crate) person: Option<Person>,
    /// For whom they act, and until when.
    pub(crate) acting: Option<String>,
    acts_for: Option<Id<Cooperative>>,
    /// Who opens it.
    by: Option<Id<PersonId>>,
    /// In which role they are here.
    pub(super) role: Option<Role>,
    /// Path and query, to come back to after changing language or role.
    pub(crate) here: String,
    pub(crate) notice: Option<Notice>,
    /// Seconds after which a browser without script loads the page again.
    pub(crate) again_after: Option<u32>,
    /// A form is held on it: whatever leads elsewhere opens beside it, or is not there.
    pub(crate) holds: bool,
}

/// A place in the navigation.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) link: &'static str,
    pub(crate) label: String,
    pub(crate) is_here: bool,
}

impl Place {
    fn new(to: Reader, path: &str, link: &'static str, key: &str) -> Self {
        let below = path.strip_prefix(link).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        // Some places lie below another one.
        let is_here = below
            && !(link == routes::OFFICIAL
                && [routes::COOPERATIVES, routes::OFFICIAL_PAPERS].iter().any(|inner| path.starts_with(inner)))
            && !(link == routes::OPERATOR && path.starts_with(routes::AUDIT));
        Self { link, label: to.say(key), is_here }
    }
}

/// Who reads the page.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) role: String,
    /// Their other roles, by the place of the grant.
    pub(crate) others: Vec<(usize, String)>,
    /// They may make keys for programs.
    pub(crate) makes_keys: bool,
    /// Nothing is missing before they may open any page.
    pub(crate) is_whole: bool,
}

impl Person {
    fn of(signed: &Signed, to: Reader) -> Self {
        let is_whole = signed.identity.need.is_none();
        let grants = signed.identity.grants.iter().enumerate();
        Self {
            is_whole,
            makes_keys: is_whole && matches!(signed.grant().role, Role::CooperativeManager | Role::Operator),
            name: signed.identity.name.clone(),
            role: role_words(signed.grant(), to),
            others: grants
                .filter(|(at, _)| is_whole && *at != signed.grant_index)
                .map(|(at, grant)| (at, role_words(grant, to)))
                .collect(),
        }
    }
}

fn role_words(grant: &Grant, to: Reader) -> String {
    let role = to.word("role", grant.role.slug());
    match &grant.scope {
        contract::Scope::Commune(code) => format!("{role}, {}", to.commune(code)),
        _ => role,
    }
}

/// What was just done, or could not be.
#[derive(Debug)]
pub(crate) struct Notice {
    pub(crate) is_good: bool,
    pub(crate) words: String,
}

impl Frame {
    /// A frame without a person: before sign-in, and for problems.
    pub(crate) fn bare(to: Reader, title: impl Into<String>, here: &Uri) -> Self {
        let here = here.path_and_query().map_or("/", |whole| whole.as_str()).to_owned();
        Self {
            to,
            title: title.into(),
            places: Vec::new(),
            person: None,
            acting: None,
            acts_for: None,
            by: None,
            role: None,
            here,
            notice: None,
            again_after: None,
            holds: false,
        }
    }

    /// The same with word of something done.
    #[must_use]
    pub(crate) fn done(mut self, words: Option<String>) -> Self {
        self.notice = words.map(|words| Notice { is_good: true, words }).or(self.notice);
        self
    }

    /// The same with word of something that could not be done.
    #[must_use]
    pub(crate) fn not_done(mut self, words: Option<String>) -> Self {
        self.notice = words.map(|words| Notice { is_good: false, words }).or(self.notice);
        self
    }

    /// The places that are always shown, and those behind one press; few enough are shown all.
    pub(crate) fn places_by_use(&self) -> (&[Place], &[Place]) {
        if self.places.len() <= PLACES_SHOWN { (&self.places, &[]) } else { self.places.split_at(PLACES_OFTEN) }
    }

    /// The page is one of those behind a press.
    pub(crate) fn is_seldom_here(&self) -> bool {
        self.places_by_use().1.iter().any(|place| place.is_here)
    }

    /// Every language, and whether the page is in it.
    pub(crate) fn languages(&self) -> impl Iterator<Item = (Language, bool)> {
        Language::ALL.into_iter().map(|language| (language, language == self.to.language))
    }

    /// A new idempotency key, for a form; it says by whom and for whom the form is opened.
    pub(crate) fn key(&self) -> String {
        let key = uuid::Uuid::now_v7().to_string();
        let key = self.by.map_or_else(|| key.clone(), |by| format!("{key}@{by}"));
        acting::key_for(&key, self.acts_for)
    }

    #[expect(clippy::unused_self, reason = "templates reach it through their frame")]
    pub(crate) fn asset(&self, name: &str) -> String {
        asset_url(name)
    }
}

/// The page as an answer. It is somebody's own, so nothing in between may keep it.
pub(crate) fn render(page: &impl Template) -> Result<Response, Problem> {
    let body = page.render().map_err(Problem::failed)?;
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))], Html(body)).into_response())
}

#[cfg(test)]
impl Frame {
    /// The frame of somebody in this role, for samples.
    pub(super) fn sample(to: Reader, role: Role, title: &str, here: &Uri) -> Self {
        let places = places_of(role, None);
        let places = places.iter().map(|(link, key)| Place::new(to, here.path(), link, key));
        let person = Person {
            name: "Vàng Thị Mỷ".to_owned(),
            role: to.word("role", role.slug()),
            others: vec![(1, to.word("role", Role::Operator.slug()))],
            makes_keys: matches!(role, Role::CooperativeManager | Role::Operator),
            is_whole: true,
        };
        Self { places: places.collect(), person: Some(person), role: Some(role), ..Self::bare(to, title, here) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_navigation_marks_where_one_is() {
        let to = Reader { language: Language::Vietnamese, now: chrono::DateTime::UNIX_EPOCH };
        let is_here = |path: &str, link| Place::new(to, path, link, "place-home").is_here;
        assert!(is_here("/orders", routes::ORDERS) && is_here("/orders/ord_1", routes::ORDERS));
        assert!(!is_here("/orders-of-another", routes::ORDERS));
        assert!(
            !is_here(routes::COOPERATIVES, routes::OFFICIAL) && is_here(routes::COOPERATIVES, routes::COOPERATIVES)
        );
    }
}

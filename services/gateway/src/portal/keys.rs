//! Keys of programs, for those who make them: list, a new one, and the end of one.

pub(crate) mod make;

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use contract::{
    Page as Rows, PageRequest, Role, Scope,
    accounts::{FindKeys, KeyState, KeyView, RevokeKey},
};
use ids::{ApiKey, Id};
use serde::Deserialize;

use super::{
    fields::Fields,
    format::Reader,
    frame::{Frame, Visit, render},
    parts::{Badge, Pager, Shape, page_request},
    people::grants::Cooperatives,
    routes::{self, Link},
};
use crate::problem::Problem;

/// Who makes keys.
const MAKE: &[Role] = &[Role::CooperativeManager, Role::Operator];

/// What the list's URL says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    done: String,
    after: Option<String>,
    size: Option<u32>,
}

#[derive(Debug, Template)]
#[template(path = "keys/list.html")]
pub(crate) struct Page {
    frame: Frame,
    rows: Vec<Row>,
    pager: Pager,
}

#[derive(Debug)]
struct Row {
    /// Where it is ended, where it can be.
    revoke: Option<String>,
    name: String,
    prefix: String,
    badge: Badge,
    allows: Vec<String>,
    /// On whose things, where the reader sees more than one cooperative's.
    of: Option<String>,
    made: String,
    ends: String,
    used: String,
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        page: &PageRequest,
        found: Rows<KeyView>,
        cooperatives: Option<&Cooperatives>,
    ) -> Self {
        let to = frame.to;
        let pager = Pager::new(&Link::to(routes::KEYS), page, found.next.as_deref(), found.rows.len());
        let row = |key: KeyView| Row {
            revoke: (key.state != KeyState::Revoked).then(|| routes::key_revoke(key.key_id, &key.name)),
            badge: badge_of(to, key.state),
            allows: key.scopes.iter().map(|scope| allows(to, scope.slug())).collect(),
            of: cooperatives.map(|known| match key.scope {
                Scope::Cooperative(id) => known.name(id),
                _ => to.say("key-province"),
            }),
            made: to.say_with("key-made-by", [("name", key.made_by.into()), ("when", to.moment(key.made_at).into())]),
            ends: to.moment(key.ends_at),
            used: key.used_at.map_or_else(|| to.say("key-never-used"), |at| to.moment(at)),
            name: key.name,
            prefix: key.prefix,
        };
        Self { rows: found.rows.into_iter().map(row).collect(), pager, frame }
    }
}

fn badge_of(to: Reader, state: KeyState) -> Badge {
    let shape = match state {
        KeyState::Live => Shape::Done,
        KeyState::Ended | KeyState::Revoked => Shape::Off,
        KeyState::MakerGone => Shape::Bad,
    };
    Badge { shape, words: to.word("key-state", state.slug()) }
}

/// What a word of a key allows, as people say it.
fn allows(to: Reader, slug: &str) -> String {
    to.word("key-scope", &slug.replace(':', "-"))
}

pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    visit.only(MAKE)?;
    let page = page_request(asked.after.clone(), asked.size);
    let ask = FindKeys { page: page.clone() };
    let (found, cooperatives) = tokio::join!(visit.ask(&ask), offered(&visit));
    let done = (asked.done == "revoked").then(|| visit.to.say("key-revoked"));
    let frame = visit.frame(visit.to.say("keys-title")).done(done);
    render(&Page::new(frame, &page, found?, cooperatives?.as_ref()))
}

/// The cooperatives an operator chooses from; a manager has one, and it goes without saying.
async fn offered(visit: &Visit) -> Result<Option<Cooperatives>, Problem> {
    if visit.role() == Role::Operator { Cooperatives::of(visit).await.map(Some) } else { Ok(None) }
}

#[derive(Debug, Template)]
#[template(path = "keys/revoke.html")]
pub(crate) struct RevokePage {
    pub(crate) frame: Frame,
    pub(crate) here: String,
    pub(crate) question: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    name: String,
}

pub(crate) fn question(to: Reader, name: &str) -> String {
    to.say_with("key-revoke-question", [("name", name.to_owned().into())])
}

/// Asks once more; the link says the key's name.
pub(super) async fn show_revoke(
    visit: Visit,
    Path(key_id): Path<Id<ApiKey>>,
    Query(Named { name }): Query<Named>,
) -> Result<Response, Problem> {
    visit.only(MAKE)?;
    let frame = visit.frame(visit.to.say("key-revoke"));
    render(&RevokePage { frame, here: routes::key_revoke(key_id, ""), question: question(visit.to, &name) })
}

/// Ends it.
pub(super) async fn revoke(visit: Visit, Path(key_id): Path<Id<ApiKey>>, form: Fields) -> Result<Response, Problem> {
    visit.command(form.key()?, &RevokeKey { key_id }).await?;
    Ok(Redirect::to(&Link::to(routes::KEYS).with("done", "revoked").to_string()).into_response())
}

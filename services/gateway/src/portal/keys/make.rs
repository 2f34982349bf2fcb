//! A key is made, and shown this once.

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{FieldFault, KeyScope, Role, Scope, accounts::MakeKey, code};
use mailbox::Unanswered;

use super::{MAKE, allows, offered};
use crate::{
    keys::ApiKey,
    portal::{
        fields::Fields,
        format::Reader,
        frame::{Frame, Visit, render},
        people::grants::Cooperatives,
    },
    problem::Problem,
};

/// How long a key may live, in days.
const DAYS: [u32; 4] = [30, 90, 180, 365];
/// The whole province, in the list of cooperatives.
const PROVINCE: &str = "province";

#[derive(Debug, Template)]
#[template(path = "keys/new.html")]
pub(crate) struct Page {
    frame: Frame,
    name: String,
    /// Word, what it allows, whether it is chosen.
    scopes: Vec<(&'static str, String, bool)>,
    /// Id, name, whether it is chosen; empty where the reader's own cooperative is the only one.
    cooperatives: Vec<(String, String, bool)>,
    /// Days, words, whether they are chosen.
    days: Vec<(u32, String, bool)>,
    faults: Vec<(String, String)>,
}

impl Page {
    pub(crate) fn new(
        frame: Frame,
        typed: &Fields,
        cooperatives: Option<&Cooperatives>,
        faults: &[FieldFault],
    ) -> Self {
        let to = frame.to;
        let chosen = |name: &str, value: &str| typed.all(name).any(|typed| typed == value);
        let scopes = KeyScope::ALL.into_iter().map(KeyScope::slug);
        let of = cooperatives.map(|known| {
            let every = known.0.iter().map(|(id, name)| (id.to_string(), name.clone()));
            let every = every.chain([(PROVINCE.to_owned(), to.say("key-province"))]);
            every.map(|(id, name)| (chosen("of", &id), id, name)).map(|(is, id, name)| (id, name, is)).collect()
        });
        let days: u32 = typed.one("days").parse().unwrap_or(DAYS[1]);
        Self {
            name: typed.one("name").to_owned(),
            scopes: scopes.map(|slug| (slug, allows(to, slug), chosen("scope", slug))).collect(),
            cooperatives: of.unwrap_or_default(),
            days: DAYS.map(|d| (d, to.counted("key-days", u64::from(d)), d == days)).into(),
            faults: faults.iter().map(|fault| words_of(to, fault)).collect(),
            frame,
        }
    }

    fn fault_of(&self, field: &str) -> Option<&String> {
        self.faults.iter().find(|(at, _)| at == field).map(|(_, words)| words)
    }
}

fn words_of(to: Reader, fault: &FieldFault) -> (String, String) {
    let key = match (fault.field.as_str(), fault.code.as_str()) {
        ("name", _) => "key-name-wrong",
        ("scopes", "takes_a_cooperative") => "key-scopes-of-province",
        ("scopes", _) => "key-scopes-missing",
        ("days", _) => "key-days-wrong",
        _ => "key-of-wrong",
    };
    (fault.field.clone(), to.say(key))
}

/// An empty form.
pub(in crate::portal) async fn show(visit: Visit) -> Result<Response, Problem> {
    form_page(&visit, &Fields::default(), &[]).await
}

async fn form_page(visit: &Visit, typed: &Fields, faults: &[FieldFault]) -> Result<Response, Problem> {
    visit.only(MAKE)?;
    let cooperatives = offered(visit).await?;
    render(&Page::new(visit.frame(visit.to.say("key-new")), typed, cooperatives.as_ref(), faults))
}

#[derive(Debug, Template)]
#[template(path = "keys/shown.html")]
pub(crate) struct ShownPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    pub(crate) example: String,
}

/// Makes it, and shows it.
pub(in crate::portal) async fn make(visit: Visit, form: Fields) -> Result<Response, Problem> {
    visit.only(MAKE)?;
    let again = async |faults: &[FieldFault]| {
        Ok((StatusCode::UNPROCESSABLE_ENTITY, form_page(&visit, &form, faults).await?).into_response())
    };
    let Some(scope) = typed_scope(&visit, &form) else {
        return again(&[FieldFault { field: "scope".into(), code: "missing".into() }]).await;
    };
    let unknown = |_| Problem::new(code::UNREADABLE, "the form names something that no key allows");
    let drawn = ApiKey::draw();
    let ask = MakeKey {
        name: form.one("name").to_owned(),
        scope,
        scopes: form.all("scope").map(str::parse).collect::<Result<_, _>>().map_err(unknown)?,
        days: form.one("days").parse().unwrap_or_default(),
        key_hash: drawn.hash(),
        prefix: drawn.prefix(),
    };
    match visit.command(form.key()?, &ask).await {
        Ok(_) => {
            let page = ShownPage {
                frame: visit.frame(visit.to.say("key-shown-title")),
                key: drawn.expose().clone(),
                example: visit.app.address("/api/v1/me"),
            };
            Ok(([(header::CACHE_CONTROL, "no-store")], render(&page)?).into_response())
        }
        Err(Unanswered::Refused(refusal)) if !refusal.fields.is_empty() => again(&refusal.fields).await,
        // The page with the key was loaded again, or the form was sent twice: one key was made, and it was shown.
        Err(Unanswered::Refused(refusal)) if refusal.code == code::KEY_REUSED => {
            Ok((StatusCode::CONFLICT, render(&AgainPage { frame: visit.frame(visit.to.say("key-shown-title")) })?)
                .into_response())
        }
        Err(unanswered) => Err(unanswered.into()),
    }
}

/// A key that was made before is not shown again.
#[derive(Debug, Template)]
#[template(path = "keys/again.html")]
pub(crate) struct AgainPage {
    pub(crate) frame: Frame,
}

/// On whose things: a manager's own cooperative's, or what an operator has chosen.
fn typed_scope(visit: &Visit, form: &Fields) -> Option<Scope> {
    if visit.role() == Role::CooperativeManager {
        return Some(visit.signed.grant().scope.clone());
    }
    match form.one("of") {
        PROVINCE => Some(Scope::Province),
        id => id.parse().ok().map(Scope::Cooperative),
    }
}

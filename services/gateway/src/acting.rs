//! For whom an assistant acts: chosen by a cookie or a header, and never beyond a delegation that holds today.

use axum::http::{HeaderMap, HeaderValue};
use contract::{
    Caller, Role, Scope,
    accounts::{Identity, LiveDelegation},
};

use ids::{Cooperative, Id};

use crate::session::read_cookie;

/// The cookie that names the cooperative an assistant acts for.
pub const FOR_COOKIE: &str = "phien_for";
/// The header that says the same for programs.
pub const FOR_HEADER: &str = "phien-for";

/// How long an assistant acts for somebody without choosing anew: a working day.
const COOKIE_SECONDS: u32 = 12 * 3600;

/// The `Set-Cookie` that makes a browser remember for whom its owner acts, or forget it.
pub fn cookie(acts_for: Option<Id<Cooperative>>, secure: bool) -> HeaderValue {
    let (value, seconds) = acts_for.map_or((String::new(), 0), |id| (id.to_string(), COOKIE_SECONDS));
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{FOR_COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).expect("a name and an id are fit for a header")
}

/// A form's key says for whom the form was opened, so that it has its effect for nobody else.
pub fn key_for(key: &str, acts_for: Option<Id<Cooperative>>) -> String {
    acts_for.map_or_else(|| key.to_owned(), |id| format!("{key}~{id}"))
}

/// Whether a form with this key was opened for whomever its sender acts for now.
pub fn fits(key: &str, acts_for: Option<Id<Cooperative>>) -> bool {
    let named = key.split_once('~').map(|(_, id)| id.split(',').next().unwrap_or_default());
    named == acts_for.map(|id| id.to_string()).as_deref()
}

/// A program has named a cooperative it may not act for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDelegation;

/// The delegation that the request is made under, if it is made under one. A program that names a cooperative means it; a
/// browser's cookie may be left over from a delegation that has ended, and then the assistant acts for nobody.
pub fn chosen<'a>(
    headers: &HeaderMap,
    identity: &'a Identity,
    role: Role,
) -> Result<Option<&'a LiveDelegation>, NoDelegation> {
    if role != Role::Assistant {
        return Ok(None);
    }
    let named = |text: &str| {
        let id = text.parse().ok()?;
        identity.acts_for.iter().find(|live| live.cooperative_id == id)
    };
    match headers.get(FOR_HEADER) {
        Some(value) => value.to_str().ok().and_then(named).map(Some).ok_or(NoDelegation),
        None => Ok(read_cookie(headers, FOR_COOKIE).and_then(named)),
    }
}

/// The caller, acting for somebody: on their things, with the delegation's errands, both named.
#[must_use]
pub fn for_whom(caller: Caller, live: &LiveDelegation) -> Caller {
    Caller {
        scope: Scope::Cooperative(live.cooperative_id),
        on_behalf_of: Some(live.cooperative_id.to_string()),
        errands: live.errands.clone(),
        ..caller
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use contract::accounts::Errand;

    use super::*;

    #[test]
    fn a_form_has_its_effect_for_whom_it_was_opened() {
        let (own, other) = (Id::generate(), Id::generate());
        let key = key_for("0192", Some(own));
        assert!(fits(&key, Some(own)) && fits(&format!("{key}, submit"), Some(own)) && fits("0192", None));
        assert!(!fits(&key, Some(other)) && !fits(&key, None) && !fits("0192", Some(own)));
    }

    #[test]
    fn an_assistant_acts_for_nobody_they_have_no_delegation_for() {
        let (own, other) = (Id::<Cooperative>::generate(), Id::<Cooperative>::generate());
        let live = LiveDelegation {
            delegation_id: Id::generate(),
            cooperative_id: own,
            cooperative: "Hợp tác xã Một".into(),
            errands: vec![Errand::File],
            ends_on: NaiveDate::MAX,
        };
        let identity = Identity {
            person_id: Id::generate(),
            name: "Mai".into(),
            grants: Vec::new(),
            acts_for: vec![live.clone()],
            need: None,
        };
        let asked = |name: &'static str, value: String, role| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_str(&value).expect("a header"));
            chosen(&headers, &identity, role).map(|found| found.map(|live| live.cooperative_id))
        };
        assert_eq!(asked(FOR_HEADER, own.to_string(), Role::Assistant), Ok(Some(own)));
        assert_eq!(asked("cookie", format!("phien_for={own}"), Role::Assistant), Ok(Some(own)));
        assert_eq!(asked(FOR_HEADER, other.to_string(), Role::Assistant), Err(NoDelegation));
        assert_eq!(asked("cookie", format!("phien_for={other}"), Role::Assistant), Ok(None), "a cookie is a wish");
        assert_eq!(asked(FOR_HEADER, own.to_string(), Role::CooperativeManager), Ok(None), "no assistant");
        let caller = Caller::person(identity.person_id, Role::Assistant, Scope::Commune("00874".into()));
        let acting = for_whom(caller, &live);
        assert_eq!((acting.scope, acting.on_behalf_of), (Scope::Cooperative(own), Some(own.to_string())));
    }
}

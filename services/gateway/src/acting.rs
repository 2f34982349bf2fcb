//! For whom an assistant acts: chosen by a cookie or a header, and never beyond a delegation that holds today.

use axum::http::HeaderMap;
use contract::{
    Caller, Role, Scope,
    accounts::{Identity, LiveDelegation},
};

use crate::session::read_cookie;

/// The cookie that names the cooperative an assistant acts for.
pub const FOR_COOKIE: &str = "phien_for";
/// The header that says the same for programs.
pub const FOR_HEADER: &str = "phien-for";

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
    use axum::http::HeaderValue;
    use chrono::NaiveDate;
    use contract::accounts::Errand;
    use ids::{Cooperative, Id};

    use super::*;

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

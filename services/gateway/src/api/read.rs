//! How a handler reads a request: every part of it either fits, or is a [`Problem`].

use axum::{
    extract::{FromRequest, FromRequestParts},
    http::request::Parts,
};
use contract::{Caller, PageRequest, code};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error},
};
use serde_json::Value;
use utoipa::IntoParams;

use crate::{App, problem::Problem, session::Signed};

/// A body of JSON.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub(crate) struct JsonBody<T>(pub T);

/// A thing of the contract in a body. The contract reads over fields it does not know, since a newer part of the house may send
/// them; of somebody outside such a field is a slip.
#[derive(Debug)]
pub(crate) struct Strict<T>(pub T);

impl<'de, T: DeserializeOwned + Serialize> Deserialize<'de> for Strict<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = Value::deserialize(deserializer)?;
        let read: T = serde_json::from_value(given.clone()).map_err(D::Error::custom)?;
        let known = serde_json::to_value(&read).map_err(D::Error::custom)?;
        match unknown(&given, &known) {
            Some(field) => Err(D::Error::custom(format!("unknown field `{field}`"))),
            None => Ok(Self(read)),
        }
    }
}

/// A field that is given and not known.
fn unknown<'a>(given: &'a Value, known: &Value) -> Option<&'a str> {
    let given = given.as_object()?;
    given.iter().find_map(|(field, value)| match known.get(field) {
        None => Some(field.as_str()),
        Some(known) => unknown(value, known),
    })
}

/// The query.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub(crate) struct InQuery<T>(pub T);

/// The path's parameters.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub(crate) struct InPath<T>(pub T);

/// Somebody who has signed in and gives a command under a key of their own.
pub(crate) struct Commanding(pub Caller);

/// The header every command needs.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it only describes the header")]
pub(crate) struct Key {
    /// Drawn by the caller for this intention; the same key has its effect once.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    idempotency_key: String,
}

impl FromRequestParts<App> for Commanding {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let signed = Signed::from_request_parts(parts, app).await?;
        let key = parts.headers.get("idempotency-key").and_then(|key| key.to_str().ok());
        let key = key.filter(|key| (1..=255).contains(&key.len())).ok_or_else(|| {
            Problem::new(code::KEY_MISSING, "a command needs an Idempotency-Key of 1 to 255 visible characters")
        })?;
        Ok(Self(signed.caller.with_key(key)))
    }
}

/// Which page of a list.
#[derive(Debug, Default, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// The `next` of the page before; absent for the first one.
    after: Option<String>,
    /// Rows of one page, 1 to 200; 25 where absent.
    #[param(minimum = 1, maximum = 200)]
    size: Option<u32>,
}

impl PageQuery {
    pub fn page(self) -> PageRequest {
        page(self.after, self.size)
    }
}

/// The page that a query asks for.
pub(crate) fn page(after: Option<String>, size: Option<u32>) -> PageRequest {
    PageRequest { size: size.unwrap_or(PageRequest::default().size), after: written(after) }
}

/// A field that a form leaves empty is one that is not there.
pub(crate) fn written(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use contract::syndication::Rule;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_with_a_slip_in_its_name_is_named_and_not_left_out() {
        let read = |rule: Value| serde_json::from_value::<Strict<Rule>>(rule).map_err(|error| error.to_string());
        let margin =
            json!({ "kind": "price", "by": "margin", "percent": "-50", "rounding": "exact", "floor_vnd": 150_000 });
        read(margin).expect("a rule");
        let slip = json!({ "kind": "price", "by": "margin", "percent": "-50", "rounding": "exact", "floor": 150_000 });
        assert_eq!(read(slip).expect_err("a slip"), "unknown field `floor`");
    }
}

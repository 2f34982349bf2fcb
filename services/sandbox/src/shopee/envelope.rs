//! What every answer is wrapped in.

use std::fmt::Display;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A call that was done: its `response`, or nothing to say.
pub struct Answer(Value);

/// A call that was done and whose answer is not wrapped, as with tokens.
pub struct Flat(pub Map<String, Value>);

/// A call that was not done, or not in all its rows.
#[derive(Debug)]
pub struct Refusal {
    code: &'static str,
    words: String,
    status: StatusCode,
    response: Option<Value>,
}

/// How a call ends.
pub type Reply = Result<Answer, Refusal>;

impl Answer {
    /// Done, with this to say.
    pub fn with(response: impl Serialize) -> Self {
        Self(serde_json::to_value(response).expect("answers are built of numbers and texts"))
    }

    /// Done, with nothing to say.
    pub const fn empty() -> Self {
        Self(Value::Null)
    }
}

impl Refusal {
    /// Refused in the body of an answer with HTTP status 200, as most are.
    pub fn new(code: &'static str, words: impl Into<String>) -> Self {
        Self { code, words: words.into(), status: StatusCode::OK, response: None }
    }

    /// The caller is not let in: HTTP status 403.
    pub fn forbidden(code: &'static str, words: impl Into<String>) -> Self {
        Self::new(code, words).with_status(StatusCode::FORBIDDEN)
    }

    /// A parameter that cannot be used.
    pub fn parameter(detail: impl Display) -> Self {
        Self::new("error_param", format!("Wrong parameters, detail: {detail}."))
    }

    /// With another HTTP status.
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// With what was done all the same.
    pub fn with_response(self, response: Value) -> Self {
        Self { response: Some(response), ..self }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut body = json!({ "error": "", "message": "", "warning": "", "request_id": request_id() });
        if !self.0.is_null() {
            body["response"] = self.0;
        }
        Json(body).into_response()
    }
}

impl IntoResponse for Flat {
    fn into_response(self) -> Response {
        let mut body = self.0;
        body.insert("error".into(), "".into());
        body.insert("message".into(), "".into());
        body.insert("request_id".into(), request_id().into());
        Json(body).into_response()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({ "error": self.code, "message": self.words, "warning": "", "request_id": request_id() });
        if let Some(response) = self.response {
            body["response"] = response;
        }
        (self.status, Json(body)).into_response()
    }
}

fn request_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}

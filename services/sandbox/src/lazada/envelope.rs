//! What every answer is wrapped in: HTTP status 200, whatever happened.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// A call that was not done.
#[derive(Debug)]
pub struct Refusal {
    kind: &'static str,
    code: String,
    words: String,
    detail: Option<Value>,
}

/// How a call ends: with its `data`.
pub type Reply = Result<Value, Refusal>;

impl Refusal {
    /// Refused: `ISV` is the caller's fault, `ISP` and `SYSTEM` are the platform's.
    pub fn new(kind: &'static str, code: impl Into<String>, words: impl Into<String>) -> Self {
        Self { kind, code: code.into(), words: words.into(), detail: None }
    }

    /// A parameter that is not there.
    pub fn missing(name: &str) -> Self {
        let words =
            format!("The input parameter '{name}' that is mandatory for processing this request is not supplied");
        Self::new("ISV", "MissingParameter", words)
    }

    /// Refused by the business behind the platform.
    pub fn business(code: u16, words: impl std::fmt::Display) -> Self {
        Self::new("ISV", code.to_string(), format!("E{code:04}: {words}"))
    }

    /// What is said to people.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// With what was wrong with each row.
    pub fn with_detail(self, detail: Value) -> Self {
        Self { detail: Some(detail), ..self }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body =
            json!({ "type": self.kind, "code": self.code, "message": self.words, "request_id": request_id() });
        if let Some(detail) = self.detail {
            body["detail"] = detail;
        }
        Json(body).into_response()
    }
}

/// Done.
pub fn answer(data: &Value) -> Response {
    Json(json!({ "code": "0", "data": data, "request_id": request_id() })).into_response()
}

/// Done, and not wrapped, as with tokens.
pub fn flat(mut fields: Value) -> Response {
    fields["code"] = "0".into();
    fields["request_id"] = request_id().into();
    Json(fields).into_response()
}

fn request_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}

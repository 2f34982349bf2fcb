//! Answers are not wrapped; refusals have two shapes.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// A call that was not done.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    body: Value,
}

/// How a call ends.
pub type Reply = Result<Value, Refusal>;

impl Refusal {
    /// What is wrong, in a list.
    pub fn errors(status: StatusCode, words: impl Into<String>) -> Self {
        Self { status, body: json!({ "errors": [words.into()] }) }
    }

    /// Not let in.
    pub fn error(status: StatusCode, id: &str, words: &str) -> Self {
        Self { status, body: json!({ "error": { "id": id, "message": words } }) }
    }

    /// Not there.
    pub fn missing(what: &str) -> Self {
        Self::errors(StatusCode::NOT_FOUND, format!("{what} not found"))
    }

    /// There, and not to be used so.
    pub fn unfit(words: impl Into<String>) -> Self {
        Self::errors(StatusCode::UNPROCESSABLE_ENTITY, words)
    }

    /// The words, for a row of a batch.
    pub fn words(&self) -> Value {
        self.body["errors"].clone()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}

/// Done.
pub fn answer(value: &Value) -> Response {
    Json(value).into_response()
}

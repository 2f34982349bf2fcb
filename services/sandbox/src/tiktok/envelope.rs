//! What every answer is wrapped in. HTTP status and `code` both matter.

use std::fmt::Display;

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
    code: u32,
    words: String,
}

/// How a call ends: with its `data`.
pub type Reply = Result<Value, Refusal>;

impl Refusal {
    /// Refused.
    pub fn new(status: StatusCode, code: u32, words: impl Into<String>) -> Self {
        Self { status, code, words: words.into() }
    }

    /// What lets a call in is missing or wrong.
    pub fn credentials(detail: impl Display) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 36_009_004, format!("Invalid credentials: {detail}"))
    }

    /// A parameter that cannot be used.
    pub fn invalid(detail: impl Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 36_009_003, format!("Invalid parameter: {detail}"))
    }

    /// Something is wrong with a product.
    pub fn product(detail: impl Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 12_052_023, detail.to_string())
    }

    /// Something is wrong with an order.
    pub fn order(detail: impl Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 21_001_001, detail.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "code": self.code, "message": self.words, "request_id": request_id(), "data": null });
        (self.status, Json(body)).into_response()
    }
}

/// Done.
pub fn answer(data: &Value) -> Response {
    Json(json!({ "code": 0, "message": "Success", "request_id": request_id(), "data": data })).into_response()
}

fn request_id() -> String {
    format!("2026{:028x}", rand::random::<u128>() >> 16)
}

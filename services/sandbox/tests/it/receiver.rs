//! A tiny receiver of pushes: checks each signature, keeps what came, and answers as told.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use serde_json::Value;

use crate::stage::{PUSH_KEY, Stage, hmac_hex};

#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    heard: Arc<Mutex<Vec<Value>>>,
    answer: Arc<AtomicU16>,
}

impl Receiver {
    /// A receiver that listens, and that the sandbox knows of.
    pub async fn listen(stage: &Stage) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let receiver = Self {
            url: format!("http://{address}/webhooks/shopee?a=1"),
            heard: Arc::default(),
            answer: Arc::new(AtomicU16::new(204)),
        };
        let doors = Router::new().route("/webhooks/shopee", post(hear)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, doors).await });
        let body = serde_json::json!({ "callback_url": receiver.url, "set_push_config_on": [3] });
        let answer = stage.partner_call(reqwest::Method::POST, "push/set_app_push_config", "", Some(body)).await;
        let answer: Value = answer.json().await.expect("JSON");
        assert_eq!(answer["response"]["result"], "success", "{answer}");
        receiver
    }

    pub fn answer_with(&self, status: u16) {
        self.answer.store(status, Ordering::SeqCst);
    }

    /// Everything that came, well signed, in the order it came.
    pub fn heard(&self) -> Vec<Value> {
        self.heard.lock().expect("nobody panics while hearing").clone()
    }

    /// How often this order's status was told.
    pub fn times(&self, sn: &str, status: &str) -> usize {
        let told = |push: &&Value| push["data"]["ordersn"] == sn && push["data"]["status"] == status;
        self.heard().iter().filter(told).count()
    }
}

async fn hear(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let body = String::from_utf8(body.to_vec()).expect("text");
    let expected = hmac_hex(PUSH_KEY, &format!("{}|{body}", receiver.url));
    if headers.get("authorization").is_none_or(|signature| signature.as_bytes() != expected.as_bytes()) {
        return StatusCode::UNAUTHORIZED;
    }
    let status = StatusCode::from_u16(receiver.answer.load(Ordering::SeqCst)).expect("a status");
    if status.is_success() {
        let push = serde_json::from_str(&body).expect("JSON");
        receiver.heard.lock().expect("nobody panics while hearing").push(push);
    }
    status
}

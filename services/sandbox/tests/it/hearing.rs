//! A receiver for any marketplace: keeps what came, headers and exact body, and answers as told.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::{Value, json};

use crate::stage::Stage;

#[derive(Clone)]
pub struct Hearing {
    pub url: String,
    heard: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answer: Arc<AtomicU16>,
}

impl Hearing {
    /// A receiver that listens, and of which nobody knows.
    pub async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let url = format!("http://{address}/hear");
        let hearing = Self { url, heard: Arc::default(), answer: Arc::new(AtomicU16::new(200)) };
        let doors = Router::new().route("/hear", post(hear)).with_state(hearing.clone());
        tokio::spawn(async move { axum::serve(listener, doors).await });
        hearing
    }

    /// A receiver that the marketplace's app is registered with, under these keys.
    pub async fn of(stage: &Stage, marketplace: &str, key: &str, secret: &str) -> Self {
        let hearing = Self::open().await;
        let app = json!({ "marketplace": marketplace, "key": key, "secret": secret, "callback_url": hearing.url });
        assert_eq!(stage.control("/apps", app).await.status(), 200);
        hearing
    }

    pub fn answer_with(&self, status: u16) {
        self.answer.store(status, Ordering::SeqCst);
    }

    /// Everything that came: headers, exact body, and the body read.
    pub fn heard(&self) -> Vec<(HeaderMap, String, Value)> {
        let heard = self.heard.lock().expect("nobody panics while hearing").clone();
        heard
            .into_iter()
            .map(|(headers, body)| {
                let read = serde_json::from_str(&body).expect("JSON");
                (headers, body, read)
            })
            .collect()
    }
}

async fn hear(State(hearing): State<Hearing>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let body = String::from_utf8(body.to_vec()).expect("text");
    hearing.heard.lock().expect("nobody panics while hearing").push((headers, body));
    StatusCode::from_u16(hearing.answer.load(Ordering::SeqCst)).expect("a status")
}

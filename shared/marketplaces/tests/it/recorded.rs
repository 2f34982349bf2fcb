//! A server that gives recorded answers and remembers what it was asked.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri},
};
use marketplaces::{Shop, lazada, shopee, tiki, tiktok_shop};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

/// An answer: status, headers, body.
#[derive(Clone)]
pub struct Recording {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Bytes,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: Method,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: String,
}

impl Asked {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The value of a parameter that is there once.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut values = self.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let value = values.next()?;
        assert_eq!(values.next(), None, "{name} is repeated");
        Some(value)
    }
}

#[derive(Default)]
struct Tape {
    answers: HashMap<&'static str, Vec<Recording>>,
    asked: Mutex<Vec<Asked>>,
}

/// The running server.
pub struct Recorded {
    address: SocketAddr,
    tape: Arc<Tape>,
    serving: JoinHandle<()>,
}

impl Recording {
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }
    }

    /// An answer with status 200.
    pub fn ok(body: impl Into<Bytes>) -> Self {
        Self::new(200, body)
    }

    pub fn with(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((header, value.into()));
        self
    }
}

impl Recorded {
    /// Answers calls by their name; several answers to one call are given in turn, the last of them for ever.
    pub async fn answering(answers: impl IntoIterator<Item = (&'static str, Recording)>) -> Self {
        let mut tape = Tape::default();
        for (call, answer) in answers {
            tape.answers.entry(call).or_default().push(answer);
        }
        let tape = Arc::new(tape);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let router = Router::new().fallback(answer).with_state(Arc::clone(&tape));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves for ever") });
        Self { address, tape, serving }
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.tape.asked.lock().expect("nothing panics with the tape").clone()
    }

    /// A connector that asks here, at an instant of the wall clock.
    pub fn shopee(&self, settings: shopee::Settings, timestamp: i64) -> shopee::Shopee {
        let api_base = Url::parse(&format!("http://{}", self.address)).expect("an address is a host");
        let now = chrono::DateTime::from_timestamp(timestamp, 0).expect("a time in range");
        let http = marketplaces::layer::http_client().expect("the platform has certificates");
        shopee::Shopee::new(shopee::Settings { api_base, ..settings }, http, Arc::new(move || now))
    }

    /// An address here.
    pub fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).expect("an address is a host")
    }

    /// The same for Lazada, at a millisecond.
    pub fn lazada(&self, app_key: &str, app_secret: &str, millis: i64) -> lazada::Lazada {
        let settings = lazada::Settings {
            api_base: self.url("/rest"),
            token_base: self.url("/auth/rest"),
            consent_base: self.url(""),
            app_key: app_key.into(),
            app_secret: app_secret.into(),
        };
        let now = chrono::DateTime::from_timestamp_millis(millis).expect("a time in range");
        let http = marketplaces::layer::http_client().expect("the platform has certificates");
        lazada::Lazada::new(settings, http, Arc::new(move || now))
    }

    /// The same for TikTok Shop.
    pub fn tiktok(&self, app_key: &str, app_secret: &str, timestamp: i64) -> tiktok_shop::TiktokShop {
        let settings = tiktok_shop::Settings {
            api_base: self.url(""),
            token_base: self.url(""),
            consent_base: self.url(""),
            app_key: app_key.into(),
            app_secret: app_secret.into(),
            service_id: "7".into(),
        };
        let now = chrono::DateTime::from_timestamp(timestamp, 0).expect("a time in range");
        let http = marketplaces::layer::http_client().expect("the platform has certificates");
        tiktok_shop::TiktokShop::new(settings, http, Arc::new(move || now))
    }

    /// The same for Tiki.
    pub fn tiki(&self, client_id: &str, client_secret: &str, redirect_uri: &str, timestamp: i64) -> tiki::Tiki {
        let settings = tiki::Settings {
            api_base: self.url(""),
            consent_base: self.url(""),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            redirect_uri: redirect_uri.into(),
            queue: Some("q-1".into()),
        };
        let now = chrono::DateTime::from_timestamp(timestamp, 0).expect("a time in range");
        let http = marketplaces::layer::http_client().expect("the platform has certificates");
        tiki::Tiki::new(settings, http, Arc::new(move || now))
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(
    State(tape): State<Arc<Tape>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, HeaderMap, Bytes) {
    let path = uri.path().to_owned();
    let query = uri.query().unwrap_or_default().as_bytes();
    let query = url::form_urlencoded::parse(query).into_owned().collect();
    let body = String::from_utf8_lossy(&body).into_owned();
    let call = path.trim_start_matches("/api/v2/").to_owned();
    let mut asked = tape.asked.lock().expect("nothing panics with the tape");
    let turn = asked.iter().filter(|earlier| earlier.path == path).count();
    asked.push(Asked { method, path, query, headers, body });
    let Some(answers) = tape.answers.get(call.as_str()) else {
        return (StatusCode::NOT_FOUND, HeaderMap::new(), Bytes::new());
    };
    let answer = &answers[turn.min(answers.len() - 1)];
    let header = |(name, value): &(&'static str, String)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).expect("tests write valid headers"))
    };
    let status = StatusCode::from_u16(answer.status).expect("tests write valid statuses");
    (status, answer.headers.iter().map(header).collect(), answer.body.clone())
}

/// Lazada, as a vector's input names the app.
pub fn lazada_of(server: &Recorded, input: &Value) -> lazada::Lazada {
    let text = |name: &str| input[name].as_str().expect("a text").to_owned();
    server.lazada(&text("app_key"), &text("app_secret"), 0)
}

/// TikTok Shop, as a vector's input names the app.
pub fn tiktok_of(server: &Recorded, input: &Value) -> tiktok_shop::TiktokShop {
    let text = |name: &str| input[name].as_str().expect("a text").to_owned();
    server.tiktok(&text("app_key"), &text("app_secret"), 0)
}

/// Settings of an app that exists nowhere.
pub fn settings() -> shopee::Settings {
    let nowhere = Url::parse("https://shopee.example/").expect("a constant address");
    shopee::Settings {
        api_base: nowhere.clone(),
        consent_base: nowhere,
        partner_id: 2_001_887,
        partner_key: "a-partner-key".into(),
        push_keys: vec!["a-push-key".into()],
        callback_url: "https://hub.example.vn/webhooks/shopee".into(),
    }
}

/// A shop that exists nowhere.
pub fn shop() -> Shop {
    Shop { shop_id: "14701711".into(), access_token: "a-token".into() }
}

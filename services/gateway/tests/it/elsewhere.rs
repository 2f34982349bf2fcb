//! Providers of sign-in for tests: one in a process of its own that knows nothing of this house, and one that checks what a
//! careful provider checks and says what a test has it say.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

use accounts::{ProviderSettings, Providers};
use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chrono::{TimeDelta, Utc};
use host::{Secret, Shutdown};
use openidconnect::{
    AccessToken, Audience, AuthenticationMethodReference, EmptyAdditionalClaims, IssuerUrl, JsonWebKeyId, Nonce,
    PrivateSigningKey, StandardClaims, SubjectIdentifier,
    core::{CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKeySet, CoreJwsSigningAlgorithm},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

/// What the provider is called in this house's addresses.
pub const WORD: &str = "cong-tinh";
const CLIENT: &str = "cho-phien";
const SECRET: &str = "only the two of us know";

/// A house's settings for a provider with this issuer.
pub fn settings(issuer: &str) -> ProviderSettings {
    ProviderSettings {
        provider: WORD.into(),
        name: "Cổng tỉnh".into(),
        issuer: issuer.into(),
        client_id: CLIENT.into(),
        client_secret: Secret::new(SECRET.into()),
        roles: Vec::new(),
        second_factor: Vec::new(),
    }
}

pub fn providers(issuer: &str) -> Providers {
    Providers::new(vec![settings(issuer)]).expect("settings that can be used")
}

/// Serves until its standard input is closed, which is when we are gone.
const SERVE: &str = "
import sys, oidc_provider_mock
with oidc_provider_mock.run_server_in_thread() as server:
    print(server.server_port, flush=True)
    sys.stdin.read()
";

/// A provider in a process of its own. It lets in everybody who says who they are.
pub struct Elsewhere {
    process: Child,
    pub issuer: String,
}

impl Elsewhere {
    pub fn open() -> Self {
        let wheels = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.stack/tests");
        let is_there = wheels.join("oidc_provider_mock").is_dir();
        assert!(is_there, "the provider is missing: run `make test`, which brings it");
        let mut python = Command::new("python3");
        python.args(["-c", SERVE]).env("PYTHONPATH", wheels).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = python.stderr(Stdio::null()).spawn().expect("Python starts");
        let mut port = String::new();
        BufReader::new(process.stdout.take().expect("its output")).read_line(&mut port).expect("it says its port");
        let issuer = format!("http://localhost:{}", port.trim());
        Self { process, issuer }
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// What the careful provider says of somebody. A test changes what it wants to be a lie.
#[derive(Clone)]
pub struct Word {
    pub issuer: Option<String>,
    pub audience: String,
    pub nonce: Option<String>,
    pub ends_in: TimeDelta,
    pub methods: Vec<String>,
    /// It is signed with this key, whichever the provider publishes.
    pub key: u8,
}

impl Default for Word {
    fn default() -> Self {
        let (audience, ends_in) = (CLIENT.to_owned(), TimeDelta::minutes(5));
        Self { issuer: None, audience, nonce: None, ends_in, methods: Vec::new(), key: 1 }
    }
}

/// A code it has given, and what it was asked with.
struct Given {
    subject: String,
    asked: BTreeMap<String, String>,
}

#[derive(Default)]
struct Desk {
    word: Word,
    published: u8,
    codes: BTreeMap<String, Given>,
    /// How often its keys were fetched.
    fetched: u32,
}

/// A provider that takes a code once, from whoever knows its client's secret and the verifier (PKCE), for the same address.
#[derive(Clone)]
pub struct Careful {
    desk: Arc<Mutex<Desk>>,
    pub issuer: String,
}

impl Careful {
    pub async fn open(shutdown: &Shutdown) -> Self {
        let listener = host::http::listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let careful = Self { desk: Arc::default(), issuer };
        careful.publish(1);
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/jwks", get(keys))
            .route("/token", post(token))
            .with_state(careful.clone());
        host::http::serve(listener, router, shutdown);
        careful
    }

    /// From now on it says this.
    pub fn say(&self, word: Word) {
        self.desk.lock().expect("nobody panicked").word = word;
    }

    /// From now on it publishes this key, and no other.
    pub fn publish(&self, key: u8) {
        self.desk.lock().expect("nobody panicked").published = key;
    }

    pub fn fetched(&self) -> u32 {
        self.desk.lock().expect("nobody panicked").fetched
    }

    /// Somebody signs in here as `subject`, sent with this address; the address they are sent back to.
    pub fn vouch(&self, sent: &str, subject: &str) -> String {
        let asked: BTreeMap<String, String> =
            sent.parse::<Url>().expect("an address").query_pairs().into_owned().collect();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["scope"], "openid", "nothing else is asked for");
        assert_eq!(asked["code_challenge_method"], "S256");
        let mut back: Url = asked["redirect_uri"].parse().expect("an address");
        let mut desk = self.desk.lock().expect("nobody panicked");
        let code = format!("code-{}", desk.codes.len());
        back.query_pairs_mut().append_pair("state", &asked["state"]).append_pair("code", &code);
        desk.codes.insert(code, Given { subject: subject.to_owned(), asked });
        back.into()
    }
}

fn key(number: u8) -> CoreEdDsaPrivateSigningKey {
    // RFC 8410: what stands before the 32 bytes of an Ed25519 key.
    let mut der = hex::decode("302e020100300506032b657004220420").expect("hexadecimal");
    der.extend([number; 32]);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(format!("key-{number}")))).expect("a key")
}

async fn describe(State(careful): State<Careful>) -> Json<Value> {
    let issuer = &careful.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

async fn keys(State(careful): State<Careful>) -> Json<CoreJsonWebKeySet> {
    let mut desk = careful.desk.lock().expect("nobody panicked");
    desk.fetched += 1;
    Json(CoreJsonWebKeySet::new(vec![key(desk.published).as_verification_key()]))
}

async fn token(
    State(careful): State<Careful>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let refuse = || (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"})));
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{}", SECRET.replace(' ', "+"))));
    let mut desk = careful.desk.lock().expect("nobody panicked");
    let given = desk.codes.remove(&form["code"]).ok_or_else(refuse)?;
    let shown = form.get("code_verifier").map(|verifier| URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)));
    let is_theirs = headers["authorization"] == basic
        && shown.as_ref() == given.asked.get("code_challenge")
        && form.get("redirect_uri") == given.asked.get("redirect_uri");
    if !is_theirs {
        return Err(refuse());
    }
    let word = desk.word.clone();
    let methods = word.methods.into_iter().map(AuthenticationMethodReference::new).collect();
    let claims = CoreIdTokenClaims::new(
        IssuerUrl::new(word.issuer.unwrap_or_else(|| careful.issuer.clone())).expect("an address"),
        vec![Audience::new(word.audience)],
        Utc::now() + word.ends_in,
        Utc::now(),
        StandardClaims::new(SubjectIdentifier::new(given.subject)),
        EmptyAdditionalClaims {},
    )
    .set_nonce(Some(Nonce::new(word.nonce.unwrap_or_else(|| given.asked["nonce"].clone()))))
    .set_auth_method_refs(Some(methods));
    let signed = CoreIdToken::new(claims, &key(word.key), CoreJwsSigningAlgorithm::EdDsa, None::<&AccessToken>, None);
    let id_token = signed.expect("it signs").to_string();
    Ok(Json(json!({"access_token": "nobody keeps this", "token_type": "Bearer", "id_token": id_token})))
}

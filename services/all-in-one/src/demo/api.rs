//! The gateway's API, as a program of anybody's uses it. While the house is down, calls are repeated under the same key.

use std::time::{Duration, Instant};

use anyhow::Context;
use reqwest::{Method, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use url::Url;

/// How long the house may be away before a caller gives up.
const PATIENCE: Duration = Duration::from_mins(1);

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Session {
    client: reqwest::Client,
    base: Url,
    token: String,
}

impl Session {
    /// Signs in.
    pub async fn sign_in(base: &Url, login: &str, password: &str) -> anyhow::Result<Self> {
        #[derive(serde::Deserialize)]
        struct SignedIn {
            token: String,
        }
        let mut session = Self { client: host::http::client(), base: base.clone(), token: String::new() };
        let body = serde_json::json!({ "login": login, "password": password });
        let signed: SignedIn = session.post("sessions", &body).await.context("could not sign in")?;
        session.token = signed.token;
        Ok(session)
    }

    /// Reads.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let answer = self.send(Method::GET, path, None, "application/json").await?;
        serde_json::from_slice(&answer).with_context(|| format!("could not read the answer to GET {path}"))
    }

    /// Reads without understanding: a file to keep.
    pub async fn download(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        self.send(Method::GET, path, None, "application/json").await
    }

    /// Writes.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> anyhow::Result<T> {
        let body = serde_json::to_vec(body)?;
        let answer = self.send(Method::POST, path, Some(body), "application/json").await?;
        let answer = if answer.is_empty() { b"null".to_vec() } else { answer };
        serde_json::from_slice(&answer).with_context(|| format!("could not read the answer to POST {path}"))
    }

    /// Hands in a file.
    pub async fn upload<T: DeserializeOwned>(&self, path: &str, file: Vec<u8>) -> anyhow::Result<T> {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let answer = self.send(Method::POST, path, Some(file), kind).await?;
        serde_json::from_slice(&answer).with_context(|| format!("could not read the answer to POST {path}"))
    }

    async fn send(&self, method: Method, path: &str, body: Option<Vec<u8>>, kind: &str) -> anyhow::Result<Vec<u8>> {
        let url = self.base.join("api/v1/")?.join(path)?;
        let key = uuid::Uuid::now_v7().to_string();
        let begun = Instant::now();
        loop {
            let mut request = self.client.request(method.clone(), url.clone()).timeout(Duration::from_secs(30));
            if !self.token.is_empty() {
                request = request.bearer_auth(&self.token);
            }
            if let Some(body) = &body {
                request = request.header("Idempotency-Key", &key).header("Content-Type", kind).body(body.clone());
            }
            let away = match request.send().await {
                Ok(answer) if answer.status().is_success() => match answer.bytes().await {
                    Ok(bytes) => return Ok(bytes.to_vec()),
                    Err(error) => anyhow::Error::from(error),
                },
                Ok(answer) if answer.status().is_server_error() => anyhow::anyhow!("{}", answer.status()),
                Ok(answer) => {
                    return Err(refused(&method, path, answer.status(), &answer.text().await.unwrap_or_default()));
                }
                Err(error) => error.into(),
            };
            if begun.elapsed() > PATIENCE {
                return Err(away.context(format!("{method} {path}: the house has been away for a minute")));
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

fn refused(method: &Method, path: &str, status: StatusCode, problem: &str) -> anyhow::Error {
    anyhow::anyhow!("{method} {path} was refused with {status}: {}", problem.chars().take(600).collect::<String>())
}

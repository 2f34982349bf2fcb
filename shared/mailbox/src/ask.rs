//! Asking another service, and what may come back.

use std::time::Duration;

use async_nats::{HeaderMap, Request};
use contract::{Ask, Caller, Refusal, ask_subject};

use crate::{Broker, desk, envelope::header};

const DEADLINE: Duration = Duration::from_secs(5);

/// Asks. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Asker(Broker);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The service said no.
    #[error("{} was refused: {}", .0.code, .0.detail)]
    Refused(Refusal),
    /// Nobody answered, or the service failed. Whether there was an effect is unknown: ask again with the same key.
    #[error("{service} gave no answer: {reason}")]
    Unknown {
        /// Who was asked.
        service: &'static str,
        /// Why.
        reason: String,
    },
}

impl Asker {
    /// Asks over this broker.
    pub const fn new(broker: Broker) -> Self {
        Self(broker)
    }

    /// The broker itself, to listen to facts on.
    pub const fn broker(&self) -> &Broker {
        &self.0
    }

    /// Asks on the caller's behalf and waits at most five seconds.
    pub async fn ask<T: Ask>(&self, caller: &Caller, ask: &T) -> Result<T::Answer, Unanswered> {
        let service = ask.service();
        let unknown = |reason: String| Unanswered::Unknown { service, reason };
        let body = serde_json::to_vec(ask).map_err(|error| unknown(error.to_string()))?;
        let mut headers = HeaderMap::new();
        headers.insert(header::CALLER, serde_json::to_string(caller).map_err(|error| unknown(error.to_string()))?);
        let request = Request::new().headers(headers).payload(body.into()).timeout(Some(DEADLINE));
        let subject = ask_subject(self.0.house(), service, T::NAME, T::VERSION);
        let answer =
            self.0.talking().send_request(subject, request).await.map_err(|error| unknown(error.to_string()))?;
        if let Some(headers) = &answer.headers
            && let Some(code) = headers.get(async_nats::service::NATS_SERVICE_ERROR_CODE)
        {
            let status = headers.get(async_nats::service::NATS_SERVICE_ERROR).map_or("", |status| status.as_str());
            if code.as_str() == desk::REFUSED.to_string()
                && let Ok(refusal) = serde_json::from_str(status)
            {
                return Err(Unanswered::Refused(refusal));
            }
            return Err(unknown(status.to_owned()));
        }
        serde_json::from_slice(&answer.payload).map_err(|error| unknown(format!("the answer cannot be read: {error}")))
    }
}

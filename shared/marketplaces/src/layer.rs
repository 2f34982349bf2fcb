//! What is written once around every call to every marketplace: pace, circuit, timeout, retry, a limit on the answer's
//! size, tracing. The only place of this crate that sends an HTTP request.

mod gate;

use std::{
    collections::HashMap,
    error::Error,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use ids::Channel;
use reqwest::{RequestBuilder, StatusCode, header::RETRY_AFTER, redirect::Policy};
use tracing::{Instrument, field, info_span};

use crate::{CallFault, FaultKind};
use gate::Gate;

const CONNECT_WITHIN: Duration = Duration::from_secs(3);
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The HTTP client that connectors are handed. It follows no redirect: a marketplace's API has no reason to send one,
/// and the address it names would receive our signature.
pub fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    // An `Err` says that the process has chosen its provider already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .connect_timeout(CONNECT_WITHIN)
        .timeout(ANSWER_WITHIN)
        .redirect(Policy::none())
        .user_agent(concat!("chophien/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Sends the calls of one marketplace, each shop behind a gate of its own.
pub(crate) struct Caller {
    channel: Channel,
    http: reqwest::Client,
    calls_per_second: NonZeroU32,
    gates: Mutex<HashMap<String, Arc<Gate>>>,
}

/// A call, as the layer must know it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    /// Its name, such as `product/add_item`.
    pub(crate) name: &'static str,
    /// Whose gate it goes through; empty for the app's own.
    pub(crate) shop_id: &'a str,
    /// A second time does no harm.
    pub(crate) repeatable: bool,
}

/// An answer, before anybody has read its words.
pub(crate) struct Heard {
    pub(crate) status: StatusCode,
    /// What the `Retry-After` header says in seconds.
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

impl Caller {
    /// For one marketplace; `calls_per_second` holds for each shop, and 0 is read as 1.
    pub(crate) fn new(channel: Channel, http: reqwest::Client, calls_per_second: u32) -> Self {
        let calls_per_second = NonZeroU32::new(calls_per_second).unwrap_or(NonZeroU32::MIN);
        Self { channel, http, calls_per_second, gates: Mutex::default() }
    }

    /// Makes a call. `request` is asked anew for each attempt, since a signature holds the time; `read` decides from
    /// the answer's words whether the call did what it was to do.
    pub(crate) async fn call<T: Send>(
        &self,
        call: Call<'_>,
        request: impl Fn(&reqwest::Client) -> RequestBuilder + Send + Sync,
        read: impl Fn(&Heard) -> Result<T, CallFault> + Send + Sync,
    ) -> Result<T, CallFault> {
        let span = info_span!(
            "marketplace.call",
            marketplace = %self.channel,
            call = call.name,
            shop.id = call.shop_id,
            attempts = field::Empty,
            fault.code = field::Empty,
        );
        let gate = self.gate(call.shop_id);
        let (request, read) = (&request, &read);
        let attempt = || async move { read(&hear(call.name, request(&self.http)).await?) };
        async {
            let (result, attempts) = gate.through(call, ANSWER_WITHIN, attempt).await;
            let span = tracing::Span::current();
            span.record("attempts", attempts);
            if let Err(fault) = &result {
                span.record("fault.code", &fault.code);
            }
            result
        }
        .instrument(span)
        .await
    }

    fn gate(&self, shop_id: &str) -> Arc<Gate> {
        // Nothing panics while this lock is held, and a poisoned map would still be a whole one.
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gate) = gates.get(shop_id) {
            return Arc::clone(gate);
        }
        let gate = Arc::new(Gate::new(self.calls_per_second));
        gates.insert(shop_id.to_owned(), Arc::clone(&gate));
        gate
    }
}

async fn hear(call: &'static str, request: RequestBuilder) -> Result<Heard, CallFault> {
    let unreadable = |kind, words: String| CallFault { kind, call, code: "unreadable_answer".into(), words };
    let mut response =
        request.timeout(ANSWER_WITHIN).send().await.map_err(|error| network_fault(call, "unreachable", error))?;
    let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let mut heard =
        Heard { status: response.status(), retry_after: seconds.map(Duration::from_secs), body: Vec::new() };
    while let Some(chunk) = response.chunk().await.map_err(|error| network_fault(call, "unreadable_answer", error))? {
        if heard.body.len() + chunk.len() > ANSWER_BYTES_MAX {
            let words = format!("the answer is longer than {ANSWER_BYTES_MAX} bytes");
            return Err(unreadable(FaultKind::Permanent, words));
        }
        heard.body.extend_from_slice(&chunk);
    }
    Ok(heard)
}

/// A fault of the network. The address is left out of the words, because it holds the signature and the token.
fn network_fault(call: &'static str, code: &str, error: reqwest::Error) -> CallFault {
    let code = if error.is_timeout() { "timeout" } else { code };
    let error = error.without_url();
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words = format!("{words}: {cause}");
        source = cause.source();
    }
    CallFault { kind: FaultKind::Passing, call, code: code.into(), words }
}

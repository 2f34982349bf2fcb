//! One call to Tiki, opened by a token. Sections 6.1 and 6.2.

use bytes::Bytes;
use reqwest::{RequestBuilder, header::CONTENT_TYPE};
use serde::{Deserialize, Serialize};

use super::{
    Tiki,
    errors::{self, Circumstances},
};
use crate::{
    CallFault, Shop,
    layer::{Call, Heard},
};

/// What is asked.
pub(super) struct Question<'a> {
    /// The call's name in the table of paths.
    pub(super) call: &'static str,
    /// The ids in its path.
    pub(super) ids: &'a [&'a str],
    pub(super) access_token: &'a str,
    /// Whose pace and circuit it counts for; empty for the app's own.
    pub(super) gate: &'a str,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) payload: Payload,
    /// A second time does no harm.
    pub(super) repeatable: bool,
}

pub(super) enum Payload {
    Get,
    Post(Bytes),
    Put(Bytes),
}

impl Payload {
    pub(super) fn json(body: &impl Serialize) -> Bytes {
        serde_json::to_vec(body).expect("the wire's structs have text keys only").into()
    }
}

impl<'a> Question<'a> {
    /// Reads something of a shop's.
    pub(super) fn about(shop: &'a Shop, call: &'static str, ids: &'a [&'a str]) -> Self {
        let (access_token, gate) = (shop.access_token.as_str(), shop.shop_id.as_str());
        Self { call, ids, access_token, gate, query: Vec::new(), payload: Payload::Get, repeatable: true }
    }

    pub(super) fn with(self, query: Vec<(&'static str, String)>) -> Self {
        Self { query, ..self }
    }

    pub(super) fn post(self, body: &impl Serialize) -> Self {
        Self { payload: Payload::Post(Payload::json(body)), ..self }
    }

    pub(super) fn put(self, body: &impl Serialize) -> Self {
        Self { payload: Payload::Put(Payload::json(body)), ..self }
    }

    /// To be sent only once.
    pub(super) fn once(self) -> Self {
        Self { repeatable: false, ..self }
    }
}

impl Tiki {
    /// Asks, and reads the answer.
    pub(super) async fn ask<T>(&self, question: Question<'_>) -> Result<T, CallFault>
    where
        T: for<'de> Deserialize<'de> + Send,
    {
        let call = Call { name: question.call, shop_id: question.gate, repeatable: question.repeatable };
        self.caller.call(call, |http| self.request(http, &question), |heard| self.read(call.name, false, heard)).await
    }

    /// Reads an answer that is a success.
    pub(super) fn read<T>(&self, call: &'static str, public: bool, heard: &Heard) -> Result<T, CallFault>
    where
        T: for<'de> Deserialize<'de>,
    {
        let rest_after_limit = self.assumptions.rest_after_limit;
        if let Some(fault) = errors::fault(call, heard, Circumstances { public, rest_after_limit }) {
            return Err(fault);
        }
        // Some changes are answered with nothing.
        let body: &[u8] = if heard.body.is_empty() { b"{}" } else { &heard.body };
        serde_json::from_slice(body).map_err(|error| CallFault::unreadable(call, error.to_string()))
    }

    /// The address of a call.
    pub(super) fn url(&self, call: &'static str, ids: &[&str]) -> url::Url {
        let mut url = self.settings.api_base.clone();
        let path = format!("{}{}", url.path().trim_end_matches('/'), self.assumptions.paths.path(call, ids));
        url.set_path(&path);
        url
    }

    fn request(&self, http: &reqwest::Client, question: &Question<'_>) -> RequestBuilder {
        let mut url = self.url(question.call, question.ids);
        if !question.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&question.query);
        }
        let json =
            |request: RequestBuilder, body: &Bytes| request.header(CONTENT_TYPE, "application/json").body(body.clone());
        let request = match &question.payload {
            Payload::Get => http.get(url),
            Payload::Post(body) => json(http.post(url), body),
            Payload::Put(body) => json(http.put(url), body),
        };
        request.bearer_auth(question.access_token)
    }
}

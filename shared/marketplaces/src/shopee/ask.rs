//! One signed call to Shopee and its answer out of the envelope. Sections 3.3 and 3.4.

use bytes::Bytes;
use reqwest::{
    RequestBuilder,
    header::CONTENT_TYPE,
    multipart::{Form, Part},
};
use serde::{Deserialize, Serialize};

use super::{
    Shopee,
    errors::{self, Circumstances},
    sign::{self, Level},
    wire::Envelope,
};
use crate::{
    CallFault,
    layer::{Call, Heard},
};

/// What is asked.
pub(super) struct Question<'a> {
    /// The call's name: its path without `/api/v2/`.
    pub(super) call: &'static str,
    pub(super) level: Level<'a>,
    /// Whose pace and circuit it counts for; empty for the app's own.
    pub(super) gate: &'a str,
    pub(super) payload: Payload,
    /// A second time does no harm.
    pub(super) repeatable: bool,
}

pub(super) enum Payload {
    Query(Vec<(&'static str, String)>),
    Json(Bytes),
    Picture { bytes: Bytes, media_type: &'static str },
}

/// A failed call, and what its answer holds all the same.
pub(super) struct Refused<'a> {
    pub(super) fault: CallFault,
    pub(super) content: Option<&'a str>,
}

impl<'a> Question<'a> {
    /// Reads something of a shop's.
    pub(super) fn about(shop: &'a crate::Shop, call: &'static str, query: Vec<(&'static str, String)>) -> Self {
        let level = Level::Shop(shop);
        Self { call, level, gate: &shop.shop_id, payload: Payload::Query(query), repeatable: true }
    }

    /// Changes something of a shop's.
    pub(super) fn change(shop: &'a crate::Shop, call: &'static str, body: &impl Serialize) -> Self {
        let level = Level::Shop(shop);
        Self { call, level, gate: &shop.shop_id, payload: Payload::json(body), repeatable: true }
    }

    /// To be sent only once.
    pub(super) fn once(self) -> Self {
        Self { repeatable: false, ..self }
    }
}

impl Payload {
    pub(super) fn json(body: &impl Serialize) -> Self {
        let text = serde_json::to_vec(body).expect("the wire's structs have text keys only");
        Self::Json(text.into())
    }
}

impl Shopee {
    /// Asks, and takes what stands in `response`.
    pub(super) async fn ask<T>(&self, question: Question<'_>) -> Result<T, CallFault>
    where
        T: for<'de> Deserialize<'de> + Send,
    {
        let call = question.call;
        self.ask_and_read(question, |told| {
            let content = told.map_err(|refused| refused.fault)?;
            read_as(call, content.ok_or_else(|| errors::unreadable(call, "there is no `response`".into()))?)
        })
        .await
    }

    /// Asks, and takes what stands in the answer itself. So do the calls for tokens answer.
    pub(super) async fn ask_flat<T>(&self, question: Question<'_>) -> Result<T, CallFault>
    where
        T: for<'de> Deserialize<'de> + Send,
    {
        let call = question.call;
        self.send(question, |heard| {
            self.open(call, true, heard)?.map_err(|refused| refused.fault)?;
            serde_json::from_slice(&heard.body).map_err(|error| errors::unreadable(call, error.to_string()))
        })
        .await
    }

    /// Asks, and leaves it to `read` what to make of the content of `response`, or of a refusal.
    pub(super) async fn ask_and_read<T: Send>(
        &self,
        question: Question<'_>,
        read: impl Fn(Result<Option<&str>, Refused<'_>>) -> Result<T, CallFault> + Send + Sync,
    ) -> Result<T, CallFault> {
        let call = question.call;
        let public = matches!(question.level, Level::Public);
        self.send(question, |heard| read(self.open(call, public, heard)?)).await
    }

    /// Asks, and takes the answer as it is, unless it is a refusal.
    pub(super) async fn ask_for_file(&self, question: Question<'_>) -> Result<Vec<u8>, CallFault> {
        let call = question.call;
        self.send(question, |heard| {
            if heard.body.first() == Some(&b'{') || !heard.status.is_success() {
                self.open(call, false, heard)?.map_err(|refused| refused.fault)?;
                return Err(errors::unreadable(call, "there is no file".into()));
            }
            Ok(heard.body.clone())
        })
        .await
    }

    async fn send<T: Send>(
        &self,
        question: Question<'_>,
        read: impl Fn(&Heard) -> Result<T, CallFault> + Send + Sync,
    ) -> Result<T, CallFault> {
        let call = Call { name: question.call, shop_id: question.gate, repeatable: question.repeatable };
        self.caller.call(call, |http| self.request(http, &question), read).await
    }

    /// Signed for the present second. The common parameters stand in the query for a POST, too.
    fn request(&self, http: &reqwest::Client, question: &Question<'_>) -> RequestBuilder {
        let Question { call, level, payload, .. } = question;
        let path = format!("/api/v2/{call}");
        let mut url = self.settings.api_base.clone();
        url.set_path(&path);
        url.set_query(Some(&self.signed_query(&path, *level)));
        match payload {
            Payload::Query(query) => {
                url.query_pairs_mut().extend_pairs(query);
                http.get(url)
            }
            Payload::Json(body) => http.post(url).header(CONTENT_TYPE, "application/json").body(body.clone()),
            Payload::Picture { bytes, media_type } => {
                let length = bytes.len() as u64;
                let part = Part::stream_with_length(bytes.clone(), length)
                    .file_name("picture")
                    .mime_str(media_type)
                    .expect("a constant media type");
                http.post(url).multipart(Form::new().text("scene", "normal").part("image", part))
            }
        }
    }

    /// The parameters that every call has, with their signature.
    pub(super) fn signed_query(&self, path: &str, level: Level<'_>) -> String {
        let timestamp = (self.now)().timestamp();
        let signature = sign::call(self.settings.partner_id, &self.settings.partner_key, path, timestamp, level);
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("partner_id", &self.settings.partner_id.to_string())
            .append_pair("timestamp", &timestamp.to_string())
            .append_pair("sign", &signature);
        if let Level::Shop(shop) = level {
            query.append_pair("access_token", &shop.access_token).append_pair("shop_id", &shop.shop_id);
        }
        query.finish()
    }

    /// Opens the envelope. The outer `Err` says that there was none.
    fn open<'h>(
        &self,
        call: &'static str,
        public: bool,
        heard: &'h Heard,
    ) -> Result<Result<Option<&'h str>, Refused<'h>>, CallFault> {
        let circumstances =
            Circumstances { public, now: (self.now)(), rest_after_rate_limit: self.assumptions.rest_after_rate_limit };
        let outside = || errors::outside_envelope(call, heard.status, heard.retry_after, circumstances);
        let envelope: Envelope<'h> = serde_json::from_slice(&heard.body).map_err(|_| outside())?;
        let content = envelope.response.map(serde_json::value::RawValue::get);
        match envelope.error.as_deref() {
            Some("") => Ok(Ok(content)),
            Some(code) => {
                let words = envelope.message.unwrap_or_default();
                Ok(Err(Refused { fault: errors::fault(call, code, &words, circumstances), content }))
            }
            // Success says so with an empty `error`; an answer without one is somebody else's.
            None => Err(outside()),
        }
    }
}

/// Reads the content of an answer.
pub(super) fn read_as<'a, T: Deserialize<'a>>(call: &'static str, content: &'a str) -> Result<T, CallFault> {
    serde_json::from_str(content).map_err(|error| errors::unreadable(call, error.to_string()))
}

//! One signed call to TikTok and its answer out of the envelope. Sections 5.1 to 5.3.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::{
    RequestBuilder,
    header::CONTENT_TYPE,
    multipart::{Form, Part},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    TiktokShop,
    errors::{self, Circumstances},
    sign,
    wire::Envelope,
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
    pub(super) access_token: Option<&'a str>,
    /// Must be there for a shop's calls, and must not for some others.
    pub(super) cipher: Option<Arc<str>>,
    /// Whose pace and circuit it counts for; empty for the app's own.
    pub(super) gate: &'a str,
    /// Never an empty value: programs differ on whether those are signed.
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) payload: Payload,
    /// A second time does no harm.
    pub(super) repeatable: bool,
}

pub(super) enum Payload {
    Get,
    Post(Bytes),
    Put(Bytes),
    Picture { bytes: Bytes, media_type: &'static str },
}

impl Payload {
    pub(super) fn json(body: &impl Serialize) -> Bytes {
        serde_json::to_vec(body).expect("the wire's structs have text keys only").into()
    }
}

impl Question<'_> {
    /// To be sent only once.
    pub(super) fn once(self) -> Self {
        Self { repeatable: false, ..self }
    }
}

impl TiktokShop {
    /// Reads something of a shop's.
    pub(super) async fn about<'a>(
        &self,
        shop: &'a Shop,
        call: &'static str,
        ids: &'a [&'a str],
        query: Vec<(&'static str, String)>,
    ) -> Result<Question<'a>, CallFault> {
        let cipher = if call == "authorization.shops" { None } else { Some(self.cipher(shop).await?) };
        let (access_token, gate) = (Some(shop.access_token.as_str()), shop.shop_id.as_str());
        Ok(Question { call, ids, access_token, cipher, gate, query, payload: Payload::Get, repeatable: true })
    }

    /// Changes something of a shop's, or searches for it.
    pub(super) async fn post<'a>(
        &self,
        shop: &'a Shop,
        call: &'static str,
        ids: &'a [&'a str],
        body: &(impl Serialize + Sync),
    ) -> Result<Question<'a>, CallFault> {
        let payload = Payload::Post(Payload::json(body));
        Ok(Question { payload, ..self.about(shop, call, ids, Vec::new()).await? })
    }

    /// Asks, and takes what stands in `data`.
    pub(super) async fn ask<T>(&self, question: Question<'_>) -> Result<T, CallFault>
    where
        T: for<'de> Deserialize<'de> + Send,
    {
        let call = Call { name: question.call, shop_id: question.gate, repeatable: question.repeatable };
        let read = |heard: &Heard| {
            let data = self.open(call.name, false, heard)?.map_or("{}", RawValue::get);
            serde_json::from_str(data).map_err(|error| CallFault::unreadable(call.name, error.to_string()))
        };
        self.caller.call(call, |http| self.request(http, &question), read).await
    }

    /// Signed for the present second: what is signed are the bytes that are sent.
    fn request(&self, http: &reqwest::Client, question: &Question<'_>) -> RequestBuilder {
        let path = self.assumptions.paths.path(question.call, question.ids);
        let mut query: Vec<(String, String)> =
            question.query.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        query.push(("app_key".into(), self.settings.app_key.clone()));
        query.push(("timestamp".into(), (self.now)().timestamp().to_string()));
        if let Some(cipher) = &question.cipher {
            query.push(("shop_cipher".into(), cipher.to_string()));
        }
        let signed: &[u8] = match &question.payload {
            Payload::Post(body) | Payload::Put(body) => body,
            Payload::Get | Payload::Picture { .. } => &[],
        };
        query.push(("sign".into(), sign::call(&self.settings.app_secret, &path, &query, signed)));
        let mut url = self.settings.api_base.clone();
        let whole = format!("{}{path}", url.path().trim_end_matches('/'));
        url.set_path(&whole);
        url.query_pairs_mut().extend_pairs(query);
        let request = match &question.payload {
            Payload::Get => http.get(url).header(CONTENT_TYPE, "application/json"),
            Payload::Post(body) => http.post(url).header(CONTENT_TYPE, "application/json").body(body.clone()),
            Payload::Put(body) => http.put(url).header(CONTENT_TYPE, "application/json").body(body.clone()),
            Payload::Picture { bytes, media_type } => {
                let length = bytes.len() as u64;
                let part = Part::stream_with_length(bytes.clone(), length)
                    .file_name("picture")
                    .mime_str(media_type)
                    .expect("a constant media type");
                http.post(url).multipart(Form::new().text("use_case", "MAIN_IMAGE").part("data", part))
            }
        };
        match question.access_token {
            Some(token) => request.header("x-tts-access-token", token),
            None => request,
        }
    }

    /// Opens the envelope and takes `data`.
    pub(super) fn open<'h>(
        &self,
        call: &'static str,
        public: bool,
        heard: &'h Heard,
    ) -> Result<Option<&'h RawValue>, CallFault> {
        let rest = heard.retry_after.unwrap_or(self.assumptions.rest_after_limit);
        let circumstances = Circumstances { public, status: heard.status, rest };
        let envelope: Envelope<'h> =
            serde_json::from_slice(&heard.body).map_err(|_| errors::outside_envelope(call, circumstances))?;
        match envelope.code {
            0 => Ok(envelope.data),
            code => Err(errors::fault(call, code, &envelope.message.unwrap_or_default(), circumstances)),
        }
    }
}

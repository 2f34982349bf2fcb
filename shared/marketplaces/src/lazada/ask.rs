//! One signed call to Lazada and its answer out of the envelope. Sections 4.2 and 4.3.

use bytes::Bytes;
use reqwest::{
    RequestBuilder,
    multipart::{Form, Part},
};
use serde::{Deserialize, Serialize};

use super::{
    Lazada,
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
    /// The call's name and path, such as `/order/get`.
    pub(super) call: &'static str,
    /// Whose call it is; `None` for tokens.
    pub(super) shop: Option<&'a Shop>,
    /// Never an empty value.
    pub(super) parameters: Vec<(&'static str, String)>,
    pub(super) way: Way,
    /// A second time does no harm.
    pub(super) repeatable: bool,
}

/// How parameters travel.
pub(super) enum Way {
    Get,
    Post,
    Picture { bytes: Bytes, media_type: &'static str },
}

impl<'a> Question<'a> {
    /// Reads something of a shop's.
    pub(super) fn about(shop: &'a Shop, call: &'static str, parameters: Vec<(&'static str, String)>) -> Self {
        Self { call, shop: Some(shop), parameters, way: Way::Get, repeatable: true }
    }

    /// Changes something of a shop's.
    pub(super) fn change(shop: &'a Shop, call: &'static str, parameters: Vec<(&'static str, String)>) -> Self {
        Self { call, shop: Some(shop), parameters, way: Way::Post, repeatable: true }
    }

    /// To be sent only once.
    pub(super) fn once(self) -> Self {
        Self { repeatable: false, ..self }
    }
}

/// A parameter that holds JSON.
pub(super) fn json(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("the wire's structs have text keys only")
}

impl Lazada {
    /// Asks, and takes what stands in `data`.
    pub(super) async fn ask<T>(&self, question: Question<'_>) -> Result<T, CallFault>
    where
        T: for<'de> Deserialize<'de> + Send,
    {
        let call = question.call;
        self.send(question, |heard| {
            let envelope = self.open(call, false, heard)?;
            let data = envelope.data.map_or("null", serde_json::value::RawValue::get);
            serde_json::from_str(data).map_err(|error| CallFault::unreadable(call, error.to_string()))
        })
        .await
    }

    /// Asks, and takes what stands in the answer itself. So do the calls for tokens answer.
    pub(super) async fn ask_flat<T>(&self, question: Question<'_>) -> Result<T, CallFault>
    where
        T: for<'de> Deserialize<'de> + Send,
    {
        let (call, public) = (question.call, question.shop.is_none());
        self.send(question, |heard| {
            self.open(call, public, heard)?;
            serde_json::from_slice(&heard.body).map_err(|error| CallFault::unreadable(call, error.to_string()))
        })
        .await
    }

    async fn send<T: Send>(
        &self,
        question: Question<'_>,
        read: impl Fn(&Heard) -> Result<T, CallFault> + Send + Sync,
    ) -> Result<T, CallFault> {
        let shop_id = question.shop.map_or("", |shop| shop.shop_id.as_str());
        let call = Call { name: question.call, shop_id, repeatable: question.repeatable };
        self.caller.call(call, |http| self.request(http, &question), read).await
    }

    /// Signed for the present millisecond.
    fn request(&self, http: &reqwest::Client, question: &Question<'_>) -> RequestBuilder {
        let Question { call, shop, parameters, way, .. } = question;
        let mut all = parameters.clone();
        all.push(("app_key", self.settings.app_key.clone()));
        all.push(("timestamp", (self.now)().timestamp_millis().to_string()));
        all.push(("sign_method", "sha256".to_owned()));
        if let Some(shop) = shop {
            all.push(("access_token", shop.access_token.clone()));
        }
        all.push(("sign", sign::call(&self.settings.app_secret, call, &all)));
        let mut url = if shop.is_some() { self.settings.api_base.clone() } else { self.settings.token_base.clone() };
        let path = format!("{}{call}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        match way {
            Way::Get => {
                url.query_pairs_mut().extend_pairs(all);
                http.get(url)
            }
            Way::Post => http.post(url).form(&all),
            Way::Picture { bytes, media_type } => {
                let length = bytes.len() as u64;
                let part = Part::stream_with_length(bytes.clone(), length)
                    .file_name("picture")
                    .mime_str(media_type)
                    .expect("a constant media type");
                let form = all.into_iter().fold(Form::new(), |form, (name, value)| form.text(name, value));
                http.post(url).multipart(form.part("image", part))
            }
        }
    }

    fn open<'h>(&self, call: &'static str, public: bool, heard: &'h Heard) -> Result<Envelope<'h>, CallFault> {
        let circumstances = Circumstances { public, rest_after_limit: self.assumptions.rest_after_limit };
        let envelope: Envelope<'h> = serde_json::from_slice(&heard.body)
            .map_err(|_| errors::outside_envelope(call, heard.status, heard.retry_after, circumstances))?;
        if envelope.code.0 == "0" { Ok(envelope) } else { Err(errors::fault(call, &envelope, circumstances)) }
    }
}

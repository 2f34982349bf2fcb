//! Pushes signed the way most shop software does: base64 of HMAC-SHA256 over the body, in a header of its own. Section 9.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;

use super::Head;
use crate::{
    PushRefusal, RawPush, signing,
    told::{self, Text},
};

/// Whose header the signature stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Software {
    /// WooCommerce.
    WooCommerce,
    /// Haravan.
    Haravan,
    /// Sapo.
    Sapo,
    /// Shopify.
    Shopify,
}

impl Software {
    fn signature_header(self) -> &'static str {
        match self {
            Self::WooCommerce => "x-wc-webhook-signature",
            Self::Haravan => "x-haravan-hmacsha256",
            Self::Sapo => "x-sapo-hmac-sha256",
            Self::Shopify => "x-shopify-hmac-sha256",
        }
    }

    fn topic_header(self) -> &'static str {
        match self {
            Self::WooCommerce => "x-wc-webhook-topic",
            Self::Haravan => "x-haravan-topic",
            Self::Sapo => "x-sapo-topic",
            Self::Shopify => "x-shopify-topic",
        }
    }
}

/// What an order's news is called, and what is called alike and speaks of something else: its body is no order. [K] section 9
/// names the headers only.
const SHOPIFY_OTHERS: [&str; 2] = ["edited", "risk_assessment_changed"];

impl Software {
    fn is_about_an_order(self, topic: &str) -> bool {
        match self {
            Self::WooCommerce => topic.strip_prefix("order.").is_some(),
            Self::Haravan | Self::Sapo => topic.strip_prefix("orders/").is_some(),
            Self::Shopify => topic.strip_prefix("orders/").is_some_and(|what| !SHOPIFY_OTHERS.contains(&what)),
        }
    }
}

/// A shop's software, and the secret its pushes are signed with.
#[derive(Clone)]
pub struct Signed {
    /// Whose.
    pub software: Software,
    /// As its console or its owner says.
    pub secret: String,
}

#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    id: Text,
}

impl Signed {
    pub(super) fn verify(&self, push: &RawPush<'_>) -> Result<Head, PushRefusal> {
        let text = push.header(self.software.signature_header()).ok_or(PushRefusal::NoSignature)?;
        let signature = STANDARD.decode(text).ok().filter(|bytes| bytes.len() == 32);
        let signature = signature.ok_or(PushRefusal::NoSignature)?;
        if !signing::fits(&self.secret, &[push.body], &signature) {
            return Err(PushRefusal::WrongSignature);
        }
        let kind = push.header(self.software.topic_header()).unwrap_or_default().to_owned();
        // Section 9: WooCommerce says hello with a form, not with an order.
        if push.body.starts_with(b"webhook_id=") {
            return Ok(Head { kind: "ping".into(), order_id: None, happening: None });
        }
        let body: Body = told::object(push.body).ok_or(PushRefusal::Unreadable)?;
        let about_an_order = self.software.is_about_an_order(&kind);
        if about_an_order && body.id.given().is_none() {
            return Err(PushRefusal::Unreadable);
        }
        // Only Shopify names the happening; of the others an order that is told again is told in the same words.
        let happening = push.header("x-shopify-event-id").filter(|_| self.software == Software::Shopify);
        let happening = happening.map(str::to_owned);
        Ok(Head { kind, order_id: body.id.given().filter(|_| about_an_order).map(str::to_owned), happening })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_orders_news_is_about_an_order() {
        let cases = [
            (Software::WooCommerce, "order.updated", true),
            (Software::WooCommerce, "orders_export.created", false),
            (Software::WooCommerce, "order_note.created", false),
            (Software::Haravan, "orders/paid", true),
            (Software::Haravan, "order_transactions/create", false),
            (Software::Sapo, "orders/create", true),
            (Software::Shopify, "orders/updated", true),
            (Software::Shopify, "orders/edited", false),
            (Software::Shopify, "order_transactions/create", false),
            (Software::Shopify, "products/update", false),
        ];
        for (software, topic, expected) in cases {
            assert_eq!(software.is_about_an_order(topic), expected, "{software:?} {topic}");
        }
    }
}

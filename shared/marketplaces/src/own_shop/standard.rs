//! Standard Webhooks 1.0.0 in both directions: orders come in, listings go out. Section 8. What stands in `data` is ours
//! to say, and README tells integrators.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use url::Url;

use super::{Head, instant};
use crate::{
    ChannelLine, ChannelOrder, LineState, PushRefusal, RawPush, signing,
    told::{self, Text},
};

/// Section 8: both ways, the ends included.
const TOLERANCE_SECONDS: i64 = 300;
const VERSION: &str = "v1,";
/// Section 8: so many random bytes are a secret.
const SECRET_BYTES_MIN: usize = 24;
const SECRET_BYTES_MAX: usize = 64;

/// A shop that speaks Standard Webhooks.
#[derive(Clone)]
pub struct Standard {
    /// The key of what we sign, which is also one of those that pushes may be signed with.
    key: Vec<u8>,
    /// While secrets change: the one before.
    former_keys: Vec<Vec<u8>>,
    pub(super) endpoint: Option<Url>,
}

/// Why a secret cannot be used. The words name its place, never itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSecret {
    /// There is none.
    #[error(
        "there is no secret: write one as `whsec_` and the base64 of {SECRET_BYTES_MIN} to {SECRET_BYTES_MAX} random bytes"
    )]
    Missing,
    /// It is no base64.
    #[error("secret {0} is not `whsec_` and base64: copy it again, whole, from where it was made")]
    Unreadable(usize),
    /// It is shorter or longer than the standard lets secrets be.
    #[error("secret {0} has {1} bytes: make one of {SECRET_BYTES_MIN} to {SECRET_BYTES_MAX} random bytes")]
    Length(usize, usize),
}

impl Standard {
    /// A shop with these secrets, `whsec_…`: the current one and, while secrets change, the one before. Listings, prices and stock
    /// are told to `endpoint`, signed with the first secret.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>, endpoint: Option<Url>) -> Result<Self, BadSecret> {
        let mut keys = (1..).zip(secrets).map(|(number, secret)| {
            let key = key(secret).ok_or(BadSecret::Unreadable(number))?;
            let fits = (SECRET_BYTES_MIN..=SECRET_BYTES_MAX).contains(&key.len());
            if fits { Ok(key) } else { Err(BadSecret::Length(number, key.len())) }
        });
        let key = keys.next().ok_or(BadSecret::Missing)??;
        Ok(Self { key, former_keys: keys.collect::<Result<_, _>>()?, endpoint })
    }

    /// The value of `webhook-signature` for what we send.
    pub(super) fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        signature(&self.key, id, timestamp, body)
    }
}

/// The value of `webhook-signature` for one secret; `None` for a secret that is none.
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    Some(signature(&key(secret)?, id, timestamp, body))
}

fn signature(key: &[u8], id: &str, timestamp: i64, body: &[u8]) -> String {
    let signature = signing::mac_over(key, &signed(id, &timestamp.to_string(), body));
    format!("{VERSION}{}", STANDARD.encode(signature))
}

fn key(secret: &str) -> Option<Vec<u8>> {
    STANDARD.decode(secret.strip_prefix("whsec_").unwrap_or(secret)).ok().filter(|key| !key.is_empty())
}

fn signed(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat()
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    timestamp: Option<String>,
    #[serde(default)]
    data: Option<Box<serde_json::value::RawValue>>,
}

#[derive(Default, Deserialize)]
struct Named {
    #[serde(default)]
    id: Text,
}

impl Standard {
    pub(super) fn verify(&self, push: &RawPush<'_>, now: DateTime<Utc>) -> Result<Head, PushRefusal> {
        let header = |name| push.header(name).filter(|value| !value.is_empty()).ok_or(PushRefusal::NoSignature);
        let (id, timestamp) = (header("webhook-id")?, header("webhook-timestamp")?);
        let seconds: i64 = timestamp.parse().map_err(|_| PushRefusal::NoSignature)?;
        let content = signed(id, timestamp, push.body);
        // A list, while secrets change; versions we do not know are passed over.
        let known = header("webhook-signature")?.split(' ').filter_map(|one| one.strip_prefix(VERSION));
        let signatures: Vec<Vec<u8>> = known.filter_map(|text| STANDARD.decode(text).ok()).collect();
        if signatures.is_empty() {
            return Err(PushRefusal::NoSignature);
        }
        let keys = || std::iter::once(&self.key).chain(&self.former_keys);
        let fits = |signature: &Vec<u8>| keys().any(|key| signing::mac_fits(key, &content, signature));
        let age = now.timestamp().saturating_sub(seconds).saturating_abs();
        if !signatures.iter().any(fits) || age > TOLERANCE_SECONDS {
            return Err(PushRefusal::WrongSignature);
        }
        head(id, push.body)
    }
}

/// Whatever is signed is a push; what speaks of an order says so in its type.
fn head(id: &str, body: &[u8]) -> Result<Head, PushRefusal> {
    let happening = Some(id.to_owned());
    let Some(Envelope { kind, data, .. }) = told::object(body) else {
        return Ok(Head { kind: "unknown".into(), order_id: None, happening });
    };
    let named: Named = data.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    let about_an_order = kind.starts_with("order.");
    if about_an_order && named.id.given().is_none() {
        return Err(PushRefusal::Unreadable);
    }
    Ok(Head { kind, order_id: named.id.given().filter(|_| about_an_order).map(str::to_owned), happening })
}

#[derive(Deserialize)]
struct Told {
    id: Text,
    status: String,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    updated_at: Option<String>,
    #[serde(default)]
    paid_at: Option<String>,
    #[serde(default)]
    ship_by: Option<String>,
    #[serde(default, alias = "cod")]
    cash_on_delivery: bool,
    #[serde(default)]
    cancel_requested: bool,
    #[serde(default, alias = "total_vnd")]
    total: Text,
    #[serde(default)]
    tracking_number: Option<String>,
    #[serde(default)]
    cancel_reason: Option<String>,
    #[serde(default)]
    currency: Option<String>,
    #[serde(default)]
    lines: Vec<LineTold>,
}

#[derive(Deserialize)]
struct LineTold {
    #[serde(default)]
    id: Text,
    #[serde(default)]
    sku: String,
    #[serde(default)]
    name: String,
    quantity: i64,
    #[serde(alias = "unit_price_vnd")]
    unit_price: Text,
}

/// The order in a push. Without a time of its own it is as new as the push.
pub(super) fn order(shop_id: &str, body: &[u8]) -> Result<ChannelOrder, String> {
    let envelope: Envelope = told::object(body).ok_or("it is no event")?;
    let data = envelope.data.ok_or("`data` is missing")?;
    let told: Told = serde_json::from_str(data.get()).map_err(|error| error.to_string())?;
    if let Some(currency) = told.currency.as_deref().filter(|currency| *currency != "VND") {
        return Err(format!("its currency is {currency}"));
    }
    if told.lines.is_empty() {
        return Err("it has no lines".into());
    }
    // What waits for a check is paid for, and not packed yet.
    let on_hold = told.status == "on_hold";
    let state = state(&told.status);
    let updated_at = instant(told.updated_at.as_deref().or(envelope.timestamp.as_deref()), "updated_at")?;
    let given = |text: Option<&str>| text.map(|text| instant(Some(text), "a time")).transpose();
    Ok(ChannelOrder {
        shop_id: shop_id.to_owned(),
        state,
        cancel_requested: told.cancel_requested,
        on_hold,
        cash_on_delivery: told.cash_on_delivery,
        placed_at: given(told.created_at.as_deref())?.unwrap_or(updated_at),
        paid_at: given(told.paid_at.as_deref())?,
        ship_by: given(told.ship_by.as_deref())?,
        updated_at,
        total_vnd: told.total.given().map(|_| told.total.vnd()).transpose()?,
        tracking_number: told.tracking_number.filter(|text| !text.is_empty()),
        cancel_reason: told.cancel_reason.filter(|text| !text.is_empty()),
        lines: told.lines.iter().map(|line| of_line(line, state)).collect::<Result<_, _>>()?,
        channel_order_id: told.id.0,
        raw_status: told.status,
    })
}

/// Our own words: see the fact sheet's section 2.
fn state(status: &str) -> LineState {
    match status {
        "placed" => LineState::Placed,
        "paid" | "on_hold" => LineState::Paid,
        "ready_to_ship" => LineState::ReadyToShip,
        "shipped" => LineState::Shipped,
        "delivered" => LineState::Delivered,
        "cancelled" => LineState::Cancelled,
        "returned" => LineState::Returned,
        _ => LineState::Unknown,
    }
}

fn of_line(told: &LineTold, state: LineState) -> Result<ChannelLine, String> {
    if told.quantity < 1 {
        return Err(format!("{} of {} were bought", told.quantity, told.sku));
    }
    Ok(ChannelLine {
        channel_line_id: told.id.given().unwrap_or(&told.sku).to_owned(),
        item_id: told.sku.clone(),
        sku: told.sku.clone(),
        name: told.name.clone(),
        quantity: told.quantity,
        unit_price_vnd: told.unit_price.vnd()?,
        platform_discount_vnd: amounts::Vnd::ZERO,
        state,
    })
}

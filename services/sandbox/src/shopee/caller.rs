//! Who calls: the signature, the timestamp, the token and the shop of a call are checked before anything else is read.

use std::{str::FromStr, sync::Arc};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use super::{envelope::Refusal, sign};
use crate::{books::marketplace::Marketplace, market::Market};

/// A signature is good for this many seconds, before and after its timestamp.
const WINDOW: i64 = 300;

/// The query of a call. Names may come several times.
pub struct Parameters(Vec<(String, String)>);

/// A call at public level: signed with the partner key, for no shop.
pub struct Partner;

/// A call at shop level: signed, with a token that speaks for the shop.
pub struct ForShop {
    /// The shop it is made for.
    pub shop_id: u64,
    /// Its query.
    pub parameters: Parameters,
}

/// A call that may be made at either level.
pub struct EitherLevel;

/// A call's body, read only after the caller was checked.
pub struct Body<T>(pub T);

impl Parameters {
    fn of(parts: &Parts) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The first value of this name that is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(key, value)| key == name && !value.is_empty())?;
        Some(value)
    }

    /// A value that must be there and readable.
    pub fn need<T: FromStr>(&self, name: &str) -> Result<T, Refusal> {
        self.read(name)?.ok_or_else(|| Refusal::parameter(format_args!("{name} is required")))
    }

    /// A value that must be readable if it is there.
    pub fn read<T: FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        let unreadable = || Refusal::parameter(format_args!("{name} is invalid"));
        self.get(name).map(|text| text.parse().map_err(|_| unreadable())).transpose()
    }

    /// A list with commas or with the name repeated, of 1 to `max` values.
    pub fn list<T: FromStr>(&self, name: &str, max: usize) -> Result<Vec<T>, Refusal> {
        let named = self.0.iter().filter(|(key, _)| key == name);
        let values = named.flat_map(|(_, value)| value.split(',')).map(str::trim).filter(|text| !text.is_empty());
        let list: Result<Vec<T>, _> = values.map(str::parse).collect();
        let list = list.map_err(|_| Refusal::parameter(format_args!("{name} is invalid")))?;
        if (1..=max).contains(&list.len()) {
            Ok(list)
        } else {
            Err(Refusal::parameter(format_args!("{name} must have 1 to {max} values")))
        }
    }
}

/// What is signed besides the path.
struct Signed<'a> {
    partner_id: &'a str,
    timestamp: &'a str,
    signature: &'a str,
}

impl<'a> Signed<'a> {
    /// Reads the common parameters and checks all but the signature.
    fn read(parameters: &'a Parameters, market: &Market, now: i64) -> Result<Self, Refusal> {
        let missing = |name| Refusal::forbidden("error_param", format!("There is no {name} in query."));
        let number = |name, text: &str| {
            let words = format!("{name} is invalid, should be an integer between 0 and 4294967295.");
            text.parse::<u32>().map_err(|_| Refusal::forbidden("error_param", words))
        };
        let partner_id = parameters.get("partner_id").ok_or_else(|| missing("partner_id"))?;
        if number("Partner_id", partner_id)?.to_string() != market.apps.of(Marketplace::Shopee).key {
            return Err(Refusal::forbidden("error_param", "Invalid partner_id."));
        }
        let timestamp = parameters.get("timestamp").ok_or_else(|| missing("timestamp"))?;
        if (now - i64::from(number("Timestamp", timestamp)?)).abs() > WINDOW {
            return Err(Refusal::forbidden("error_param", "Timestamp is expired."));
        }
        let signature = parameters.get("sign").ok_or_else(|| missing("sign"))?;
        Ok(Self { partner_id, timestamp, signature })
    }

    fn check(&self, market: &Market, path: &str, for_shop: &[&str]) -> Result<(), Refusal> {
        let mut parts = vec![self.partner_id, path, self.timestamp];
        parts.extend(for_shop);
        if sign::fits(&market.apps.of(Marketplace::Shopee).secret, &parts, self.signature) {
            Ok(())
        } else {
            Err(Refusal::forbidden("error_sign", "Wrong sign."))
        }
    }
}

fn check_partner(parts: &Parts, market: &Market) -> Result<(), Refusal> {
    let parameters = Parameters::of(parts);
    let now = market.state().clocks.wall().timestamp();
    Signed::read(&parameters, market, now)?.check(market, parts.uri.path(), &[])
}

fn check_shop(parts: &Parts, market: &Market) -> Result<ForShop, Refusal> {
    let parameters = Parameters::of(parts);
    let now = market.state().clocks.wall().timestamp();
    let signed = Signed::read(&parameters, market, now)?;
    let missing = |name| Refusal::forbidden("error_param", format!("There is no {name} in query."));
    let token = parameters.get("access_token").ok_or_else(|| missing("access_token"))?;
    let shop = parameters.get("shop_id").ok_or_else(|| missing("shop_id"))?;
    signed.check(market, parts.uri.path(), &[token, shop])?;
    let words = "shop_id is invalid, should be an integer between 0 and 4294967295.";
    let shop_id = u64::from(shop.parse::<u32>().map_err(|_| Refusal::forbidden("error_param", words))?);
    // The misspelt code is Shopee's own.
    let state = market.state();
    match state.tokens.shop_of(token, now) {
        None => Err(Refusal::forbidden("invalid_acceess_token", "Invalid access_token, please have a check.")),
        Some(other) if other != shop_id || state.books.shop_of(Marketplace::Shopee, shop_id).is_err() => {
            Err(Refusal::forbidden("error_auth", "Invalid partner_id or shopid."))
        }
        Some(_) => Ok(ForShop { shop_id, parameters }),
    }
}

impl FromRequestParts<Arc<Market>> for Partner {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, market: &Arc<Market>) -> Result<Self, Refusal> {
        check_partner(parts, market).map(|()| Self)
    }
}

impl FromRequestParts<Arc<Market>> for ForShop {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, market: &Arc<Market>) -> Result<Self, Refusal> {
        check_shop(parts, market)
    }
}

impl FromRequestParts<Arc<Market>> for EitherLevel {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, market: &Arc<Market>) -> Result<Self, Refusal> {
        if Parameters::of(parts).get("access_token").is_some() {
            check_shop(parts, market)?;
        } else {
            check_partner(parts, market)?;
        }
        Ok(Self)
    }
}

impl FromRequestParts<Arc<Market>> for Parameters {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Market>) -> Result<Self, Refusal> {
        Ok(Self::of(parts))
    }
}

impl<T: DeserializeOwned> FromRequest<Arc<Market>> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, market: &Arc<Market>) -> Result<Self, Refusal> {
        let bytes = Bytes::from_request(request, market).await.map_err(Refusal::parameter)?;
        serde_json::from_slice(&bytes).map(Self).map_err(Refusal::parameter)
    }
}

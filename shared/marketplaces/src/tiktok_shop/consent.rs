//! How a seller lets us act for the shop, and how that lasts. Section 5.1.

use chrono::{DateTime, Utc};

use super::{TiktokShop, wire::TokenPair};
use crate::{
    Answer, CallFault, Consent, Granted, GrantsConsent, Tokens,
    layer::{Call, Heard},
    told::Text,
};

const TOKENS: &str = "token.get";
const REFRESH: &str = "token.refresh";
/// Shops of other countries may come with one consent.
const REGION: &str = "VN";

impl GrantsConsent for TiktokShop {
    /// Comes back to the address that the partner centre knows, whatever `redirect` says.
    fn consent_link(&self, _redirect: &str, state: &str) -> String {
        let mut link = self.settings.consent_base.clone();
        let path = format!("{}{}", link.path().trim_end_matches('/'), self.assumptions.paths.path("consent", &[]));
        link.set_path(&path);
        link.query_pairs_mut().append_pair("service_id", &self.settings.service_id).append_pair("state", state);
        link.into()
    }

    fn tokens<'a>(&'a self, consent: &'a Consent) -> Answer<'a, Granted> {
        Box::pin(async {
            let tokens = self.token_pair(TOKENS, "", "auth_code", &consent.code, "authorized_code").await?;
            let shops = self.shops_of(&tokens.access_token).await?;
            let ours = |region: Option<&str>| region.is_none_or(|region| region.eq_ignore_ascii_case(REGION));
            let asked = |id: &str| consent.shop_id.is_empty() || consent.shop_id == id;
            let shop = shops.into_iter().find(|shop| ours(shop.region.as_deref()) && asked(&shop.id.0));
            let shop =
                shop.ok_or_else(|| CallFault::permanent(TOKENS, "no_shop", "the consent is for no shop in Vietnam"))?;
            Ok(Granted { shop_id: shop.id.0, tokens })
        })
    }

    fn refresh<'a>(&'a self, shop_id: &'a str, refresh_token: &'a str) -> Answer<'a, Tokens> {
        Box::pin(self.token_pair(REFRESH, shop_id, "refresh_token", refresh_token, "refresh_token"))
    }
}

impl TiktokShop {
    /// Unsigned, with the secret in the address: which is why no fault ever holds an address. Codes work once, so the
    /// call is never repeated by itself.
    async fn token_pair(
        &self,
        name: &'static str,
        gate: &str,
        what: &str,
        value: &str,
        grant_type: &str,
    ) -> Result<Tokens, CallFault> {
        let call = Call { name, shop_id: gate, repeatable: false };
        let mut url = self.settings.token_base.clone();
        let path = format!("{}{}", url.path().trim_end_matches('/'), self.assumptions.paths.path(name, &[]));
        url.set_path(&path);
        url.query_pairs_mut()
            .append_pair("app_key", &self.settings.app_key)
            .append_pair("app_secret", &self.settings.app_secret)
            .append_pair(what, value)
            .append_pair("grant_type", grant_type);
        let read = |heard: &Heard| {
            let data = self.open(name, true, heard)?;
            let data = data.ok_or_else(|| CallFault::unreadable(name, "there is no `data`"))?;
            serde_json::from_str(data.get()).map_err(|error| CallFault::unreadable(name, error.to_string()))
        };
        let pair: TokenPair = self.caller.call(call, |http| http.get(url.clone()), read).await?;
        Ok(Tokens {
            access_ends_at: end(name, &pair.access_token_expire_in)?,
            refresh_ends_at: end(name, &pair.refresh_token_expire_in)?,
            access_token: pair.access_token,
            refresh_token: pair.refresh_token,
        })
    }
}

/// The names say "in", and the values are instants all the same.
fn end(call: &'static str, told: &Text) -> Result<DateTime<Utc>, CallFault> {
    let end = told.unix().map_err(|words| CallFault::unreadable(call, words))?;
    end.ok_or_else(|| CallFault::unreadable(call, "a token without an end"))
}

//! How a seller lets us act for the shop, and how that lasts. Section 4.1.

use chrono::TimeDelta;

use super::{
    Lazada,
    ask::{Question, Way},
    wire::TokenPair,
};
use crate::{Answer, CallFault, Consent, Granted, GrantsConsent, Tokens, told::Text};

const TOKENS: &str = "/auth/token/create";
const REFRESH: &str = "/auth/token/refresh";
/// Shops of other countries may come with one consent.
const COUNTRY: &str = "vn";

impl GrantsConsent for Lazada {
    /// The page knows no state, so ours travels in the address to come back to.
    fn consent_link(&self, redirect: &str, state: &str) -> String {
        let joint = if redirect.contains('?') { '&' } else { '?' };
        let mut link = self.settings.consent_base.clone();
        let path = format!("{}/oauth/authorize", link.path().trim_end_matches('/'));
        link.set_path(&path);
        link.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("force_auth", "true")
            .append_pair("redirect_uri", &format!("{redirect}{joint}state={state}"))
            .append_pair("client_id", &self.settings.app_key);
        link.into()
    }

    fn tokens<'a>(&'a self, consent: &'a Consent) -> Answer<'a, Granted> {
        Box::pin(async {
            let (pair, tokens) = self.token_pair(TOKENS, vec![("code", consent.code.clone())]).await?;
            let mut sellers = pair.country_user_info.into_iter().chain(pair.country_user_info_list);
            let seller = sellers.find(|seller| seller.country.eq_ignore_ascii_case(COUNTRY));
            let shop_id = seller.map(|seller| seller.seller_id.0).filter(|id| !id.is_empty());
            let shop_id = shop_id
                .ok_or_else(|| CallFault::permanent(TOKENS, "no_shop", "the consent is for no shop in Vietnam"))?;
            Ok(Granted { shop_id, tokens })
        })
    }

    fn refresh<'a>(&'a self, _shop_id: &'a str, refresh_token: &'a str) -> Answer<'a, Tokens> {
        Box::pin(async move {
            let parameters = vec![("refresh_token", refresh_token.to_owned())];
            self.token_pair(REFRESH, parameters).await.map(|(_, tokens)| tokens)
        })
    }
}

impl Lazada {
    /// Codes work once, so the call is never repeated by itself. The end of the refresh token is what Lazada says: it
    /// does not move with a refresh, and 0 means that there is no next one.
    async fn token_pair(
        &self,
        call: &'static str,
        parameters: Vec<(&'static str, String)>,
    ) -> Result<(TokenPair, Tokens), CallFault> {
        let asked_at = (self.now)();
        let question = Question { call, shop: None, parameters, way: Way::Get, repeatable: false };
        let pair: TokenPair = self.ask_flat(question).await?;
        let end = |life: &Text| {
            let seconds = life.whole().map_err(|words| CallFault::unreadable(call, words))?;
            let end = TimeDelta::try_seconds(seconds).and_then(|life| asked_at.checked_add_signed(life));
            end.ok_or_else(|| CallFault::unreadable(call, format!("a life of {seconds} seconds")))
        };
        let tokens = Tokens {
            access_token: pair.access_token.clone(),
            refresh_token: pair.refresh_token.clone(),
            access_ends_at: end(&pair.expires_in)?,
            refresh_ends_at: end(&pair.refresh_expires_in)?,
        };
        Ok((pair, tokens))
    }
}

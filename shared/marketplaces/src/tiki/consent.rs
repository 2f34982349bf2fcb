//! How a seller lets us act for the shop, how that lasts, and the app's own token. Section 6.1: OAuth 2.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use reqwest::header::AUTHORIZATION;

use super::{
    Tiki,
    ask::Question,
    wire::{Seller, TokenPair},
};
use crate::{
    Answer, CallFault, Consent, Granted, GrantsConsent, Shop, Tokens,
    layer::{Call, Heard},
};

const TOKEN: &str = "token";
const SELLER: &str = "seller.me";
/// A token of the app's own is renewed so long before it ends.
const EARLY: TimeDelta = TimeDelta::seconds(60);

impl GrantsConsent for Tiki {
    /// Comes back to the registered address, which must be exact, whatever `redirect` says.
    fn consent_link(&self, _redirect: &str, state: &str) -> String {
        let mut link = self.settings.consent_base.clone();
        let path = format!("{}{}", link.path().trim_end_matches('/'), self.assumptions.paths.path("consent", &[]));
        link.set_path(&path);
        link.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.settings.redirect_uri)
            .append_pair("scope", &self.assumptions.scope)
            .append_pair("state", state);
        link.into()
    }

    fn tokens<'a>(&'a self, consent: &'a Consent) -> Answer<'a, Granted> {
        Box::pin(async {
            let form = [
                ("grant_type", "authorization_code"),
                ("code", &consent.code),
                ("redirect_uri", &self.settings.redirect_uri),
                ("client_id", &self.settings.client_id),
            ];
            let tokens = self.token_pair("", &form).await?;
            let shop = Shop { shop_id: String::new(), access_token: tokens.access_token.clone() };
            let seller: Seller = self.ask(Question::about(&shop, SELLER, &[])).await?;
            let shop_id = seller.id.given().map(str::to_owned);
            let shop_id = shop_id.ok_or_else(|| CallFault::unreadable(SELLER, "there is no id of the seller"))?;
            Ok(Granted { shop_id, tokens })
        })
    }

    fn refresh<'a>(&'a self, shop_id: &'a str, refresh_token: &'a str) -> Answer<'a, Tokens> {
        Box::pin(async move {
            let form = [
                ("grant_type", "refresh_token"),
                ("refresh_token", refresh_token),
                ("client_id", self.settings.client_id.as_str()),
            ];
            self.token_pair(shop_id, &form).await
        })
    }
}

impl Tiki {
    /// Codes and refresh tokens work once, so the call is never repeated by itself.
    async fn token_pair(&self, gate: &str, form: &[(&str, &str)]) -> Result<Tokens, CallFault> {
        // Tokens live from when they were made, which is after this instant: so we never believe in one too long.
        let asked_at = (self.now)();
        let pair = self.ask_for_token(gate, form).await?;
        let refresh_token = pair.refresh_token.clone();
        let words = "there is no refresh token: the consent was given without `offline`";
        Ok(Tokens {
            access_ends_at: asked_at + pair.life().map_err(|words| CallFault::unreadable(TOKEN, words))?,
            refresh_ends_at: asked_at + TimeDelta::days(self.assumptions.refresh_token_days),
            access_token: pair.access_token,
            refresh_token: refresh_token.ok_or_else(|| CallFault::permanent(TOKEN, "no_refresh_token", words))?,
        })
    }

    /// A token of the app's own, kept in memory until it ends.
    pub(super) async fn app_token(&self) -> Result<String, CallFault> {
        // Whoever holds the lock asks; the others wait for the answer.
        let mut kept = self.app_token.lock().await;
        let asked_at = (self.now)();
        if let Some((token, ends_at)) = kept.as_ref().filter(|(_, ends_at)| *ends_at - EARLY > asked_at) {
            tracing::trace!(%ends_at, "the app's own token still works");
            return Ok(token.clone());
        }
        let form = [("grant_type", "client_credentials"), ("client_id", self.settings.client_id.as_str())];
        let pair = self.ask_for_token("", &form).await?;
        let life = pair.life().map_err(|words| CallFault::unreadable(TOKEN, words))?;
        *kept = Some((pair.access_token.clone(), asked_at + life));
        Ok(pair.access_token)
    }

    /// The token was refused: the next question brings another.
    pub(super) async fn forget_app_token(&self) {
        *self.app_token.lock().await = None;
    }

    async fn ask_for_token(&self, gate: &str, form: &[(&str, &str)]) -> Result<TokenPair, CallFault> {
        let call = Call { name: TOKEN, shop_id: gate, repeatable: false };
        let url = self.url(TOKEN, &[]);
        let basic = self.basic();
        let request = |http: &reqwest::Client| http.post(url.clone()).header(AUTHORIZATION, &basic).form(form);
        self.caller.call(call, request, |heard: &Heard| self.read(TOKEN, true, heard)).await
    }

    /// Id and secret are form-encoded first, which changes nothing unless they hold special characters [K].
    fn basic(&self) -> String {
        let encoded = |text: &str| -> String { url::form_urlencoded::byte_serialize(text.as_bytes()).collect() };
        let pair = format!("{}:{}", encoded(&self.settings.client_id), encoded(&self.settings.client_secret));
        format!("Basic {}", STANDARD.encode(pair))
    }
}

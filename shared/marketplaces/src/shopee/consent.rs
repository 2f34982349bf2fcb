//! How a shop's owner lets us act for the shop, how that lasts, and where Shopee tells us of changes. Section 3.2.

use chrono::TimeDelta;

use super::{
    Shopee,
    ask::{Payload, Question},
    errors,
    sign::Level,
    wire::{PushConfig, TokenByCode, TokenByRefresh, TokenPair},
};
use crate::{Answer, CallFault, Consent, Granted, GrantsConsent, Tokens};

const CONSENT_PATH: &str = "/api/v2/shop/auth_partner";
const TOKENS: &str = "auth/token/get";
const REFRESH: &str = "auth/access_token/get";
const PUSH_CONFIG: &str = "push/set_app_push_config";

/// Order status, tracking number.
const PUSHES: [u32; 2] = [3, 4];

impl GrantsConsent for Shopee {
    /// The classic page, whose link lives five minutes. It knows no state, so ours travels in the address to come back to.
    fn consent_link(&self, redirect: &str, state: &str) -> String {
        let joint = if redirect.contains('?') { '&' } else { '?' };
        let mut link = self.settings.consent_base.clone();
        link.set_path(CONSENT_PATH);
        link.set_query(Some(&self.signed_query(CONSENT_PATH, Level::Public)));
        link.query_pairs_mut().append_pair("redirect", &format!("{redirect}{joint}state={state}"));
        link.into()
    }

    fn tokens<'a>(&'a self, consent: &'a Consent) -> Answer<'a, Granted> {
        Box::pin(async {
            let shop_id = shop_number(TOKENS, &consent.shop_id)?;
            let body = TokenByCode { code: &consent.code, partner_id: self.settings.partner_id, shop_id };
            // The shop is a stranger's word still, so it gets no gate of its own.
            let tokens = self.token_pair(TOKENS, "", Payload::json(&body)).await?;
            Ok(Granted { shop_id: consent.shop_id.clone(), tokens })
        })
    }

    fn refresh<'a>(&'a self, shop_id: &'a str, refresh_token: &'a str) -> Answer<'a, Tokens> {
        Box::pin(async move {
            let number = shop_number(REFRESH, shop_id)?;
            let body = TokenByRefresh { refresh_token, partner_id: self.settings.partner_id, shop_id: number };
            self.token_pair(REFRESH, shop_id, Payload::json(&body)).await
        })
    }
}

impl Shopee {
    /// Has pushes sent to [`super::Settings::callback_url`], one address for all shops. The console can do the same;
    /// pushes that are switched on there stay on. Section 3.6.
    pub async fn register_callback(&self) -> Result<(), CallFault> {
        let callback_url = &self.settings.callback_url;
        let payload = Payload::json(&PushConfig { callback_url, set_push_config_on: &PUSHES });
        let question = Question { call: PUSH_CONFIG, level: Level::Public, gate: "", payload, repeatable: true };
        self.ask_and_read(question, |told| told.map(|_| ()).map_err(|refused| refused.fault)).await
    }

    /// Codes and refresh tokens work once, so the call is never repeated by itself. Refreshing is signed like a call
    /// of the app's own, as the official guide says (section 12: one program says otherwise).
    async fn token_pair(&self, call: &'static str, gate: &str, payload: Payload) -> Result<Tokens, CallFault> {
        // Tokens live from when they were made, which is after this instant: so we never believe in one too long.
        let asked_at = (self.now)();
        let question = Question { call, level: Level::Public, gate, payload, repeatable: false };
        let pair: TokenPair = self.ask_flat(question).await?;
        let access_ends_at = TimeDelta::try_seconds(pair.expire_in).and_then(|life| asked_at.checked_add_signed(life));
        let refresh_life = TimeDelta::days(self.assumptions.refresh_token_days);
        Ok(Tokens {
            access_token: pair.access_token,
            refresh_token: pair.refresh_token,
            access_ends_at: access_ends_at
                .ok_or_else(|| errors::unreadable(call, format!("`expire_in` is {}", pair.expire_in)))?,
            refresh_ends_at: asked_at + refresh_life,
        })
    }
}

fn shop_number(call: &'static str, shop_id: &str) -> Result<u64, CallFault> {
    shop_id.parse().map_err(|_| errors::refused(call, "no_shop_id", format!("`{shop_id}` is no id of a shop")))
}

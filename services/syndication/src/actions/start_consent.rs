//! An owner is sent to the channel's consent page, with a state that only this cooperative can come back with.

use chrono::TimeDelta;
use contract::{
    FieldFault, Refusal, code,
    syndication::{ConsentLink, StartConsent},
};
use mailbox::Stop;
use rand::RngExt;
use scoped::Scoped;
use url::Url;

use crate::{app::App, store::consents};

const LIFE: TimeDelta = TimeDelta::minutes(15);

pub(crate) async fn start_consent(app: &App, tx: &Scoped, ask: StartConsent) -> Result<ConsentLink, Stop> {
    let Some(cooperative) = tx.caller().scope.cooperative() else {
        return Err(Refusal::new(code::NOT_ALLOWED, "only a cooperative connects its shops").into());
    };
    let marketplace = app.marketplaces.marketplace(ask.channel);
    let Some(grants) = marketplace.and_then(|marketplace| marketplace.grants_consent()) else {
        let words = format!("{} is not set up in this house", ask.channel);
        return Err(Refusal::new(code::CHANNEL_UNSUPPORTED, words).into());
    };
    let redirect = read_redirect(&ask.redirect)?;
    let state = hex::encode(rand::rng().random::<[u8; 32]>());
    let now = (app.now)();
    consents::keep(tx, &state, cooperative, ask.channel, now, now + LIFE).await?;
    Ok(ConsentLink { link: grants.consent_link(redirect.as_str(), &state) })
}

fn read_redirect(text: &str) -> Result<Url, Refusal> {
    let fault = || Refusal::of_fields(vec![FieldFault { field: "redirect".into(), code: "not_an_address".into() }]);
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host()).ok_or_else(fault)
}

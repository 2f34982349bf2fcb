//! Somebody is led to a provider: to come in by its word, or to link what it calls them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Utc;
use contract::{
    Caller, Refusal,
    accounts::{FindProviders, LinkIdentity, ProviderView, ProviderVisit, VisitProvider},
    code,
};
use host::Secret;
use mailbox::Stop;

use super::identify::{check_own_password, oneself};
use crate::{
    App,
    domain::{SessionHash, Visit},
    providers::{Provider, Unvouched},
    store::{persons, sessions},
};

/// Where what a browser brings back is sealed for.
const PLACE: &str = "accounts|provider|visit";

pub(crate) async fn find_providers(app: &App, _: &Caller, _: FindProviders) -> Result<Vec<ProviderView>, Stop> {
    let view =
        |one: &Provider| ProviderView { provider: one.settings.provider.clone(), name: one.settings.name.clone() };
    Ok(app.providers.iter().map(view).collect())
}

pub(crate) async fn visit_provider(app: &App, _: &Caller, ask: VisitProvider) -> Result<ProviderVisit, Stop> {
    lead(app, provider(app, &ask.provider)?, ask.next, None).await
}

pub(crate) async fn link_identity(app: &App, caller: &Caller, ask: LinkIdentity) -> Result<ProviderVisit, Stop> {
    let (person_id, session) = (oneself(caller)?, SessionHash::parse(&ask.session_hash)?);
    let provider = provider(app, &ask.provider)?;
    check_own_password(app, caller, person_id, Secret::new(ask.password)).await?;
    let tx = app.database.begin_as_service().await?;
    let live = sessions::find(&tx, &session).await?.filter(|live| live.person_id == person_id);
    let grants = persons::identity(&tx, person_id).await?.grants;
    tx.commit().await?;
    live.ok_or_else(|| Stop::not_found("session"))?;
    if !provider.admits(&grants) {
        return Err(not_for_role());
    }
    lead(app, provider, String::new(), Some(ask.session_hash)).await
}

/// The provider of this word.
pub(super) fn provider<'a>(app: &'a App, word: &str) -> Result<&'a Provider, Stop> {
    app.providers.get(word).ok_or_else(|| Stop::not_found("provider"))
}

/// Where a provider sends browsers back to; to be registered with it.
pub(super) fn way_back(app: &App, provider: &Provider) -> String {
    let house = app.public_url.as_str().trim_end_matches('/');
    format!("{house}/sign-in/providers/{}/callback", provider.settings.provider)
}

/// What somebody is told whose roles are not among those a provider is for.
pub(super) fn not_for_role() -> Stop {
    Refusal::new(code::PROVIDER_NOT_FOR_ROLE, "this provider's word does not let people of this role in").into()
}

async fn lead(app: &App, to: &Provider, next: String, link_for: Option<String>) -> Result<ProviderVisit, Stop> {
    match to.visit(way_back(app, to), next, link_for, Utc::now()).await {
        Ok((url, visit)) => {
            let sealed = app.sealer.seal(PLACE, &serde_json::to_vec(&visit)?);
            Ok(ProviderVisit { url: url.into(), sealed: URL_SAFE_NO_PAD.encode(sealed) })
        }
        Err(Unvouched::Away(error) | Unvouched::Refused(error)) => {
            tracing::warn!(provider = to.settings.provider, error = format!("{error:#}"), "a provider is away");
            Err(Refusal::new(code::PROVIDER_AWAY, "the provider of sign-in cannot be reached").into())
        }
    }
}

/// The visit a browser was sent on, if it was sent by us.
pub(super) fn opened(app: &App, sealed: &str) -> Option<Visit> {
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    serde_json::from_slice(&app.sealer.open(PLACE, &sealed).ok()?).ok()
}

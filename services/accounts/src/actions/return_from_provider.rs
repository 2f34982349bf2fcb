//! A browser comes back from a provider, whose word lets somebody in, or is linked to them.

use audit::Entry;
use chrono::Utc;
use contract::{
    Actor, Ask, Caller, Refusal,
    accounts::{LinkIdentity, ProviderReturn, ReturnFromProvider},
    code,
};
use ids::{Id, Person};
use mailbox::Stop;
use scoped::{DbErr, Scoped};

use super::{
    identify::identify,
    sign_in::{ATTEMPTS_FROM_ADDRESS, device_of, too_many},
    visit_provider::{not_for_role, opened, provider, way_back},
};
use crate::{
    App,
    domain::{Patience, SessionHash, Visit, attempted, attempted_from, is_subject},
    providers::{Provider, Unvouched, Vouched},
    store::{attempts, identities, persons, sessions},
};

pub(crate) async fn return_from_provider(
    app: &App,
    caller: &Caller,
    ask: ReturnFromProvider,
) -> Result<ProviderReturn, Stop> {
    let session = SessionHash::parse(&ask.session_hash)?;
    let provider = provider(app, &ask.provider)?;
    let from = caller.address.as_deref().map(|address| attempted_from("provider", address));
    if let Some(from) = &from {
        let tx = app.database.begin_as_service().await?;
        let counted = attempts::count(&tx, from, ATTEMPTS_FROM_ADDRESS).await?;
        tx.commit().await?;
        if !counted {
            return Err(too_many());
        }
    }
    let (visit, vouched) = match vouched_for(app, provider, &ask).await? {
        Ok(known) => known,
        Err(refusal) => {
            let tx = app.database.begin_as_service().await?;
            note(&tx, caller, provider, None, ReturnFromProvider::NAME, &refusal.code).await?;
            tx.commit().await?;
            return Err(refusal.into());
        }
    };
    let came = match &visit.link_for {
        Some(of) => link(app, caller, provider, of, ask.current_session.as_deref(), &vouched).await?,
        None => enter(app, caller, provider, visit.next, &session, &ask.device, &vouched).await?,
    };
    if let Some(from) = &from {
        let tx = app.database.begin_as_service().await?;
        attempts::take_back(&tx, from).await?;
        tx.commit().await?;
    }
    Ok(came)
}

/// The visit that ends here, and whom the provider vouches for. No connection is held while it is asked.
async fn vouched_for(
    app: &App,
    provider: &Provider,
    ask: &ReturnFromProvider,
) -> Result<Result<(Visit, Vouched), Refusal>, Stop> {
    let stale = || Ok(Err(Refusal::new(code::PROVIDER_STALE, "what came back does not fit what was begun")));
    let visit = opened(app, &ask.sealed).filter(|visit| visit.fits(&ask.provider, &ask.state, Utc::now()));
    let Some(visit) = visit else { return stale() };
    // A visit ends once. What is counted here is remembered for longer than a visit may last.
    let tx = app.database.begin_as_service().await?;
    let is_first = attempts::count(&tx, &attempted("visit to a provider", &visit.state), 1).await?;
    tx.commit().await?;
    if !is_first {
        return stale();
    }
    let names_another = ask.issuer.as_ref().is_some_and(|issuer| *issuer != provider.settings.issuer);
    let vouched = match &ask.code {
        Some(code) if !names_another => provider.vouch(way_back(app, provider), &visit, code.clone()).await,
        Some(_) => Err(Unvouched::Refused(anyhow::anyhow!("another issuer says so"))),
        None => Err(Unvouched::Refused(anyhow::anyhow!("the provider did not vouch"))),
    };
    let (outcome, error) = match vouched {
        Ok(vouched) if is_subject(&vouched.subject) => return Ok(Ok((visit, vouched))),
        Ok(_) => (code::PROVIDER_REFUSED, anyhow::anyhow!("it called somebody by what is no subject")),
        Err(Unvouched::Refused(error)) => (code::PROVIDER_REFUSED, error),
        Err(Unvouched::Away(error)) => (code::PROVIDER_AWAY, error),
    };
    tracing::warn!(provider = ask.provider, error = format!("{error:#}"), "a provider's word does not let anybody in");
    Ok(Err(Refusal::new(outcome, "the provider's word does not let anybody in")))
}

/// The second factor is asked for as after a password, unless an operator trusts this provider to have asked.
async fn enter(
    app: &App,
    caller: &Caller,
    provider: &Provider,
    next: String,
    session: &SessionHash,
    device: &str,
    vouched: &Vouched,
) -> Result<ProviderReturn, Stop> {
    let tx = app.database.begin_as_service().await?;
    let issuer = &provider.settings.issuer;
    let Some(person_id) = identities::find(&tx, issuer, &vouched.subject).await? else {
        note(&tx, caller, provider, None, ReturnFromProvider::NAME, code::IDENTITY_UNLINKED).await?;
        tx.commit().await?;
        return Err(Refusal::new(code::IDENTITY_UNLINKED, "this identity opens the house to nobody").into());
    };
    let identity = identify(app, &tx, person_id, vouched.proven).await?;
    if !provider.admits(&identity.grants) {
        let outcome = code::PROVIDER_NOT_FOR_ROLE;
        note(&tx, caller, provider, Some(person_id), ReturnFromProvider::NAME, outcome).await?;
        tx.commit().await?;
        return Err(not_for_role());
    }
    let patience = Patience::of(&identity.grants);
    if !sessions::begin(&tx, session, person_id, patience, &device_of(device)).await? {
        return Err(Refusal::new(code::CONFLICT, "this session belongs to somebody else").into());
    }
    if vouched.proven {
        sessions::prove(&tx, session).await?;
    }
    identities::note_used(&tx, issuer, &vouched.subject).await?;
    note(&tx, caller, provider, Some(person_id), ReturnFromProvider::NAME, "done").await?;
    tx.commit().await?;
    Ok(ProviderReturn::SignedIn { identity, next })
}

/// Links to whoever began, if they are still there: whoever signed out and in again on the way may be somebody else.
async fn link(
    app: &App,
    caller: &Caller,
    provider: &Provider,
    begun_in: &str,
    current: Option<&str>,
    vouched: &Vouched,
) -> Result<ProviderReturn, Stop> {
    let tx = app.database.begin_as_service().await?;
    let begun = SessionHash::parse(begun_in)?;
    let mut live = sessions::find(&tx, &begun).await?.filter(|_| current == Some(begun_in));
    if let Some(found) = &live {
        // Whoever ends all sessions of a person holds the person meanwhile.
        persons::lock(&tx, found.person_id).await?;
        live = sessions::find(&tx, &begun).await?;
    }
    let Some(live) = live else {
        note(&tx, caller, provider, None, LinkIdentity::NAME, code::PROVIDER_STALE).await?;
        tx.commit().await?;
        return Err(Refusal::new(code::PROVIDER_STALE, "the session that began is not here any more").into());
    };
    if identities::link(&tx, live.person_id, &provider.settings.issuer, &vouched.subject).await? {
        note(&tx, caller, provider, Some(live.person_id), LinkIdentity::NAME, "done").await?;
        tx.commit().await?;
        return Ok(ProviderReturn::Linked);
    }
    tx.rollback().await?;
    let tx = app.database.begin_as_service().await?;
    note(&tx, caller, provider, Some(live.person_id), LinkIdentity::NAME, code::CONFLICT).await?;
    tx.commit().await?;
    Err(Refusal::new(code::CONFLICT, "this identity is linked to somebody else").into())
}

/// Writes into the audit trail what came of a provider's word. What it calls people is not written.
async fn note(
    tx: &Scoped,
    caller: &Caller,
    provider: &Provider,
    person_id: Option<Id<Person>>,
    action: &str,
    outcome: &str,
) -> Result<(), DbErr> {
    let mut caller = caller.clone();
    if let Some(person_id) = person_id.filter(|_| outcome == "done") {
        caller.actor = Actor::Person(person_id);
    }
    let word = provider.settings.provider.clone();
    let objects = person_id.map(|person_id| person_id.to_string()).into_iter().chain([word]).collect();
    audit::append(tx, &caller, Entry { action, objects, outcome, digest: "" }).await
}

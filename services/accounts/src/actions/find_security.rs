//! How somebody's sign-in stands: second factor, password, devices.

use contract::{
    Caller,
    accounts::{FindSecurity, Grant, IdentityView, Security},
};
use mailbox::Stop;

use super::identify::oneself;
use crate::{
    App,
    domain::SessionHash,
    store::{
        identities::{self, Opening},
        persons, second_factors, sessions,
    },
};

pub(crate) async fn find_security(app: &App, caller: &Caller, ask: FindSecurity) -> Result<Security, Stop> {
    let (person_id, session) = (oneself(caller)?, SessionHash::parse(&ask.session_hash)?);
    let tx = app.database.begin_as_service().await?;
    let credentials = persons::credentials(&tx, person_id).await?.ok_or_else(|| Stop::not_found("person"))?;
    let grants = persons::identity(&tx, person_id).await?.grants;
    let (has_second_factor, recovery_codes_left) = second_factors::standing(&tx, person_id).await?;
    let sessions = sessions::of_person(&tx, person_id, &session).await?;
    let linked = identities::of_person(&tx, person_id).await?;
    tx.commit().await?;
    Ok(Security {
        has_second_factor,
        must_have_second_factor: app.second_factor.binds(&grants),
        recovery_codes_left,
        password_changed_at: credentials.password_changed_at,
        sessions,
        identities: identities_of(app, &grants, &linked),
    })
}

/// The providers somebody comes in by, and those they could link.
fn identities_of(app: &App, grants: &[Grant], linked: &[Opening]) -> Vec<IdentityView> {
    let known = app.providers.iter().map(|one| (one, linked.iter().find(|by| by.issuer == one.settings.issuer)));
    let theirs = known.filter(|(one, by)| by.is_some() || one.admits(grants));
    let view = theirs.map(|(one, by)| IdentityView {
        provider: one.settings.provider.clone(),
        name: one.settings.name.clone(),
        linked_at: by.map(|by| by.linked_at),
        used_at: by.and_then(|by| by.used_at),
    });
    view.collect()
}

//! Somebody's data were erased in onboarding: their sign-in goes, too, and what delegations say of them.

use audit::Entry;
use contract::{
    Scope,
    onboarding::{PersonErased, Producer},
};
use ids::{Id, Person};
use mailbox::{Heard, Stop};
use scoped::Scoped;

use super::change_person::{ROLES_CHANGED, told};
use crate::{
    App, Message,
    store::{erasing, messages, persons, sessions},
};

pub(crate) async fn erase_person(app: &App, tx: &Scoped, heard: Heard<PersonErased>) -> Result<(), Stop> {
    let PersonErased { producer, cooperative_id, sign_in, .. } = heard.fact;
    let gone: Vec<Id<Person>> = match producer {
        Producer::Household(household) => {
            let scope = Scope::Household { cooperative: cooperative_id, household };
            erasing::with_grant_in(tx, &scope, None).await?
        }
        // Who of its people acted for the cooperative, only whoever erased them knew. What a former one's successor agreed to
        // stays theirs.
        Producer::Cooperative(_) | Producer::Former(_) => {
            if matches!(producer, Producer::Cooperative(_)) {
                erasing::forget_who_agreed(tx, cooperative_id).await?;
            }
            match sign_in {
                Some(_) => erasing::with_grant_in(tx, &Scope::Cooperative(cooperative_id), sign_in).await?,
                None => Vec::new(),
            }
        }
    };
    for person_id in &gone {
        sessions::end_all(tx, *person_id).await?;
        let mut grants = persons::identity(tx, *person_id).await?.grants;
        grants.retain(|grant| match producer {
            Producer::Household(household) => {
                grant.scope != Scope::Household { cooperative: cooperative_id, household }
            }
            Producer::Cooperative(_) | Producer::Former(_) => grant.scope.cooperative() != Some(cooperative_id),
        });
        persons::set_grants(tx, *person_id, &grants).await?;
        // Whoever is something elsewhere, too, stays that, and keeps the sign-in for it.
        let login = persons::login(tx, *person_id).await?;
        if grants.is_empty() {
            if let Some(login) = login {
                messages::forget_to(tx, &app.sealer, &login).await?;
            }
            erasing::erase(tx, *person_id).await?;
        } else if let Some(to) = login {
            let text = told(app, ROLES_CHANGED);
            messages::add(tx, &app.sealer, &Message { to, text }).await?;
        }
    }
    let objects = gone.iter().map(ToString::to_string).collect();
    audit::append(tx, tx.caller(), Entry { action: "erase_person", objects, outcome: "done", digest: "" }).await?;
    Ok(())
}

//! A house without an operator gets its first one.

use contract::{Role, Scope, accounts::Grant};
use host::Secret;
use mailbox::Stop;

use crate::{App, actions::add_person, domain::NewPerson, store::persons};

/// Adds an operator with this login and password where there is none at all; true if it did. The password of an operator
/// who is there is never touched. Refused, with the fields at fault, where [`contract::accounts::AddPerson`] would be.
pub async fn ensure_operator(app: &App, login: &str, password: Secret) -> Result<bool, Stop> {
    let grants = vec![Grant { role: Role::Operator, scope: Scope::System }];
    let tx = app.database.begin_as_service().await?;
    if persons::has_operator(&tx, None).await? {
        return Ok(false);
    }
    let operator = NewPerson::try_new(login, "Người vận hành", Some(password), grants)?;
    add_person::add(app, &tx, &operator).await?;
    tx.commit().await?;
    Ok(true)
}

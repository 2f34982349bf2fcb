//! The secret of a second factor is drawn and told, to be confirmed by a code.

use contract::{
    Ask, Caller, Refusal,
    accounts::{DrawSecondFactor, DrawnSecondFactor},
    code,
};
use host::Secret;
use mailbox::Stop;

use super::identify::{check_own_password, note, oneself};
use crate::{
    App,
    domain::Authenticator,
    store::{persons, second_factors},
};

pub(crate) async fn draw_second_factor(
    app: &App,
    caller: &Caller,
    ask: DrawSecondFactor,
) -> Result<DrawnSecondFactor, Stop> {
    let person_id = oneself(caller)?;
    let tx = app.database.begin_as_service().await?;
    let must = app.second_factor.binds(&persons::identity(&tx, person_id).await?.grants);
    tx.commit().await?;
    if !must {
        check_own_password(app, caller, person_id, Secret::new(ask.password.unwrap_or_default())).await?;
    }
    let tx = app.database.begin_as_service().await?;
    let known = persons::credentials(&tx, person_id).await?.ok_or_else(|| Stop::not_found("person"))?;
    let authenticator = Authenticator::draw(&known.login);
    let sealed = app.sealer.seal(&second_factors::place(person_id), authenticator.secret().expose());
    if !second_factors::draw(&tx, person_id, sealed).await? {
        return Err(Refusal::new(code::CONFLICT, "there is a second factor already; give it up first").into());
    }
    note(&tx, caller, person_id, DrawSecondFactor::NAME, "done").await?;
    tx.commit().await?;
    Ok(DrawnSecondFactor { secret: authenticator.secret_base32(), uri: authenticator.uri() })
}

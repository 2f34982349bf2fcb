//! The secret of a second factor is drawn and told, to be confirmed by a code.

use contract::{
    Caller, Refusal,
    accounts::{DrawSecondFactor, DrawnSecondFactor},
    code,
};
use mailbox::Stop;

use super::identify::oneself;
use crate::{
    App,
    domain::Authenticator,
    store::{persons, second_factors},
};

pub(crate) async fn draw_second_factor(
    app: &App,
    caller: &Caller,
    _: DrawSecondFactor,
) -> Result<DrawnSecondFactor, Stop> {
    let person_id = oneself(caller)?;
    let tx = app.database.begin_as_service().await?;
    let known = persons::credentials(&tx, person_id).await?.ok_or_else(|| Stop::not_found("person"))?;
    let authenticator = Authenticator::draw(&known.login);
    let sealed = app.sealer.seal(&second_factors::place(person_id), authenticator.secret().expose());
    if !second_factors::draw(&tx, person_id, sealed).await? {
        return Err(Refusal::new(code::CONFLICT, "there is a second factor already; give it up first").into());
    }
    tx.commit().await?;
    Ok(DrawnSecondFactor { secret: authenticator.secret_base32(), uri: authenticator.uri() })
}

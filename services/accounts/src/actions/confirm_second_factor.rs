//! A code shows that the authenticator has the secret: from now on it is asked for.

use contract::{
    Ask, Caller, Refusal,
    accounts::{ConfirmSecondFactor, RecoveryCodes},
    code,
};
use mailbox::Stop;

use super::{
    identify::{note, oneself},
    show_second_factor::step_of,
};
use crate::{
    App,
    domain::{SessionHash, draw_recovery_codes, recovery_hash},
    store::{second_factors, sessions},
};

pub(crate) async fn confirm_second_factor(
    app: &App,
    caller: &Caller,
    ask: ConfirmSecondFactor,
) -> Result<RecoveryCodes, Stop> {
    let (person_id, session) = (oneself(caller)?, SessionHash::parse(&ask.session_hash)?);
    let tx = app.database.begin_as_service().await?;
    let stored = second_factors::lock(&tx, person_id).await?.ok_or_else(|| Stop::not_found("second factor"))?;
    if stored.is_confirmed {
        return Err(Refusal::new(code::CONFLICT, "it was confirmed before").into());
    }
    let Some(step) = step_of(app, &tx, person_id, &stored, &ask.code).await? else {
        return Err(Refusal::new(code::SECOND_FACTOR_WRONG, "the code is not of this secret and this minute").into());
    };
    let codes = draw_recovery_codes();
    let hashes = codes.iter().filter_map(|code| recovery_hash(person_id, code)).map(Vec::from).collect();
    second_factors::use_step(&tx, person_id, step).await?;
    second_factors::confirm(&tx, person_id, hashes).await?;
    sessions::prove(&tx, &session).await?;
    sessions::end_others(&tx, person_id, &session).await?;
    note(&tx, caller, person_id, ConfirmSecondFactor::NAME, "done").await?;
    tx.commit().await?;
    Ok(RecoveryCodes { codes })
}

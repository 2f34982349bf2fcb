//! Somebody whose password was right shows the second factor, and the session opens.

use contract::{
    Ask, Caller, Refusal,
    accounts::{Identity, ShowSecondFactor},
    code,
};
use ids::{Id, Person};
use mailbox::Stop;
use scoped::Scoped;

use super::{
    identify::{identify, note},
    sign_in::too_many,
};
use crate::{
    App,
    domain::{Authenticator, SECRET_BYTES, SessionHash, attempted_of, recovery_hash},
    store::{
        attempts, persons,
        second_factors::{self, Stored},
        sessions,
    },
};

/// Wrong codes of one person in a quarter of an hour: of a million codes, three hold at a time.
const ATTEMPTS: i64 = 10;

pub(crate) async fn show_second_factor(app: &App, caller: &Caller, ask: ShowSecondFactor) -> Result<Identity, Stop> {
    let session = SessionHash::parse(&ask.session_hash)?;
    let tx = app.database.begin_as_service().await?;
    let live = sessions::find(&tx, &session).await?.ok_or_else(|| Stop::not_found("session"))?;
    if live.proven {
        let identity = identify(app, &tx, live.person_id, true).await?;
        tx.commit().await?;
        return Ok(identity);
    }
    let attempted = attempted_of(live.person_id, "second factor");
    let counted = attempts::count(&tx, &attempted, ATTEMPTS).await?;
    tx.commit().await?;
    if !counted {
        return Err(too_many());
    }

    let tx = app.database.begin_as_service().await?;
    let stored = second_factors::lock(&tx, live.person_id).await?.filter(|stored| stored.is_confirmed);
    let Some(stored) = stored else { return Ok(identify(app, &tx, live.person_id, false).await?) };
    let shown = match step_of(app, &tx, live.person_id, &stored, &ask.code).await? {
        Some(step) => {
            second_factors::use_step(&tx, live.person_id, step).await?;
            true
        }
        None => match recovery_hash(live.person_id, &ask.code) {
            Some(hash) => second_factors::use_code(&tx, live.person_id, hash).await?,
            None => false,
        },
    };
    if !shown {
        note(&tx, caller, live.person_id, ShowSecondFactor::NAME, code::SECOND_FACTOR_WRONG).await?;
        tx.commit().await?;
        return Err(Refusal::new(code::SECOND_FACTOR_WRONG, "the code is wrong, or was used before").into());
    }
    sessions::prove(&tx, &session).await?;
    attempts::forget(&tx, &attempted).await?;
    let identity = identify(app, &tx, live.person_id, true).await?;
    note(&tx, caller, live.person_id, ShowSecondFactor::NAME, "done").await?;
    tx.commit().await?;
    Ok(identity)
}

/// The time step of a code that was not used before.
pub(super) async fn step_of(
    app: &App,
    tx: &Scoped,
    person_id: Id<Person>,
    stored: &Stored,
    code: &str,
) -> Result<Option<i64>, Stop> {
    let opened = app.sealer.open(&second_factors::place(person_id), &stored.secret).map_err(anyhow::Error::from)?;
    let secret: [u8; SECRET_BYTES] =
        opened.try_into().map_err(|_| anyhow::anyhow!("a stored secret has no 20 bytes"))?;
    let login = persons::credentials(tx, person_id).await?.map(|known| known.login).unwrap_or_default();
    let step = Authenticator::new(secret, &login).step_of(code, stored.now_seconds.unsigned_abs());
    Ok(step.filter(|step| *step > stored.step))
}

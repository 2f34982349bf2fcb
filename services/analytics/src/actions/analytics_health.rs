//! How far the figures are behind is told.

use contract::{
    Caller, SERVICES,
    analytics::{AnalyticsHealth, Freshness},
};
use mailbox::Stop;
use scoped::Access;

use crate::{App, store::figures};

pub(crate) async fn analytics_health(app: &App, caller: &Caller, _: AnalyticsHealth) -> Result<Freshness, Stop> {
    // The broker first: a fact is acknowledged after its mark is committed, so that none slips through between the two.
    let mut facts_waiting = 0;
    for speaker in SERVICES {
        let unheard = app.broker.unheard(speaker).await.map_err(anyhow::Error::new)?;
        facts_waiting += unheard.get(app.database.service()).copied().unwrap_or(0);
    }
    let tx = app.database.begin(caller, Access::Read).await?;
    let freshness =
        Freshness { facts_waiting, days_stale: figures::stale(&tx).await?, parked: mailbox::parked(&tx).await? };
    tx.rollback().await?;
    Ok(freshness)
}

//! An owner is back with a code: the code becomes tokens, and the shop is connected.

use contract::{Caller, Refusal, code, syndication::FinishConsent};
use ids::{ChannelAccount, Cooperative, Id};
use mailbox::Stop;
use marketplaces::{Consent, FaultKind, Granted};
use scoped::Access;

use crate::{
    app::App,
    store::{accounts, consents},
    tokens,
};

pub(crate) async fn finish_consent(app: &App, caller: &Caller, ask: FinishConsent) -> Result<Id<ChannelAccount>, Stop> {
    let Some(cooperative) = caller.scope.cooperative() else {
        return Err(Refusal::new(code::NOT_ALLOWED, "only a cooperative connects its shops").into());
    };
    let tx = app.database.begin(caller, Access::Write).await?;
    let spent = consents::spend(&tx, &ask.state, cooperative, ask.channel, (app.now)()).await?;
    // Committed before the code is exchanged: a state works once, whatever becomes of the exchange.
    tx.commit().await?;
    match spent {
        consents::Spent::Now => {}
        consents::Spent::Before(account) => return Ok(account),
        consents::Spent::Never => {
            return Err(Refusal::new(code::CONSENT_STATE, "the state is unknown, too old, or used").into());
        }
    }
    let granted = exchange(app, &ask).await?;
    connect(app, caller, cooperative, &ask, &granted).await
}

async fn exchange(app: &App, ask: &FinishConsent) -> Result<Granted, Stop> {
    let marketplace = app.marketplaces.marketplace(ask.channel);
    let Some(grants) = marketplace.and_then(|marketplace| marketplace.grants_consent()) else {
        let words = format!("{} is not set up in this house", ask.channel);
        return Err(Refusal::new(code::CHANNEL_UNSUPPORTED, words).into());
    };
    let consent = Consent { code: ask.code.clone(), shop_id: ask.shop_id.clone() };
    grants.tokens(&consent).await.map_err(|fault| match fault.kind {
        FaultKind::Permanent | FaultKind::NeedsConsent | FaultKind::StaleToken => {
            Refusal::new(code::CHANNEL_REFUSED, fault.words).into()
        }
        FaultKind::Passing | FaultKind::SlowDown { .. } => Stop::Failed(fault.into()),
    })
}

async fn connect(
    app: &App,
    caller: &Caller,
    cooperative: Id<Cooperative>,
    ask: &FinishConsent,
    granted: &Granted,
) -> Result<Id<ChannelAccount>, Stop> {
    let now = (app.now)();
    let tx = app.database.begin(caller, Access::Write).await?;
    let sealed = |account| tokens::sealed(app, account, &granted.tokens, now);
    let connected = accounts::connect(&tx, cooperative, ask.channel, &granted.shop_id, sealed).await?;
    let Some(account) = connected else {
        return Err(Refusal::new(code::CONFLICT, "another cooperative has connected this shop").into());
    };
    consents::note_account(&tx, &ask.state, account).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(account)
}

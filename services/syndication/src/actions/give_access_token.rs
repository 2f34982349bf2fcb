//! Intake gets an access token for a shop, and word how long it may keep it.

use contract::{
    Actor, Caller, Refusal, code,
    syndication::{AccessToken, FreshToken},
};
use mailbox::Stop;

use crate::{
    app::App,
    store::accounts,
    tokens::{self, NoToken},
};

/// The only one that calls channels by itself, besides us.
const GRANTED_TO: &str = "intake";

pub(crate) async fn give_access_token(app: &App, caller: &Caller, ask: AccessToken) -> Result<FreshToken, Stop> {
    if !matches!(&caller.actor, Actor::Service(name) if name == GRANTED_TO) {
        return Err(Refusal::new(code::NOT_ALLOWED, format!("{} may not have tokens", caller.actor)).into());
    }
    let not_connected = || Refusal::new(code::CONFLICT, "the shop is not connected; its owner must consent again");
    let tx = app.database.begin_as_service().await?;
    let account = accounts::with_shop(&tx, ask.channel, &ask.shop_id).await?;
    tx.commit().await?;
    let (account, connected) = account.ok_or_else(|| Stop::not_found("shop"))?;
    if !connected {
        return Err(not_connected().into());
    }
    match tokens::fresh(app, account, ask.refused_hash.as_deref()).await {
        Ok(fresh) => {
            let keep_seconds = fresh.life.keep_seconds((app.now)());
            Ok(FreshToken { access_token: fresh.access_token, keep_seconds })
        }
        Err(NoToken::NeedsConsent) => Err(not_connected().into()),
        Err(NoToken::Passing(fault)) => Err(Stop::Failed(fault.into())),
        Err(NoToken::Failed(error)) => Err(Stop::Failed(error)),
    }
}

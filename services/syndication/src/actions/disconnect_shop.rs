//! A manager takes a shop away from us: its tokens are destroyed, and its owner must consent before we call for it again.

use contract::{Refusal, code, syndication::DisconnectShop};
use mailbox::Stop;
use scoped::Scoped;

use crate::{
    app::App,
    domain::reason,
    store::accounts::{self, Own},
};

pub(crate) async fn disconnect_shop(app: &App, tx: &Scoped, ask: DisconnectShop) -> Result<(), Stop> {
    let Own { channel, .. } = accounts::lock_own(tx, ask.account_id).await?.ok_or_else(|| Stop::not_found("shop"))?;
    let known = app.marketplaces.marketplace(channel);
    if known.is_some_and(|known| known.grants_consent().is_none()) {
        let words = "nobody has consented here: whoever keeps the house's file takes the shop out of it";
        return Err(Refusal::new(code::CHANNEL_UNSUPPORTED, words).into());
    }
    accounts::disconnect(tx, ask.account_id, reason::DISCONNECTED).await?;
    accounts::forget_tokens(tx, ask.account_id).await?;
    Ok(())
}

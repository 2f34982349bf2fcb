//! A cooperative's shop was connected or changed.

use contract::syndication::ChannelAccountChanged;
use mailbox::{Heard, Stop};
use scoped::Scoped;

use crate::{App, store::catalogue};

/// Keeps whose shop it is. Webhooks that came before this wait in the queue and are tried again.
pub async fn keep_shop(app: &App, tx: &Scoped, heard: Heard<ChannelAccountChanged>) -> Result<(), Stop> {
    catalogue::save_shop(tx, &heard.fact, app.calendar.now()).await?;
    if !heard.fact.connected {
        app.tokens.forget(heard.fact.channel, &heard.fact.shop_id).await;
    }
    app.webhook_recorded.notify_one();
    Ok(())
}

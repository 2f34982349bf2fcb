//! A manager pauses a shop: nothing is sent there, and its orders still come in.

use contract::syndication::PauseShop;
use mailbox::Stop;
use scoped::Scoped;

use crate::{app::App, store::accounts};

pub(crate) async fn pause_shop(app: &App, tx: &Scoped, ask: PauseShop) -> Result<(), Stop> {
    if !accounts::pause(tx, ask.account_id, ask.paused.then(|| (app.now)())).await? {
        return Err(Stop::not_found("shop"));
    }
    // What has changed meanwhile is due still, and goes out at once.
    app.wake.notify_one();
    Ok(())
}

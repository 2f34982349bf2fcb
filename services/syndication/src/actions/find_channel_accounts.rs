//! Which shops are connected.

use contract::syndication::{ChannelAccountView, FindChannelAccounts};
use mailbox::Stop;
use scoped::Scoped;

use crate::{app::App, store::accounts};

pub(crate) async fn find_channel_accounts(
    _: &App,
    tx: &Scoped,
    _: FindChannelAccounts,
) -> Result<Vec<ChannelAccountView>, Stop> {
    Ok(accounts::views(tx).await?)
}

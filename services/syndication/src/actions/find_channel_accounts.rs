//! Which channels this house is set up for, and which shops are connected there.

use contract::syndication::{ChannelAccountView, ChannelView, FindChannelAccounts, FindChannels};
use ids::Channel;
use mailbox::Stop;
use scoped::Scoped;

use crate::{app::App, domain::reason, store::accounts};

pub(crate) async fn find_channel_accounts(
    app: &App,
    tx: &Scoped,
    _: FindChannelAccounts,
) -> Result<Vec<ChannelAccountView>, Stop> {
    let mut views = accounts::views(tx).await?;
    for view in views.iter_mut().filter(|view| app.marketplaces.marketplace(view.channel).is_none()) {
        // Nothing is wrong with the shop, and yet nobody here can call for it.
        view.reason_code.get_or_insert_with(|| reason::NOT_SET_UP.to_owned());
    }
    Ok(views)
}

pub(crate) async fn find_channels(app: &App, _: &Scoped, _: FindChannels) -> Result<Vec<ChannelView>, Stop> {
    let view = |channel| {
        app.marketplaces.marketplace(channel).map(|known| ChannelView {
            channel,
            by_consent: known.grants_consent().is_some(),
            takes_listings: known.takes_listings().is_some(),
            gives_orders: known.gives_orders().is_some(),
        })
    };
    Ok(Channel::ALL.into_iter().filter_map(view).collect())
}

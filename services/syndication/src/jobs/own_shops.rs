//! Shops of cooperatives' own are connected by standing in this house's file: there is no marketplace between, and so no
//! consent and no token that would end. One that stands there no longer is disconnected.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{Channel, Cooperative, Id};
use mailbox::Stop;
use marketplaces::{BringsOrders, Marketplace, Tokens};

use crate::{app::App, domain::reason, store::accounts, tokens};

/// Connects those that are not, and disconnects those that are gone. Any replica may; the first does.
pub(super) async fn connect(app: &App) -> Result<(), Stop> {
    for channel in Channel::ALL {
        let known = app.marketplaces.marketplace(channel);
        let brings = known.and_then(Marketplace::brings_orders);
        // Without a line for it in the file there is no connector, and of its shops none.
        if brings.is_none() && (known.is_some() || channel != Channel::OwnShop) {
            continue;
        }
        let shops = brings.map(BringsOrders::shops).unwrap_or_default();
        disconnect_others(app, channel, &shops).await?;
        for (shop_id, cooperative) in shops {
            connect_one(app, channel, &shop_id, cooperative).await?;
        }
    }
    Ok(())
}

async fn disconnect_others(app: &App, channel: Channel, shops: &[(String, Id<Cooperative>)]) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    for (account, shop_id) in accounts::connected_on(&tx, channel).await? {
        if shops.iter().all(|(id, _)| *id != shop_id) {
            accounts::disconnect(&tx, account, reason::NOT_SET_UP).await?;
            tracing::warn!(shop.id = shop_id, "an own shop stands in the file no longer and is disconnected");
        }
    }
    Ok(tx.commit().await?)
}

async fn connect_one(app: &App, channel: Channel, shop_id: &str, cooperative: Id<Cooperative>) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    let known = accounts::views(&tx).await?.into_iter().find(|view| view.channel == channel && view.shop_id == shop_id);
    if known.is_some_and(|view| view.connected && view.cooperative_id == cooperative) {
        return Ok(());
    }
    let now = (app.now)();
    let without_end = NaiveDate::from_ymd_opt(9999, 1, 1)
        .map_or(DateTime::<Utc>::MAX_UTC, |day| day.and_time(chrono::NaiveTime::MIN).and_utc());
    let none = Tokens {
        access_token: String::new(),
        refresh_token: String::new(),
        access_ends_at: without_end,
        refresh_ends_at: without_end,
    };
    let sealed = |account| tokens::sealed(app, account, &none, now);
    if accounts::connect(&tx, cooperative, channel, shop_id, sealed).await?.is_none() {
        // Its orders are the other's. What was theirs is not given away by a line in a file.
        tracing::error!(
            shop.id = shop_id,
            "this own shop is another cooperative's already: give it another id in the file"
        );
        return Ok(());
    }
    tx.commit().await?;
    tracing::info!(shop.id = shop_id, "an own shop is connected");
    Ok(())
}

//! Shops of cooperatives' own are connected by standing in this house's file: there is no marketplace between, and so no
//! consent and no token that would end.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{Channel, Cooperative, Id};
use mailbox::Stop;
use marketplaces::Tokens;

use crate::{app::App, store::accounts, tokens};

/// Connects those that are not. Any replica may; the first does.
pub(super) async fn connect(app: &App) -> Result<(), Stop> {
    for channel in Channel::ALL {
        let brings = app.marketplaces.marketplace(channel).and_then(marketplaces::Marketplace::brings_orders);
        for (shop_id, cooperative) in brings.map(marketplaces::BringsOrders::shops).unwrap_or_default() {
            connect_one(app, channel, &shop_id, cooperative).await?;
        }
    }
    Ok(())
}

async fn connect_one(app: &App, channel: Channel, shop_id: &str, cooperative: Id<Cooperative>) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    let known = accounts::views(&tx).await?.into_iter().find(|view| view.channel == channel && view.shop_id == shop_id);
    match known {
        Some(view) if view.cooperative_id != cooperative => {
            // Its orders are the other's. What was theirs is not given away by a line in a file.
            tracing::error!(
                shop.id = shop_id,
                "this own shop is another cooperative's already: give it another id in the file"
            );
            return Ok(());
        }
        Some(view) if view.connected => return Ok(()),
        _ => {}
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
    accounts::connect(&tx, cooperative, channel, shop_id, sealed).await?;
    tx.commit().await?;
    tracing::info!(shop.id = shop_id, "an own shop is connected");
    Ok(())
}

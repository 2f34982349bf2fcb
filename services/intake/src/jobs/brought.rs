//! Orders that came whole with their webhooks: they are read out of what the door has recorded.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use ids::Id;
use mailbox::Stop;
use marketplaces::{BringsOrders, ChannelOrder};
use uuid::Uuid;

use super::work_webhooks::{put_off, take};
use crate::{
    App,
    store::raw_webhooks::{self, Claimed, Recorded, WaitingShop},
};

/// Takes the orders these webhooks have brought, of each the newest. What cannot be read is parked: it will not be other
/// words the next time.
pub(super) async fn take_brought(
    app: &App,
    shop: &WaitingShop,
    brings: &dyn BringsOrders,
    webhooks: &[&Claimed],
) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    let recorded = raw_webhooks::recorded(&tx, webhooks.iter().map(|webhook| webhook.id).collect()).await?;
    tx.commit().await?;
    let recorded: HashMap<Uuid, Recorded> = recorded.into_iter().map(|row| (row.id, row)).collect();
    let mut newest: BTreeMap<String, (ChannelOrder, DateTime<Utc>, Vec<&Claimed>)> = BTreeMap::new();
    for webhook in webhooks {
        let read = recorded.get(&webhook.id).ok_or_else(|| "its body is no longer kept".to_owned());
        match read.and_then(|row| Ok((order_in(app, shop, brings, row)?, row.received_at))) {
            Ok((order, received_at)) => match newest.get_mut(&order.channel_order_id) {
                Some((known, known_at, told_by)) => {
                    told_by.push(webhook);
                    if (order.updated_at, received_at) > (known.updated_at, *known_at) {
                        (*known, *known_at) = (order, received_at);
                    }
                }
                None => {
                    newest.insert(order.channel_order_id.clone(), (order, received_at, vec![webhook]));
                }
            },
            Err(reason) => put_off(app, &[webhook], &reason, |_| None).await?,
        }
    }
    for (order, received_at, told_by) in newest.into_values() {
        take(app, shop, &told_by, vec![order], received_at).await?;
    }
    Ok(())
}

fn order_in(app: &App, shop: &WaitingShop, brings: &dyn BringsOrders, row: &Recorded) -> Result<ChannelOrder, String> {
    let place = raw_webhooks::body_place(Id::from_uuid(row.id));
    let body = app.sealer.open(&place, &row.sealed_body).map_err(|error| format!("its body stays sealed: {error}"))?;
    brings.order_in(&shop.shop_id, &body).map_err(|fault| fault.to_string())
}

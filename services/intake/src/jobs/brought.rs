//! Orders that came whole with their webhooks: they are read out of what the door has recorded.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use chrono::{DateTime, Utc};
use ids::Id;
use mailbox::Stop;
use marketplaces::{BringsOrders, ChannelOrder, LineState};
use uuid::Uuid;

use super::work_webhooks::{put_off, settle, take};
use crate::{
    App,
    store::{
        catalogue,
        raw_webhooks::{self, Claimed, Outcome, Recorded, WaitingShop},
    },
};

/// How long what is not the sender's fault waits.
const PAUSE: Duration = Duration::from_mins(1);

/// Takes the orders these webhooks have brought, of each the newest. What cannot be read is parked: it will not be other
/// words the next time.
pub(super) async fn take_brought(
    app: &App,
    shop: &WaitingShop,
    brings: &dyn BringsOrders,
    webhooks: &[&Claimed],
) -> Result<(), Stop> {
    let tx = app.database.begin_as_service().await?;
    let owner = catalogue::shop(&tx, shop.channel, &shop.shop_id).await?.map(|known| known.cooperative_id);
    let recorded = raw_webhooks::recorded(&tx, webhooks.iter().map(|webhook| webhook.id).collect()).await?;
    tx.commit().await?;
    let named = brings.shops().into_iter().find(|(id, _)| *id == shop.shop_id).map(|(_, of)| of);
    if owner.is_none() || owner != named {
        // No order goes into the books of one while the file names another, and none is parked for a file that is mended.
        tracing::error!(channel = %shop.channel, shop.id = shop.shop_id, "the file names nobody whose shop this is; its orders wait");
        return settle(app, webhooks, &Outcome::NotNow(PAUSE)).await;
    }
    let recorded: HashMap<Uuid, Recorded> = recorded.into_iter().map(|row| (row.id, row)).collect();
    let mut newest: BTreeMap<String, (ChannelOrder, DateTime<Utc>, Vec<&Claimed>)> = BTreeMap::new();
    for webhook in webhooks {
        let Some(row) = recorded.get(&webhook.id) else {
            put_off(app, &[webhook], "its body is no longer kept", |_| None).await?;
            continue;
        };
        let Some(body) = opened(app, row) else {
            settle(app, &[webhook], &Outcome::NotNow(PAUSE)).await?;
            continue;
        };
        let received_at = row.received_at;
        match brings.order_in(&shop.shop_id, &body).map_err(|fault| fault.to_string()) {
            Ok(order) => match newest.get_mut(&order.channel_order_id) {
                Some((known, known_at, told_by)) => {
                    told_by.push(webhook);
                    if (order.updated_at, far(&order), received_at) > (known.updated_at, far(known), *known_at) {
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

/// How far an order has come: it decides between pushes of the same second, which may come in any order.
fn far(order: &ChannelOrder) -> Option<LineState> {
    Some(order.state).filter(|state| *state != LineState::Unknown)
}

/// The body as it came; none where it cannot be opened by this key, which is to be mended and no fault of the sender's.
fn opened(app: &App, row: &Recorded) -> Option<Vec<u8>> {
    let place = raw_webhooks::body_place(Id::from_uuid(row.id));
    app.sealer
        .open(&place, &row.sealed_body)
        .inspect_err(|error| tracing::error!(webhook.id = %row.id, %error, "the body of a webhook stays sealed"))
        .ok()
}

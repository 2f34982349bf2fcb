//! What happened to offers: kept in the transaction of what happened, and read back the newest first.

use chrono::{DateTime, Utc};
use contract::syndication::OfferEvent;
use ids::{Id, Offer as OfferId};
use scoped::{DbErr, FromQueryResult, Scoped};
use sea_orm::JsonValue;
use serde::Serialize;
use uuid::Uuid;

use crate::{domain::offer::Offer, store::rows_as_json};

const KEEP: &str = "
    insert into offer_event (event_id, offer_id, cooperative_id, at, happened)
    select event_id, offer_id, cooperative_id, at, happened from jsonb_to_recordset($1::jsonb)
        as r (event_id uuid, offer_id uuid, cooperative_id uuid, at timestamptz, happened jsonb)";

/// Keeps what has happened to these offers since they were read.
pub(super) async fn keep(tx: &Scoped, offers: &mut [Offer]) -> Result<(), DbErr> {
    let mut rows = Vec::new();
    for offer in offers {
        for event in std::mem::take(&mut offer.happened) {
            rows.push(Row::of(offer, &event)?);
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    tx.run(KEEP, [rows_as_json(&rows)?]).await.map(drop)
}

/// What happened to an offer, the newest first, each with its id.
pub(crate) async fn history(
    tx: &Scoped,
    offer: Id<OfferId>,
    before: Option<Uuid>,
    rows: u32,
) -> Result<Vec<(Uuid, OfferEvent)>, DbErr> {
    let mut values = vec![offer.into(), i64::from(rows).into()];
    let mut conditions = vec!["offer_id = $1".to_owned(), tx.own(&mut values, "cooperative_id")];
    if let Some(before) = before {
        values.push(before.into());
        conditions.push(format!("event_id < ${}", values.len()));
    }
    let sql = format!("select * from offer_event where {} order by event_id desc limit $2", conditions.join(" and "));
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    rows.into_iter().map(|row| Ok((row.event_id, row.event()?))).collect()
}

#[derive(FromQueryResult, Serialize)]
struct Row {
    event_id: Uuid,
    offer_id: Uuid,
    cooperative_id: Uuid,
    at: DateTime<Utc>,
    happened: JsonValue,
}

impl Row {
    fn of(offer: &Offer, event: &OfferEvent) -> Result<Self, DbErr> {
        Ok(Self {
            event_id: Uuid::now_v7(),
            offer_id: offer.place.offer_id.uuid(),
            cooperative_id: offer.place.cooperative_id.uuid(),
            at: event.at,
            happened: serde_json::to_value(&event.happened).map_err(|error| DbErr::Json(error.to_string()))?,
        })
    }

    fn event(self) -> Result<OfferEvent, DbErr> {
        let happened = serde_json::from_value(self.happened).map_err(|error| DbErr::Json(error.to_string()))?;
        Ok(OfferEvent { at: self.at, happened })
    }
}

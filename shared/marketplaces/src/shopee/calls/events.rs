//! Pushes that did not reach us are fetched. Section 3.6: kept for three days, the 100 oldest at a time.

use serde_json::json;

use crate::{
    Answer, EventBatch, KeepsEvents, Shop,
    shopee::{
        Shopee,
        ask::{Payload, Question},
        push,
        sign::Level,
        wire,
    },
};

const LOST: &str = "push/get_lost_push_message";
const CONFIRM: &str = "push/confirm_consumed_lost_push_message";

impl KeepsEvents for Shopee {
    /// Nothing to do: what is lost is kept for the app as a whole.
    fn subscribe<'a>(&'a self, _shop: &'a Shop) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn pull<'a>(&'a self, recorded: Option<&'a str>) -> Answer<'a, EventBatch> {
        Box::pin(async move {
            let question = |call, payload| Question { call, level: Level::Public, gate: "", payload, repeatable: true };
            if let Some(mark) = recorded {
                let payload = match mark.parse::<i64>() {
                    Ok(number) => Payload::json(&json!({ "last_message_id": number })),
                    Err(_) => Payload::json(&json!({ "last_message_id": mark })),
                };
                self.ask_and_read(question(CONFIRM, payload), |told| told.map(|_| ()).map_err(|refused| refused.fault))
                    .await?;
            }
            let told: wire::LostPushes = self.ask(question(LOST, Payload::Query(Vec::new()))).await?;
            // One that cannot be read is passed over, as it would have been at the door: its order is found by polling.
            let events: Vec<_> =
                told.push_message_list.iter().filter_map(|raw| push::read(raw.get().as_bytes()).ok()).collect();
            let mark = told.last_message_id.given().filter(|_| !told.push_message_list.is_empty());
            Ok(EventBatch { events, mark: mark.map(str::to_owned), more: told.has_next_page })
        })
    }
}

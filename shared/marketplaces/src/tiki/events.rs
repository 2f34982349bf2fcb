//! Events are fetched from a queue. Section 6.3: kept for seven days, at least once, in order.

use ids::Channel;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Tiki, ask::Question, wire};
use crate::{Answer, CallFault, EventBatch, FaultKind, KeepsEvents, Push, Shop, signing, told::Text};

const OPEN: &str = "queue.open";
const SUBSCRIBE: &str = "queue.subscribe";
const PULL: &str = "queue.pull";
const EVENTS: [&str; 2] = ["ORDER_CREATED_SUCCESSFULLY", "ORDER_STATUS_UPDATED"];

/// What we know of an event. Its own id and time have names that are not verified (section 12), so they are not asked for.
#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    sid: Text,
    #[serde(default)]
    payload: Payload,
}

#[derive(Default, Deserialize)]
struct Payload {
    #[serde(default)]
    order_code: Text,
}

impl Tiki {
    /// Opens a queue and tells its code, to be kept in [`super::Settings::queue`]: the code is told this once.
    pub async fn open_queue(&self, name: &str) -> Result<String, CallFault> {
        let token = self.app_token().await?;
        let app = Shop { shop_id: String::new(), access_token: token };
        let queue: wire::Queue =
            self.ask(Question::about(&app, OPEN, &[]).post(&wire::NewQueue { name }).once()).await?;
        Ok(queue.code)
    }

    fn queue(&self, call: &'static str) -> Result<&str, CallFault> {
        let words = "no queue is set up: open one and put its code into the settings";
        self.settings.queue.as_deref().ok_or_else(|| CallFault::permanent(call, "no_queue", words))
    }
}

impl KeepsEvents for Tiki {
    fn subscribe<'a>(&'a self, shop: &'a Shop) -> Answer<'a, ()> {
        Box::pin(async move {
            let ids = [self.queue(SUBSCRIBE)?];
            for event_type in EVENTS {
                let question = Question::about(shop, SUBSCRIBE, &ids).post(&wire::Subscription { event_type });
                match self.ask::<serde::de::IgnoredAny>(question).await {
                    Ok(_) => {}
                    // Subscribed already [U].
                    Err(fault) if fault.kind == FaultKind::Permanent && fault.code == "http_409" => {}
                    Err(fault) => return Err(fault),
                }
            }
            Ok(())
        })
    }

    /// Showing a mark acknowledges its batch and everything before.
    fn pull<'a>(&'a self, recorded: Option<&'a str>) -> Answer<'a, EventBatch> {
        Box::pin(async move {
            let ids = [self.queue(PULL)?];
            let app = Shop { shop_id: String::new(), access_token: self.app_token().await? };
            let question = Question::about(&app, PULL, &ids).post(&wire::Pull { ack_id: recorded });
            let told: Result<wire::Pulled, _> = self.ask(question).await;
            if told.as_ref().is_err_and(|fault| fault.kind == FaultKind::StaleToken) {
                self.forget_app_token().await;
            }
            let told = told?;
            let events: Vec<Push> = told.events.iter().filter_map(|raw| event(raw)).collect();
            let mark = told.ack_id.given().map(str::to_owned);
            // A full batch is likely followed by another; its size is not told, so any event asks for one more look.
            Ok(EventBatch { more: !told.events.is_empty(), events, mark })
        })
    }
}

/// An event that cannot be read is passed over: its order is found by polling. What names it is hashed as a whole, for
/// the same event comes again with the same bytes.
fn event(raw: &RawValue) -> Option<Push> {
    let told: Event = serde_json::from_str(raw.get()).ok()?;
    let channel_order_id = told.payload.order_code.given().filter(|id| signing::keeps(id)).map(str::to_owned);
    let dedupe_key = signing::push_key(Channel::Tiki, &[raw.get().as_bytes()]);
    Some(Push { shop_id: told.sid.0, kind: told.kind, channel_order_id, dedupe_key })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read_whatever_its_id_and_time_are_called() {
        let raw = |text: &str| RawValue::from_string(text.into()).expect("JSON");
        let told =
            raw(r#"{"id":"ev-1","type":"ORDER_STATUS_UPDATED","sid":7,"payload":{"order_code":"901001"},"at":1}"#);
        let push = event(&told).expect("an event");
        assert_eq!((push.shop_id.as_str(), push.channel_order_id.as_deref()), ("7", Some("901001")));
        assert_eq!(event(&told), Some(push));
        let price = event(&raw(r#"{"type":"PRODUCT_PRICE_UPDATED","payload":{}}"#)).expect("an event");
        assert_eq!(price.channel_order_id, None);
        assert_eq!(event(&raw("[]")), None);
    }
}

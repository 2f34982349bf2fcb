//! The queues events are pulled from: section 6.3. What was pulled is acknowledged by the next pull.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Value, json};

use super::words;
use crate::books::orders::{Order, Status};

/// Fires once, when an order may first be acted upon.
pub const ORDER_CREATED: &str = "ORDER_CREATED_SUCCESSFULLY";
/// Fires at each later change.
pub const ORDER_UPDATED: &str = "ORDER_STATUS_UPDATED";
/// The kinds of events one may subscribe to.
pub const EVENT_TYPES: [&str; 5] = [
    ORDER_CREATED,
    ORDER_UPDATED,
    "PRODUCT_PRICE_UPDATED",
    "PRODUCT_MARKET_PRICE_UPDATED",
    "PRODUCT_INVENTORY_UPDATED",
];
/// Events of one answer.
const PULLED_MAX: usize = 100;
/// Events nobody pulls are kept for so many business seconds.
const KEPT: i64 = 7 * 86_400;

/// Every queue, by its code.
#[derive(Default)]
pub struct Queues {
    queues: BTreeMap<String, Queue>,
    told: u64,
}

/// One queue.
#[derive(Default)]
pub struct Queue {
    /// As whoever made it calls it.
    pub name: String,
    subscriptions: BTreeSet<(u64, String)>,
    events: VecDeque<(u64, i64, Value)>,
    /// How often it was pulled from.
    pulls: u64,
}

impl Queues {
    /// A new queue; its code.
    pub fn make(&mut self, code: String, name: String) -> String {
        self.queues.entry(code.clone()).or_default().name = name;
        code
    }

    /// The queue of this code.
    pub fn get(&mut self, code: &str) -> Option<&mut Queue> {
        self.queues.get_mut(code)
    }

    /// All queues with their codes.
    pub fn all(&self) -> impl Iterator<Item = (&String, &Queue)> {
        self.queues.iter()
    }

    /// An order stands differently. `twice` enters the event a second time, as happens.
    pub fn tell_of_order(&mut self, order: &Order, unknown_status: bool, twice: bool) {
        let first =
            order.status == Status::ReadyToShip && order.history.last().is_some_and(|last| last.0 == order.status);
        let again = order.history.iter().filter(|change| change.0 == Status::ReadyToShip).count() > 1;
        let kind = if first && !again && !order.cancel_asked { ORDER_CREATED } else { ORDER_UPDATED };
        let status = words::of_order(order.status, unknown_status);
        for _ in 0..=u8::from(twice) {
            self.tell(order.shop_id, kind, order.updated, &json!({ "order_code": order.sn, "status": status }));
        }
    }

    /// Something has happened in a shop.
    pub fn tell(&mut self, shop_id: u64, kind: &str, at: i64, payload: &Value) {
        self.told += 1;
        let id = format!("ev-{}", self.told);
        let event = json!({
            "id": id,
            "sid": shop_id.to_string(),
            "type": kind,
            "payload": payload,
            "created_at": at * 1_000,
            "version": "v1",
        });
        let wanted = (shop_id, kind.to_owned());
        for queue in self.queues.values_mut().filter(|queue| queue.subscriptions.contains(&wanted)) {
            queue.events.retain(|(_, told_at, _)| at - told_at <= KEPT);
            queue.events.push_back((self.told, at, event.clone()));
        }
    }
}

impl Queue {
    /// A shop's events of this kind come into the queue from now on.
    pub fn subscribe(&mut self, shop_id: u64, kind: &str) {
        self.subscriptions.insert((shop_id, kind.to_owned()));
    }

    /// Events that wait.
    #[cfg(test)]
    pub fn waiting(&self) -> usize {
        self.events.len()
    }

    /// The next events in order, after those that `ack_id` acknowledges. `None` if it is no such id.
    pub fn pull(&mut self, ack_id: Option<&str>) -> Option<(String, Vec<Value>)> {
        if let Some(ack_id) = ack_id {
            let seen: u64 = ack_id.strip_prefix('A')?.split_once('-')?.0.parse().ok()?;
            self.events.retain(|(place, ..)| *place > seen);
        }
        self.pulls += 1;
        let page: Vec<&(u64, i64, Value)> = self.events.iter().take(PULLED_MAX).collect();
        let last = page.last().map_or(0, |(place, ..)| *place);
        Some((format!("A{last}-{}", self.pulls), page.into_iter().map(|(.., event)| event.clone()).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_acknowledged_comes_again_and_what_is_never_does() {
        let mut queues = Queues::default();
        queues.make("q".into(), "name".into());
        queues.get("q").expect("made").subscribe(7, ORDER_CREATED);
        for (shop_id, kind) in [(7, ORDER_CREATED), (8, ORDER_CREATED), (7, ORDER_UPDATED), (7, ORDER_CREATED)] {
            queues.tell(shop_id, kind, 0, &json!({ "order_code": "1" }));
        }
        let queue = queues.get("q").expect("made");
        let (first_ack, first) = queue.pull(None).expect("null begins");
        let (_, again) = queue.pull(None).expect("nothing was acknowledged");
        assert_eq!((first.len(), &first), (2, &again), "only what was subscribed to, in order, and again");
        let (ack, rest) = queue.pull(Some(&first_ack)).expect("its own id");
        assert!(rest.is_empty() && ack != first_ack, "another id each time");
        assert_eq!(queue.pull(Some("A1")), None);
        assert_eq!(queue.pull(Some(&ack)).map(|pulled| pulled.1.len()), Some(0));
        queues.tell(7, ORDER_CREATED, KEPT, &json!({}));
        assert_eq!(queues.get("q").map(|queue| queue.waiting()), Some(1));
    }
}

//! Pushes: who wants them, how they fare, and which were lost. What is shared by the calls, the page and the courier.

pub mod courier;
pub mod rules;
pub mod styles;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc;

use crate::{
    apps::App,
    books::marketplace::Marketplace,
    faults::{PushFaults, Switches},
    journal::Outcome,
};

/// News: what of and which status, no more, but for own shops. The truth is in the detail call.
#[derive(Debug, Clone, PartialEq)]
pub struct Push {
    /// Who tells it.
    pub marketplace: Marketplace,
    /// The shop.
    pub shop_id: u64,
    /// The marketplace's number for this kind of news.
    pub topic: u32,
    /// The order or the product.
    pub about: String,
    /// What it tells of more closely, such as a line of the order.
    pub key: String,
    /// The same over all attempts, where a marketplace has such a thing.
    pub id: String,
    /// Its status, in the marketplace's words.
    pub status: String,
    /// Its business second of that status.
    pub update_time: i64,
    /// What else is told.
    pub data: Value,
}

/// All that is needed to write a push down and to sign it.
pub struct Letter<'a> {
    /// What is told.
    pub push: &'a Push,
    /// Where to, as it was registered.
    pub url: &'a str,
    /// The app it goes to.
    pub app: &'a App,
    /// The subscriber's own secret, where there is one.
    pub secret: &'a str,
    /// The moment of the attempt.
    pub now: DateTime<Utc>,
    /// 0 is the usual style; others differ in spacing and order of keys.
    pub style: u8,
    /// Lazada's times in seconds.
    pub in_seconds: bool,
}

/// A push as it goes out.
pub struct Outgoing {
    /// Headers besides the content type.
    pub headers: Vec<(&'static str, String)>,
    /// The exact body.
    pub body: String,
}

/// Who wants which pushes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Where to, character by character as it was registered; `None` until it is.
    pub callback_url: Option<String>,
    /// Push codes switched on.
    pub codes: BTreeSet<u32>,
    /// Shops nobody wants to hear of.
    pub blocked_shops: BTreeSet<u64>,
}

/// Who hears: an app, or a single shop's own address.
pub type Whose = (Marketplace, Option<u64>);

/// One who hears, and how that goes.
pub struct Subscriber {
    /// What is wanted.
    pub subscription: Subscription,
    /// Signs what is sent, where that is not the app's secret.
    pub secret: String,
    /// Whether pushes are being sent.
    pub standing: Standing,
    window: Window,
}

/// How pushes have fared since the start.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Attempts made, copies included.
    pub sent: u64,
    /// Attempts answered with 2xx in time, copies not included.
    pub acknowledged: u64,
    /// Copies sent on purpose and acknowledged.
    pub duplicate: u64,
    /// Pushes held back on purpose.
    pub reordered: u64,
    /// Pushes never sent, on purpose.
    pub lost_on_purpose: u64,
    /// Attempts not answered with 2xx in time.
    pub failed_attempts: u64,
    /// Pushes given up after the last attempt.
    pub given_up: u64,
    /// Pushes queued, held back, under way or to be tried again.
    pub waiting: u64,
}

/// Whether pushes are being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// All is well.
    Normal,
    /// Too many fail.
    Warning,
    /// So many failed that no more are sent. Since this moment.
    Suspended(DateTime<Utc>),
}

/// An attempt as the page shows it.
#[derive(Debug, Clone)]
pub struct Attempted {
    /// What was sent.
    pub push: Push,
    /// From 1.
    pub attempt: u32,
    /// How it went.
    pub outcome: Outcome,
    /// The answer's HTTP status, or 0 without an answer.
    pub answer: u16,
    /// The body that was sent; empty if none was.
    pub body: String,
    /// How the answer's body begins.
    pub answer_text: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A push that can be had from the list of lost pushes.
#[derive(Debug, Clone)]
pub struct LostPush {
    /// Its place in the list.
    pub id: u64,
    /// What was not heard.
    pub push: Push,
    /// When it was lost, on wall time.
    pub lost_at: DateTime<Utc>,
}

/// The shared desk: set by calls, read by the page, worked off by the courier. Cheap to clone.
#[derive(Clone)]
pub struct Pushes {
    desk: Arc<Mutex<Desk>>,
    orders: mpsc::UnboundedSender<Errand>,
}

/// What the courier is told.
pub enum Errand {
    /// Bring this.
    Bring(Push),
    /// Bring what is held back, now.
    Flush,
}

/// What is on the desk.
pub struct Desk {
    /// What goes wrong.
    pub faults: Switches<PushFaults>,
    /// How pushes have fared.
    pub counts: Counts,
    /// The newest attempts, newest last.
    pub newest: VecDeque<Attempted>,
    lost: BTreeMap<u64, LostPush>,
    lost_so_far: u64,
    subscribers: BTreeMap<Whose, Subscriber>,
    window_length: Duration,
}

/// Attempts in the present six hours.
struct Window {
    since: Instant,
    sent: u64,
    acknowledged: u64,
    failed_in_a_row: u64,
}

impl Window {
    fn begin() -> Self {
        Self { since: Instant::now(), sent: 0, acknowledged: 0, failed_in_a_row: 0 }
    }
}

const NEWEST_KEPT: usize = 30;
/// Lost pushes can be had for this long.
const LOST_KEPT: TimeDelta = TimeDelta::days(3);
/// Success is judged over windows of this length.
const WINDOW: Duration = Duration::from_hours(6);

impl Pushes {
    /// An empty desk, and the courier's end of it. The window of success shrinks by the divisor like the retries do.
    pub fn new(divisor: u32) -> (Self, mpsc::UnboundedReceiver<Errand>) {
        let (orders, work) = mpsc::unbounded_channel();
        let desk = Desk {
            faults: Switches::default(),
            counts: Counts::default(),
            newest: VecDeque::new(),
            lost: BTreeMap::new(),
            lost_so_far: 0,
            subscribers: BTreeMap::new(),
            window_length: WINDOW / divisor.max(1),
        };
        (Self { desk: Arc::new(Mutex::new(desk)), orders }, work)
    }

    /// Hands in news. Never waits.
    pub fn hand_in(&self, push: Push) {
        self.desk().counts.waiting += 1;
        self.tell(Errand::Bring(push));
    }

    /// Has everything sent that is held back.
    pub fn flush(&self) {
        self.tell(Errand::Flush);
    }

    /// The desk, locked.
    pub fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, order: Errand) {
        // Fails only after the courier has quit, when nothing is brought any more.
        let _ = self.orders.send(order);
    }
}

impl Desk {
    /// Registers who wants what. Whoever was suspended is given another chance.
    pub fn subscribe(&mut self, whose: Whose, subscription: Subscription, secret: String) {
        let (standing, window) = (Standing::Normal, Window::begin());
        self.subscribers.insert(whose, Subscriber { subscription, secret, standing, window });
    }

    /// Strikes a subscriber off.
    pub fn unsubscribe(&mut self, whose: Whose) {
        self.subscribers.remove(&whose);
    }

    /// A subscriber.
    pub fn subscriber(&self, whose: Whose) -> Option<&Subscriber> {
        self.subscribers.get(&whose)
    }

    /// What a subscriber wants; nothing until it is registered.
    pub fn subscription(&self, whose: Whose) -> Subscription {
        self.subscriber(whose).map(|subscriber| subscriber.subscription.clone()).unwrap_or_default()
    }

    /// Whoever wants this push: the shop's own address before the app's.
    pub fn who_wants(&self, push: &Push) -> Option<Whose> {
        let wants = |whose: &Whose| {
            self.subscribers.get(whose).is_some_and(|subscriber| {
                let Subscription { callback_url, codes, blocked_shops } = &subscriber.subscription;
                callback_url.is_some() && codes.contains(&push.topic) && !blocked_shops.contains(&push.shop_id)
            })
        };
        [(push.marketplace, Some(push.shop_id)), (push.marketplace, None)].into_iter().find(wants)
    }

    /// The hundred oldest lost pushes of the last three days, and whether there are more.
    pub fn lost(&self, now: DateTime<Utc>) -> (Vec<LostPush>, bool) {
        let mut fresh = self.lost.values().filter(|lost| now - lost.lost_at <= LOST_KEPT).cloned();
        let page: Vec<LostPush> = fresh.by_ref().take(100).collect();
        (page, fresh.next().is_some())
    }

    /// Strikes lost pushes off the list, up to and with this one.
    pub fn confirm_lost(&mut self, last_id: u64) {
        self.lost = self.lost.split_off(&(last_id + 1));
    }

    /// Puts a push on the list of lost ones.
    fn lose(&mut self, push: Push, now: DateTime<Utc>) {
        self.lost_so_far += 1;
        let id = self.lost_so_far;
        self.lost.insert(id, LostPush { id, push, lost_at: now });
    }

    /// Takes note of an attempt.
    fn note(&mut self, whose: Option<Whose>, attempted: Attempted) {
        if self.newest.len() == NEWEST_KEPT {
            self.newest.pop_front();
        }
        match attempted.outcome {
            Outcome::Acknowledged => self.counts.acknowledged += 1,
            Outcome::Duplicate => self.counts.duplicate += 1,
            Outcome::Failed => self.counts.failed_attempts += 1,
            Outcome::Lost => self.counts.lost_on_purpose += 1,
        }
        if attempted.outcome != Outcome::Lost {
            self.counts.sent += 1;
            if let Some(whose) = whose {
                self.judge(whose, &attempted);
            }
        }
        self.newest.push_back(attempted);
    }

    fn judge(&mut self, whose: Whose, attempted: &Attempted) {
        let rules = rules::of(whose.0);
        let may_suspend = self.faults.of(whose.0, whose.1).suspend_failing_pushes;
        let Some(Subscriber { standing, window, .. }) = self.subscribers.get_mut(&whose) else { return };
        if window.since.elapsed() > self.window_length {
            *window = Window { failed_in_a_row: window.failed_in_a_row, ..Window::begin() };
        }
        let acknowledged = attempted.outcome != Outcome::Failed;
        window.sent += 1;
        window.acknowledged += u64::from(acknowledged);
        window.failed_in_a_row = if acknowledged { 0 } else { window.failed_in_a_row + 1 };
        if matches!(standing, Standing::Suspended(_)) {
            return;
        }
        if window.failed_in_a_row >= rules.ends_after_in_a_row || rules.ends_at_status == Some(attempted.answer) {
            *standing = Standing::Suspended(attempted.at);
        }
        if window.sent <= rules.judged_after {
            return;
        }
        let per_cent = window.acknowledged * 100 / window.sent;
        *standing = if per_cent < rules.suspends_below && may_suspend {
            Standing::Suspended(attempted.at)
        } else if per_cent < rules.warns_below {
            Standing::Warning
        } else {
            Standing::Normal
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Scope;

    const WHOSE: Whose = (Marketplace::Shopee, None);

    fn push(n: usize) -> Push {
        let about = format!("sn {n}");
        let (key, id, status, data) = (about.clone(), String::new(), "SHIPPED".into(), Value::Null);
        Push { marketplace: Marketplace::Shopee, shop_id: 7, topic: 3, about, key, id, status, update_time: 0, data }
    }

    fn attempted(outcome: Outcome) -> Attempted {
        let (body, answer_text, at) = (String::new(), String::new(), DateTime::UNIX_EPOCH);
        Attempted { push: push(0), attempt: 1, outcome, answer: 500, body, answer_text, at }
    }

    #[test]
    fn lost_pushes_come_oldest_first_a_hundred_at_a_time_until_they_are_confirmed() {
        let (pushes, _work) = Pushes::new(1);
        let mut desk = pushes.desk();
        let now = DateTime::UNIX_EPOCH;
        desk.lose(push(0), now - TimeDelta::days(4));
        for n in 1..=101 {
            desk.lose(push(n), now);
        }
        let (page, more) = desk.lost(now);
        assert_eq!((page.len(), page[0].push.about.as_str(), more), (100, "sn 1", true));
        desk.confirm_lost(page[99].id);
        let (page, more) = desk.lost(now);
        assert_eq!((page.len(), page[0].push.about.as_str(), more), (1, "sn 101", false));
    }

    #[test]
    fn whoever_fails_too_often_is_warned_suspended_if_asked_and_forgiven_on_a_new_subscription() {
        for (suspend, expected) in [(false, Standing::Warning), (true, Standing::Suspended(DateTime::UNIX_EPOCH))] {
            let (pushes, _work) = Pushes::new(1);
            let mut desk = pushes.desk();
            desk.faults.change(Scope::default(), |faults| faults.suspend_failing_pushes = suspend);
            desk.subscribe(WHOSE, Subscription::default(), String::new());
            for _ in 0..600 {
                desk.note(Some(WHOSE), attempted(Outcome::Failed));
            }
            let standing = |desk: &Desk| desk.subscriber(WHOSE).map(|subscriber| subscriber.standing);
            assert_eq!(standing(&desk), Some(Standing::Normal), "too early to judge");
            desk.note(Some(WHOSE), attempted(Outcome::Failed));
            assert_eq!(standing(&desk), Some(expected));
            desk.subscribe(WHOSE, Subscription::default(), String::new());
            assert_eq!(standing(&desk), Some(Standing::Normal));
        }
    }

    #[test]
    fn a_shop_that_fails_five_times_in_a_row_is_left_alone_where_that_is_the_rule() {
        let (pushes, _work) = Pushes::new(1);
        let mut desk = pushes.desk();
        let whose = (Marketplace::Woo, Some(7));
        desk.subscribe(whose, Subscription::default(), String::new());
        for outcome in [Outcome::Failed; 4].into_iter().chain([Outcome::Acknowledged]).chain([Outcome::Failed; 4]) {
            desk.note(Some(whose), attempted(outcome));
        }
        let standing = |desk: &Desk| desk.subscriber(whose).map(|subscriber| subscriber.standing);
        assert_eq!(standing(&desk), Some(Standing::Normal));
        desk.note(Some(whose), attempted(Outcome::Failed));
        assert_eq!(standing(&desk), Some(Standing::Suspended(DateTime::UNIX_EPOCH)));
    }
}

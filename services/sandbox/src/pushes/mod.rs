//! Pushes: who wants them, how they fare, and which were lost. What is shared by the calls, the page and the courier.

pub mod courier;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tokio::sync::mpsc;

use crate::{
    books::orders::{Order, Status},
    faults::PushFaults,
    journal::Outcome,
};

/// News of an order: its name and its status, no more. The truth is in the detail call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// The shop.
    pub shop_id: u64,
    /// The order.
    pub order_sn: String,
    /// Its status.
    pub status: Status,
    /// Its business second of that status.
    pub update_time: i64,
}

impl Push {
    /// News of this order as it is now.
    pub fn of(order: &Order) -> Self {
        Self { shop_id: order.shop_id, order_sn: order.sn.clone(), status: order.status, update_time: order.updated }
    }
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
    /// Who wants which pushes.
    pub subscription: Subscription,
    /// What goes wrong.
    pub faults: PushFaults,
    /// How pushes have fared.
    pub counts: Counts,
    /// Whether pushes are being sent.
    pub standing: Standing,
    /// The newest attempts, newest last.
    pub newest: VecDeque<Attempted>,
    lost: BTreeMap<u64, LostPush>,
    lost_so_far: u64,
    window: Window,
}

/// Attempts in the present six hours.
struct Window {
    since: Instant,
    length: Duration,
    sent: u64,
    acknowledged: u64,
}

const NEWEST_KEPT: usize = 30;
/// Lost pushes can be had for this long.
const LOST_KEPT: TimeDelta = TimeDelta::days(3);
/// Success is judged over windows of this length, once there were this many attempts.
const WINDOW: Duration = Duration::from_hours(6);
const JUDGED_AFTER: u64 = 600;

impl Pushes {
    /// An empty desk, and the courier's end of it. The window of success shrinks by the divisor like the retries do.
    pub fn new(divisor: u32) -> (Self, mpsc::UnboundedReceiver<Errand>) {
        let (orders, work) = mpsc::unbounded_channel();
        let length = WINDOW / divisor.max(1);
        let desk = Desk {
            subscription: Subscription::default(),
            faults: PushFaults::default(),
            counts: Counts::default(),
            standing: Standing::Normal,
            newest: VecDeque::new(),
            lost: BTreeMap::new(),
            lost_so_far: 0,
            window: Window { since: Instant::now(), length, sent: 0, acknowledged: 0 },
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
    pub fn subscribe(&mut self, subscription: Subscription) {
        self.subscription = subscription;
        self.standing = Standing::Normal;
        self.window = Window { since: Instant::now(), sent: 0, acknowledged: 0, ..self.window };
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
    fn note(&mut self, attempted: Attempted, now: DateTime<Utc>) {
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
            self.judge(attempted.outcome != Outcome::Failed, now);
        }
        self.newest.push_back(attempted);
    }

    fn judge(&mut self, acknowledged: bool, now: DateTime<Utc>) {
        let window = &mut self.window;
        if window.since.elapsed() > window.length {
            (window.since, window.sent, window.acknowledged) = (Instant::now(), 0, 0);
        }
        window.sent += 1;
        window.acknowledged += u64::from(acknowledged);
        if window.sent <= JUDGED_AFTER || matches!(self.standing, Standing::Suspended(_)) {
            return;
        }
        let per_cent = window.acknowledged * 100 / window.sent;
        self.standing = match per_cent {
            0..30 if self.faults.suspend_failing_pushes => Standing::Suspended(now),
            0..70 => Standing::Warning,
            _ => Standing::Normal,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(n: usize) -> Push {
        Push { shop_id: 7, order_sn: format!("sn {n}"), status: Status::Shipped, update_time: 0 }
    }

    fn attempted(outcome: Outcome) -> Attempted {
        Attempted { push: push(0), attempt: 1, outcome, answer: 500 }
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
        assert_eq!((page.len(), page[0].push.order_sn.as_str(), more), (100, "sn 1", true));
        desk.confirm_lost(page[99].id);
        let (page, more) = desk.lost(now);
        assert_eq!((page.len(), page[0].push.order_sn.as_str(), more), (1, "sn 101", false));
    }

    #[test]
    fn whoever_fails_too_often_is_warned_suspended_if_asked_and_forgiven_on_a_new_subscription() {
        for (suspend, expected) in [(false, Standing::Warning), (true, Standing::Suspended(DateTime::UNIX_EPOCH))] {
            let (pushes, _work) = Pushes::new(1);
            let mut desk = pushes.desk();
            desk.faults.suspend_failing_pushes = suspend;
            for _ in 0..JUDGED_AFTER {
                desk.note(attempted(Outcome::Failed), DateTime::UNIX_EPOCH);
            }
            assert_eq!(desk.standing, Standing::Normal, "too early to judge");
            desk.note(attempted(Outcome::Failed), DateTime::UNIX_EPOCH);
            assert_eq!(desk.standing, expected);
            desk.subscribe(Subscription::default());
            assert_eq!(desk.standing, Standing::Normal);
        }
    }
}

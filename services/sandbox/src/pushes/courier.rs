//! The courier: one task that brings pushes to their callback, tries again on the schedule, and misbehaves as asked.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use chrono::Utc;
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};
use tokio::{sync::mpsc, task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{Attempted, Errand, Push, Pushes, Standing};
use crate::{
    journal::{Journal, Outcome, PushLine},
    shopee,
};

/// Deliveries under way at once.
const UNDER_WAY_MAX: usize = 32;
/// Whoever does not answer in this time has not answered.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// Waits before the second, third and fourth attempt, in seconds, to be divided by the divisor.
const RETRIES: [u64; 3] = [300, 1_800, 10_800];
/// A push that is held back for reordering goes out after this at the latest.
const HELD_FOR: Duration = Duration::from_secs(2);

/// Brings pushes.
pub struct Courier {
    pushes: Pushes,
    work: mpsc::UnboundedReceiver<Errand>,
    journal: Journal,
    http: reqwest::Client,
    push_key: String,
    divisor: u32,
    dice: Xoshiro256PlusPlus,
    ready: VecDeque<Delivery>,
    /// To be tried again, by the moment and the order they came in.
    later: BTreeMap<(Instant, u64), Delivery>,
    /// Held back on purpose, likewise.
    held: BTreeMap<(Instant, u64), Delivery>,
    put_off: u64,
    under_way: JoinSet<(Delivery, u16)>,
}

/// A push on its way.
struct Delivery {
    push: Push,
    /// From 1.
    attempt: u32,
    /// A second copy, sent on purpose. Never tried again.
    copy: bool,
}

impl Courier {
    /// A courier for this desk. It can only fail to build its HTTP client.
    pub fn new(
        pushes: Pushes,
        work: mpsc::UnboundedReceiver<Errand>,
        journal: Journal,
        settings: &crate::Settings,
    ) -> Result<Self, reqwest::Error> {
        // Pushes go to the callback and nowhere else: no proxy, no redirect.
        let http = reqwest::Client::builder()
            .timeout(ANSWER_WITHIN)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self {
            pushes,
            work,
            journal,
            http,
            push_key: settings.push_key.clone(),
            divisor: settings.push_retry_divisor.max(1),
            dice: Xoshiro256PlusPlus::seed_from_u64(settings.seed),
            ready: VecDeque::new(),
            later: BTreeMap::new(),
            held: BTreeMap::new(),
            put_off: 0,
            under_way: JoinSet::new(),
        })
    }

    /// Works until told to quit, then waits for the answers to what is under way.
    pub async fn work(mut self, quit: CancellationToken) {
        loop {
            self.send_what_is_ready();
            let next = [&self.later, &self.held].into_iter().filter_map(|put_off| put_off.keys().next()).min();
            let next = next.map(|key| key.0);
            tokio::select! {
                () = quit.cancelled() => break,
                Some(done) = self.under_way.join_next() => self.finish(done),
                errand = self.work.recv() => match errand {
                    Some(Errand::Bring(push)) => self.accept(push),
                    Some(Errand::Flush) => self.release_held(|_| true),
                    None => break,
                },
                () = wait_until(next) => self.take_up_what_is_due(),
            }
        }
        while let Some(done) = self.under_way.join_next().await {
            self.finish(done);
        }
    }

    /// Looks whether anyone wants the push, throws the dice over it and queues it.
    fn accept(&mut self, push: Push) {
        let pushes = self.pushes.clone();
        let mut desk = pushes.desk();
        let wanted = desk.subscription.callback_url.is_some()
            && desk.subscription.codes.contains(&shopee::push::ORDER_STATUS)
            && !desk.subscription.blocked_shops.contains(&push.shop_id);
        if !wanted {
            desk.counts.waiting -= 1;
            return;
        }
        if matches!(desk.standing, Standing::Suspended(_)) {
            desk.counts.waiting -= 1;
            desk.lose(push, Utc::now());
            return;
        }
        let faults = desk.faults;
        if faults.push_lose_per_mille.happens(&mut self.dice) {
            desk.counts.waiting -= 1;
            if desk.counts.lost_on_purpose.is_multiple_of(2) {
                desk.lose(push.clone(), Utc::now());
            }
            drop(desk);
            self.note(&Delivery { push, attempt: 0, copy: false }, Outcome::Lost, 0);
        } else if faults.push_reorder_per_mille.happens(&mut self.dice) {
            desk.counts.reordered += 1;
            let key = self.put_off(HELD_FOR);
            self.held.insert(key, Delivery { push, attempt: 1, copy: false });
        } else {
            let twice = faults.push_duplicate_per_mille.happens(&mut self.dice);
            desk.counts.waiting += u64::from(twice);
            let copy = twice.then(|| Delivery { push: push.clone(), attempt: 1, copy: true });
            self.ready.push_back(Delivery { push, attempt: 1, copy: false });
            self.ready.extend(copy);
        }
    }

    fn send_what_is_ready(&mut self) {
        while self.under_way.len() < UNDER_WAY_MAX {
            let Some(delivery) = self.ready.pop_front() else { return };
            let (url, vary) = {
                let desk = self.pushes.desk();
                (desk.subscription.callback_url.clone().unwrap_or_default(), desk.faults.vary_push_body)
            };
            let style = if vary { self.dice.random() } else { 0 };
            let body = shopee::push::body(&delivery.push, Utc::now().timestamp(), style);
            let signature = shopee::sign::push(&self.push_key, &url, &body);
            let request = self
                .http
                .post(&url)
                .header("authorization", signature)
                .header("content-type", "application/json")
                .body(body)
                .send();
            self.under_way.spawn(async move {
                let answer = request.await.map_or(0, |answer| answer.status().as_u16());
                (delivery, answer)
            });
        }
    }

    fn finish(&mut self, done: Result<(Delivery, u16), tokio::task::JoinError>) {
        let Ok((mut delivery, answer)) = done else {
            tracing::error!("a delivery ended without an outcome");
            return;
        };
        let outcome = match (200..300).contains(&answer) {
            true if delivery.copy => Outcome::Duplicate,
            true => Outcome::Acknowledged,
            false => Outcome::Failed,
        };
        self.note(&delivery, outcome, answer);
        if !delivery.copy {
            // What was held back of this order has now been overtaken.
            let sn = delivery.push.order_sn.clone();
            self.release_held(|held| held.push.order_sn == sn);
        }
        if outcome != Outcome::Failed || delivery.copy {
            self.pushes.desk().counts.waiting -= 1;
            return;
        }
        let wait = usize::try_from(delivery.attempt).ok().and_then(|attempt| RETRIES.get(attempt - 1));
        if let Some(seconds) = wait {
            delivery.attempt += 1;
            let key = self.put_off(Duration::from_secs(*seconds) / self.divisor);
            self.later.insert(key, delivery);
        } else {
            let mut desk = self.pushes.desk();
            desk.counts.waiting -= 1;
            desk.counts.given_up += 1;
            desk.lose(delivery.push, Utc::now());
        }
    }

    fn put_off(&mut self, wait: Duration) -> (Instant, u64) {
        self.put_off += 1;
        (Instant::now() + wait, self.put_off)
    }

    fn take_up_what_is_due(&mut self) {
        let now = (Instant::now(), u64::MAX);
        for put_off in [&mut self.held, &mut self.later] {
            let after = put_off.split_off(&now);
            self.ready.extend(std::mem::replace(put_off, after).into_values());
        }
    }

    fn release_held(&mut self, which: impl Fn(&Delivery) -> bool) {
        self.ready.extend(self.held.extract_if(.., |_, delivery| which(delivery)).map(|(_, delivery)| delivery));
    }

    fn note(&self, delivery: &Delivery, outcome: Outcome, answer: u16) {
        let (push, at) = (&delivery.push, Utc::now());
        self.journal.push(&PushLine {
            order_sn: &push.order_sn,
            shop_id: push.shop_id,
            status: push.status,
            update_time: push.update_time,
            attempt: delivery.attempt,
            outcome,
            answer,
            at,
        });
        self.pushes.desk().note(Attempted { push: push.clone(), attempt: delivery.attempt, outcome, answer }, at);
    }
}

async fn wait_until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

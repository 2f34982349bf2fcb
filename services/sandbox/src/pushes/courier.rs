//! The courier: one task that brings pushes to their callback, tries again on the schedule, and misbehaves as asked.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use chrono::Utc;
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};
use tokio::{sync::mpsc, task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{Attempted, Errand, Letter, Outgoing, Push, Pushes, Standing, rules};
use crate::{
    apps::Apps,
    books::marketplace::Marketplace,
    journal::{Journal, Outcome, PushLine},
    lazada, own, shopee, tiki, tiktok,
};

/// Deliveries under way at once.
const UNDER_WAY_MAX: usize = 32;
/// A push that is held back for reordering goes out after this at the latest.
const HELD_FOR: Duration = Duration::from_secs(2);
/// A push that is late on purpose goes out after this, divided by the divisor.
const LATE_BY: Duration = Duration::from_mins(10);
/// Of an answer's body, so much is kept to be shown.
const ANSWER_KEPT: usize = 500;

/// Brings pushes.
pub struct Courier {
    pushes: Pushes,
    work: mpsc::UnboundedReceiver<Errand>,
    journal: Journal,
    http: reqwest::Client,
    apps: Apps,
    divisor: u32,
    dice: Xoshiro256PlusPlus,
    ready: VecDeque<Delivery>,
    /// To be tried again, by the moment and the order they came in.
    later: BTreeMap<(Instant, u64), Delivery>,
    /// Held back on purpose, likewise.
    held: BTreeMap<(Instant, u64), Delivery>,
    put_off: u64,
    under_way: JoinSet<(Delivery, Answer)>,
}

/// A push on its way.
struct Delivery {
    push: Push,
    /// From 1.
    attempt: u32,
    /// A second copy, sent on purpose. Never tried again.
    copy: bool,
    /// As it was sent last.
    body: String,
}

/// What came back: a status, or 0, and how the body begins.
type Answer = (u16, String);

impl Courier {
    /// A courier for this desk. It can only fail to build its HTTP client.
    pub fn new(
        pushes: Pushes,
        work: mpsc::UnboundedReceiver<Errand>,
        journal: Journal,
        apps: Apps,
        settings: &crate::Settings,
    ) -> Result<Self, reqwest::Error> {
        // Pushes go to the callback and nowhere else: no proxy, no redirect.
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
        Ok(Self {
            pushes,
            work,
            journal,
            http,
            apps,
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
        let rules = rules::of(push.marketplace);
        let pushes = self.pushes.clone();
        let mut desk = pushes.desk();
        let whose = desk.who_wants(&push);
        let Some(subscriber) = whose.and_then(|whose| desk.subscriber(whose)) else {
            desk.counts.waiting -= 1;
            return;
        };
        if matches!(subscriber.standing, Standing::Suspended(_)) {
            desk.counts.waiting -= 1;
            if rules.keeps_lost {
                desk.lose(push, Utc::now());
            }
            return;
        }
        if rules.reads_again {
            let same = |old: &&mut Delivery| {
                old.attempt > 1 && old.push.marketplace == push.marketplace && old.push.key == push.key
            };
            self.later.values_mut().filter(same).for_each(|old| old.push = push.clone());
        }
        let faults = desk.faults.of(push.marketplace, Some(push.shop_id));
        let delivery = |push, copy| Delivery { push, attempt: 1, copy, body: String::new() };
        if faults.push_lose_per_mille.happens(&mut self.dice) {
            desk.counts.waiting -= 1;
            if rules.keeps_lost && desk.counts.lost_on_purpose.is_multiple_of(2) {
                desk.lose(push.clone(), Utc::now());
            }
            drop(desk);
            self.note(&Delivery { attempt: 0, ..delivery(push, false) }, Outcome::Lost, (0, String::new()));
        } else if faults.push_reorder_per_mille.happens(&mut self.dice) {
            desk.counts.reordered += 1;
            let key = self.put_off(HELD_FOR);
            self.held.insert(key, delivery(push, false));
        } else if faults.push_late_per_mille.happens(&mut self.dice) {
            let key = self.put_off(LATE_BY / self.divisor);
            self.later.insert(key, delivery(push, false));
        } else {
            let twice = faults.push_duplicate_per_mille.happens(&mut self.dice);
            desk.counts.waiting += u64::from(twice);
            let copy = twice.then(|| delivery(push.clone(), true));
            self.ready.push_back(delivery(push, false));
            self.ready.extend(copy);
        }
    }

    fn send_what_is_ready(&mut self) {
        while self.under_way.len() < UNDER_WAY_MAX {
            let Some(mut delivery) = self.ready.pop_front() else { return };
            let (url, secret, faults) = {
                let desk = self.pushes.desk();
                let subscriber = desk.who_wants(&delivery.push).and_then(|whose| desk.subscriber(whose));
                let url = subscriber.and_then(|subscriber| subscriber.subscription.callback_url.clone());
                let secret = subscriber.map(|subscriber| subscriber.secret.clone());
                let faults = desk.faults.of(delivery.push.marketplace, Some(delivery.push.shop_id));
                (url.unwrap_or_default(), secret.unwrap_or_default(), faults)
            };
            let app = self.apps.of(delivery.push.marketplace);
            let Outgoing { headers, body } = write(&Letter {
                push: &delivery.push,
                url: &url,
                app: &app,
                secret: &secret,
                now: Utc::now(),
                style: if faults.vary_push_body { self.dice.random() } else { 0 },
                in_seconds: faults.push_times_in_seconds,
            });
            delivery.body.clone_from(&body);
            let within = rules::of(delivery.push.marketplace).answer_within;
            let mut request = self.http.post(&url).timeout(within).header("content-type", "application/json");
            for (name, value) in headers {
                request = request.header(name, value);
            }
            let request = request.body(body).send();
            self.under_way.spawn(async move {
                let answer = match request.await {
                    Ok(answer) => (answer.status().as_u16(), answer.text().await.unwrap_or_default()),
                    Err(_) => (0, String::new()),
                };
                (delivery, answer)
            });
        }
    }

    fn finish(&mut self, done: Result<(Delivery, Answer), tokio::task::JoinError>) {
        let Ok((mut delivery, answer)) = done else {
            tracing::error!("a delivery ended without an outcome");
            return;
        };
        let rules = rules::of(delivery.push.marketplace);
        let outcome = match rules.is_heard(answer.0) {
            true if delivery.copy => Outcome::Duplicate,
            true => Outcome::Acknowledged,
            false => Outcome::Failed,
        };
        self.note(&delivery, outcome, answer);
        if !delivery.copy {
            // What was held back of this order has now been overtaken.
            let about = delivery.push.about.clone();
            self.release_held(|held| held.push.about == about);
        }
        if outcome != Outcome::Failed || delivery.copy {
            self.pushes.desk().counts.waiting -= 1;
            return;
        }
        let wait = usize::try_from(delivery.attempt).ok().and_then(|attempt| rules.retries.get(attempt - 1));
        if let Some(seconds) = wait {
            delivery.attempt += 1;
            let key = self.put_off(Duration::from_secs(*seconds) / self.divisor);
            self.later.insert(key, delivery);
        } else {
            let mut desk = self.pushes.desk();
            desk.counts.waiting -= 1;
            desk.counts.given_up += 1;
            if rules.keeps_lost {
                desk.lose(delivery.push, Utc::now());
            }
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

    fn note(&self, delivery: &Delivery, outcome: Outcome, (answer, mut answer_text): Answer) {
        let (push, attempt, at) = (&delivery.push, delivery.attempt, Utc::now());
        self.journal.push(&PushLine {
            marketplace: push.marketplace,
            order_sn: &push.about,
            shop_id: push.shop_id,
            status: &push.status,
            update_time: push.update_time,
            attempt,
            outcome,
            answer,
            at,
        });
        answer_text.truncate(answer_text.floor_char_boundary(ANSWER_KEPT));
        let mut desk = self.pushes.desk();
        let whose = desk.who_wants(push);
        let (push, body) = (push.clone(), delivery.body.clone());
        desk.note(whose, Attempted { push, attempt, outcome, answer, body, answer_text, at });
    }
}

/// A push as its marketplace writes and signs it.
fn write(letter: &Letter<'_>) -> Outgoing {
    match letter.push.marketplace {
        Marketplace::Shopee => shopee::push::write(letter),
        Marketplace::Lazada => lazada::push::write(letter),
        Marketplace::Tiki => tiki::push::write(letter),
        Marketplace::TiktokShop => tiktok::push::write(letter),
        Marketplace::OwnShop | Marketplace::Woo | Marketplace::Haravan => own::write(letter),
    }
}

async fn wait_until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

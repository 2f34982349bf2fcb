//! The gate that all calls for one shop go through: our own pace, a circuit that opens when the marketplace is in
//! trouble, and the repeats of calls that may be repeated.

use std::{
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use rand::RngExt;
use tokio::time::{Instant, sleep, timeout};

use super::Call;
use crate::{CallFault, FaultKind};

const REPEATS_MAX: u32 = 2;
/// Before the first repeat; three times as long before the second.
const FIRST_PAUSE: Duration = Duration::from_millis(300);
const PACE_PATIENCE: Duration = Duration::from_secs(3);
const FAULTS_TO_OPEN: u32 = 5;
const OPEN_FOR: Duration = Duration::from_secs(30);

type Bucket = RateLimiter<NotKeyed, InMemoryState, RuntimeClock, NoOpMiddleware<Duration>>;

pub(super) struct Gate {
    /// Whoever holds the lock takes the next token, so that waiting calls are let through in the order they came.
    pace: tokio::sync::Mutex<Bucket>,
    clock: RuntimeClock,
    circuit: Mutex<Circuit>,
}

impl Gate {
    pub(super) fn new(calls_per_second: NonZeroU32) -> Self {
        let clock = RuntimeClock { start: Instant::now() };
        let bucket = RateLimiter::direct_with_clock(Quota::per_second(calls_per_second), clock);
        Self { pace: bucket.into(), clock, circuit: Mutex::default() }
    }

    /// Makes attempts until one ends well, or another would not help. Tells how many were made, too.
    ///
    /// A repeat begins only while the call is younger than `fresh_for`, so that a call that has timed out is not
    /// tried a second time and no caller waits much longer than twice that.
    pub(super) async fn through<T, F>(
        &self,
        call: Call<'_>,
        fresh_for: Duration,
        attempt: impl Fn() -> F,
    ) -> (Result<T, CallFault>, u32)
    where
        F: Future<Output = Result<T, CallFault>>,
    {
        let began = Instant::now();
        let mut attempts = 0;
        loop {
            if let Err(fault) = self.admit(call.name).await {
                return (Err(fault), attempts);
            }
            let result = attempt().await;
            attempts += 1;
            let passing = matches!(&result, Err(fault) if fault.kind == FaultKind::Passing);
            let open = self.circuit().heard(passing, Instant::now());
            let pause = jittered(FIRST_PAUSE * 3_u32.pow(attempts - 1));
            let again = passing && call.repeatable && attempts <= REPEATS_MAX && !open;
            if !again || began.elapsed() + pause >= fresh_for {
                return (result, attempts);
            }
            sleep(pause).await;
        }
    }

    async fn admit(&self, call: &'static str) -> Result<(), CallFault> {
        let refused = |code: &str, words: &str, retry_after| CallFault {
            kind: FaultKind::SlowDown { retry_after },
            call,
            code: code.into(),
            words: words.into(),
        };
        let admitted = self.circuit().admit(Instant::now());
        admitted.map_err(|rest| refused("circuit_open", "the marketplace is in trouble: not asked", rest))?;
        let turn = timeout(PACE_PATIENCE, async {
            let bucket = self.pace.lock().await;
            while let Err(early) = bucket.check() {
                sleep(early.wait_time_from(self.clock.now())).await;
            }
        });
        turn.await.map_err(|_| refused("own_pace", "too many calls of ours are waiting for this shop", PACE_PATIENCE))
    }

    fn circuit(&self) -> std::sync::MutexGuard<'_, Circuit> {
        // Nothing panics while this lock is held, and every state of a circuit is a valid one.
        self.circuit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Between half of `pause` and all of it, so that callers that failed together do not come back together.
fn jittered(pause: Duration) -> Duration {
    pause * rand::rng().random_range(500..=1000) / 1000
}

/// Stops calls to a marketplace that keeps failing, and lets one through now and then to see.
#[derive(Debug, Default)]
struct Circuit {
    faults: u32,
    closed_to_all_until: Option<Instant>,
}

impl Circuit {
    /// Whether a call may go; else how long to rest. The one let through after a rest starts another rest for all
    /// others, so that a probe that is given up midway cannot block the shop for ever.
    fn admit(&mut self, now: Instant) -> Result<(), Duration> {
        match self.closed_to_all_until {
            Some(until) if now < until => Err(until - now),
            Some(_) => {
                self.closed_to_all_until = Some(now + OPEN_FOR);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Notes how a call ended, and tells whether the circuit is open now.
    fn heard(&mut self, passing: bool, now: Instant) -> bool {
        if passing {
            self.faults = self.faults.saturating_add(1);
            if self.faults >= FAULTS_TO_OPEN {
                self.closed_to_all_until = Some(now + OPEN_FOR);
            }
        } else {
            *self = Self::default();
        }
        self.closed_to_all_until.is_some()
    }
}

/// The runtime's clock, so that a test may turn the hands.
#[derive(Debug, Clone, Copy)]
struct RuntimeClock {
    start: Instant,
}

impl Clock for RuntimeClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.start.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, future::ready};

    use super::*;

    const SHIP: Call<'static> = Call { name: "logistics/ship_order", shop_id: "1", repeatable: true };
    const CREATE: Call<'static> = Call { name: "product/add_item", shop_id: "1", repeatable: false };
    const FRESH_FOR: Duration = Duration::from_secs(10);

    fn gate(calls_per_second: u32) -> Gate {
        Gate::new(NonZeroU32::new(calls_per_second).expect("tests ask for at least one"))
    }

    fn fault(kind: FaultKind) -> CallFault {
        CallFault { kind, call: SHIP.name, code: "error_server".into(), words: String::new() }
    }

    #[tokio::test(start_paused = true)]
    async fn a_passing_fault_is_tried_thrice_where_that_does_no_harm() {
        let slow_down = FaultKind::SlowDown { retry_after: Duration::from_secs(1) };
        let cases = [
            (SHIP, FaultKind::Passing, 3),
            (CREATE, FaultKind::Passing, 1),
            (SHIP, FaultKind::Permanent, 1),
            (SHIP, FaultKind::StaleToken, 1),
            (SHIP, slow_down, 1),
        ];
        for (call, kind, expected) in cases {
            let (result, attempts) = gate(100).through::<(), _>(call, FRESH_FOR, || ready(Err(fault(kind)))).await;
            assert_eq!((result, attempts), (Err(fault(kind)), expected), "{call:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_repeat_that_succeeds_is_a_success() {
        let tries = Cell::new(0);
        let attempt = || {
            tries.set(tries.get() + 1);
            ready(if tries.get() < 3 { Err(fault(FaultKind::Passing)) } else { Ok("shipped") })
        };
        assert_eq!(gate(100).through(SHIP, FRESH_FOR, attempt).await, (Ok("shipped"), 3));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_took_all_its_time_is_not_repeated() {
        let attempt = || async {
            sleep(FRESH_FOR).await;
            Err(fault(FaultKind::Passing))
        };
        let (_, attempts) = gate(100).through::<(), _>(SHIP, FRESH_FOR, attempt).await;
        assert_eq!(attempts, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn five_passing_faults_in_a_row_keep_all_but_one_call_away() {
        let gate = gate(100);
        let fail = || ready(Err::<(), _>(fault(FaultKind::Passing)));
        for _ in 0..5 {
            assert_eq!(gate.through(CREATE, FRESH_FOR, fail).await.1, 1);
        }
        let (refused, attempts) = gate.through(CREATE, FRESH_FOR, || ready(Ok(()))).await;
        assert_eq!(attempts, 0);
        assert_eq!(refused.expect_err("the circuit is open").kind, FaultKind::SlowDown { retry_after: OPEN_FOR });

        sleep(OPEN_FOR).await;
        assert_eq!(gate.through(SHIP, FRESH_FOR, fail).await.1, 1, "one probe, and no repeat of it");
        assert_eq!(gate.through(SHIP, FRESH_FOR, fail).await.1, 0, "the probe failed: closed to all again");

        sleep(OPEN_FOR).await;
        for _ in 0..3 {
            assert_eq!(gate.through(CREATE, FRESH_FOR, || ready(Ok(()))).await, (Ok(()), 1));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_that_is_given_up_midway_does_not_block_the_shop() {
        let mut circuit = Circuit::default();
        for _ in 0..FAULTS_TO_OPEN {
            circuit.heard(true, Instant::now());
        }
        sleep(OPEN_FOR).await;
        assert_eq!(circuit.admit(Instant::now()), Ok(()), "this call is never heard of again");
        assert_eq!(circuit.admit(Instant::now()), Err(OPEN_FOR));
        sleep(OPEN_FOR).await;
        assert_eq!(circuit.admit(Instant::now()), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn calls_keep_to_our_own_pace_and_do_not_wait_for_ever() {
        let gate = gate(2);
        let began = Instant::now();
        let call = || gate.through(CREATE, FRESH_FOR, || ready(Ok(())));
        let ended = futures::future::join_all((0..20).map(|_| call())).await;
        let refused: Vec<_> = ended.iter().filter_map(|(result, _)| result.as_ref().err()).collect();
        assert_eq!(ended.len() - refused.len(), 8, "two at once, then two a second for three seconds");
        assert!(refused.iter().all(|fault| fault.code == "own_pace"));
        assert!(began.elapsed() < PACE_PATIENCE + Duration::from_millis(10));
    }
}

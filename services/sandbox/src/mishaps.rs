//! What goes wrong with a call by itself: the same for every marketplace, but for the words.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use axum::{http::StatusCode, response::Response};

use crate::{books::marketplace::Marketplace, faults::Mishap, market::Market};

/// An answer that comes later than this has come too late for every client.
const TOO_LATE: Duration = Duration::from_secs(15);

/// How a marketplace says that something went wrong on its side.
pub struct Words {
    /// One call too many.
    pub throttled: fn() -> Response,
    /// The server fails.
    pub broken: fn() -> Response,
}

/// Does the call, unless the dice say otherwise. `undone_when_late` is for calls that would cost the caller a token.
pub async fn with_mishaps(
    market: &Market,
    marketplace: Marketplace,
    shop_id: Option<u64>,
    api: &str,
    words: &Words,
    undone_when_late: bool,
    call: impl Future<Output = Response>,
) -> Response {
    let (mishap, always_200) = {
        let mut state = market.state();
        let faults = state.faults.of(marketplace, shop_id);
        let over = faults.calls_per_second > 0 && state.meter.is_over(shop_id, api, faults.calls_per_second);
        let mishap = if over { Some(Mishap::Throttled) } else { faults.mishap(&mut state.dice) };
        (mishap, faults.errors_with_status_200)
    };
    let mut answer = match mishap {
        Some(Mishap::Throttled) => (words.throttled)(),
        Some(Mishap::Broken { hidden }) => with_status((words.broken)(), hidden),
        Some(Mishap::Late) => {
            let answer = if undone_when_late { None } else { Some(call.await) };
            tokio::select! {
                () = tokio::time::sleep(TOO_LATE) => {}
                () = market.quit.cancelled() => {}
            }
            answer.unwrap_or_else(words.broken)
        }
        None => call.await,
    };
    if always_200 {
        answer = with_status(answer, true);
    }
    answer
}

/// Counts the calls of each shop to each API in the second that runs.
#[derive(Default)]
pub struct Meter {
    calls: HashMap<(Option<u64>, String), (Instant, u32)>,
}

impl Meter {
    /// Notes a call, and says whether it is one too many.
    fn is_over(&mut self, shop_id: Option<u64>, api: &str, calls_per_second: u32) -> bool {
        let (since, calls) = self.calls.entry((shop_id, api.to_owned())).or_insert_with(|| (Instant::now(), 0));
        if since.elapsed() >= Duration::from_secs(1) {
            (*since, *calls) = (Instant::now(), 0);
        }
        *calls += 1;
        *calls > calls_per_second
    }
}

fn with_status(mut answer: Response, hidden: bool) -> Response {
    if hidden && !answer.status().is_redirection() {
        *answer.status_mut() = StatusCode::OK;
    }
    answer
}

//! Buyers and carriers: one task lets happen what the agenda says, when business time has come that far.

pub mod agenda;
pub mod plan;

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::market::{Market, Rest};

/// Orders are placed in slices of this length …
const SLICE: Duration = Duration::from_millis(10);
/// … at most this many in each: 2,000 a second, however far behind we are.
const PLACED_PER_SLICE: usize = 20;

/// Lets things happen until told to quit. Catches up without sleeping when it is behind.
pub async fn live(market: Arc<Market>, quit: CancellationToken) {
    let mut slice = Instant::now();
    let mut placed = 0;
    while !quit.is_cancelled() {
        if slice.elapsed() >= SLICE {
            slice = Instant::now();
            placed = 0;
        }
        let turn = market.let_happen(PLACED_PER_SLICE - placed);
        placed += turn.placed;
        match turn.rest {
            Rest::More => tokio::task::yield_now().await,
            Rest::TooManyOrders => tokio::time::sleep_until(slice + SLICE).await,
            Rest::Until(wait) => {
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = market.agenda_changed() => {}
                    () = quit.cancelled() => {}
                }
            }
            Rest::Nothing => {
                tokio::select! {
                    () = market.agenda_changed() => {}
                    () = quit.cancelled() => {}
                }
            }
        }
    }
}

//! What intake's actions may reach for.

use std::sync::Arc;

use contract::Caller;
use host::{Calendar, Sealer};
use mailbox::{Asker, Broker};
use marketplaces::{Now, Registry};
use scoped::Database;
use tokio::sync::Notify;

use crate::tokens::Tokens;

/// Intake's means. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Its own schema.
    pub database: Database,
    /// Where facts and asks travel.
    pub broker: Broker,
    /// Business time.
    pub calendar: Calendar,
    /// Wall time.
    pub now: Now,
    /// The channels this house is set up for.
    pub marketplaces: Registry,
    /// Opens the bodies of webhooks.
    pub sealer: Sealer,
    /// Access tokens, fetched from syndication.
    pub tokens: Tokens,
    /// How often each shop is polled, on the wall.
    pub poll_every: std::time::Duration,
    /// Told when a webhook was recorded.
    pub webhook_recorded: Arc<Notify>,
    /// Told when a task for a marketplace was queued.
    pub task_queued: Arc<Notify>,
}

impl App {
    /// Intake with these means.
    pub fn new(
        database: Database,
        broker: Broker,
        calendar: Calendar,
        now: Now,
        marketplaces: Registry,
        sealer: Sealer,
        poll_every: std::time::Duration,
    ) -> Self {
        let tokens = Tokens::new(Asker::new(broker.clone()), Caller::service("intake"));
        Self {
            database,
            broker,
            calendar,
            now,
            marketplaces,
            sealer,
            tokens,
            poll_every,
            webhook_recorded: Arc::new(Notify::new()),
            task_queued: Arc::new(Notify::new()),
        }
    }
}

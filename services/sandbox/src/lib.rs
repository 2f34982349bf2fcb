//! Marketplaces to practise on: the server's side of Shopee, Lazada, TikTok Shop, Tiki and of one's own shops, buyers who follow
//! a plan, and platforms that misbehave on demand.
//!
//! **The persons of the play**: *sellers* call each marketplace's own paths; *buyers* and *carriers* live by an agenda on business
//! time, or are led by hand; the *courier* brings signed pushes to the sellers' callback, twice, late or never if asked to, and
//! Tiki's queue waits to be pulled from; whoever holds the *reins* calls `/control/…`; and people look at the page on `/`.
//!
//! **The promises**:
//! - A signature, a token, a limit or a status that a marketplace would refuse is refused here, in its own words.
//! - No more is sold than there is; every change of an order is later than the one before; and each is in the books, in the
//!   journal and on its way as a push, in the same order.
//! - What is lost, doubled or reordered on purpose is noted, so that others can be held to account for the rest.
//!
//! This is a second, independent reading of the fact sheet: nothing here may be taken from the connectors, nor they from
//! here. What the sheet leaves open, each folder names at its top. Everything is kept in memory and forgotten at the end, but for
//! the journal. There are no keys on `/control` and on the page, so the sandbox belongs on a loopback address.
//!
//! To add a marketplace: 1. a folder with `mod.rs` (its doors and how long its tokens live), `words.rs` (how it calls what
//! `books` knows) and `push.rs`; 2. a line in [`Sandbox::start`], [`life_of`], `news` and `pushes::courier`; 3. its patience in
//! `pushes::rules`; 4. its name in `books::marketplace`.

mod apps;
mod books;
mod buyers;
mod call;
mod clock;
mod consent;
mod control;
mod deeds;
mod digest;
mod faults;
mod journal;
mod lazada;
mod market;
mod mishaps;
mod news;
mod own;
mod page;
mod pushes;
mod shopee;
mod tiki;
mod tiktok;
#[cfg(test)]
mod vectors;

use std::{fmt, io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    apps::{App, Apps},
    books::{marketplace::Marketplace, tokens::Life},
    journal::{Journal, Writer},
    market::Market,
    pushes::{Pushes, courier::Courier},
};

/// With what a sandbox is started.
#[derive(Clone)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder in which each start makes a folder of its own, named by the moment, with `orders.ndjson` and
    /// `pushes.ndjson`.
    pub journal: PathBuf,
    /// The app's id; at most 4294967295.
    pub partner_id: u64,
    /// Signs calls. Never logged.
    pub partner_key: String,
    /// Signs pushes. Never logged.
    pub push_key: String,
    /// Pushes are tried again after 300, 1800 and 10800 seconds, divided by this; 0 counts as 1.
    pub push_retry_divisor: u32,
    /// Seeds all dice but those of a season, which has a seed of its own.
    pub seed: u64,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("listen", &self.listen)
            .field("journal", &self.journal)
            .field("partner_id", &self.partner_id)
            .field("push_retry_divisor", &self.push_retry_divisor)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

/// Why a sandbox could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not ours.
    #[error("could not listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The journal's folder cannot be written to.
    #[error("could not begin a journal in {}", folder.display())]
    Journal {
        /// The folder asked for.
        folder: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// No HTTP client for the pushes.
    #[error("could not build the client that sends pushes")]
    Client(#[source] reqwest::Error),
}

/// A sandbox that is running. Dropping it ends it in haste; [`Sandbox::stop`] ends it in order.
pub struct Sandbox {
    address: SocketAddr,
    quit: DropGuard,
    tasks: JoinSet<()>,
    journal: Writer,
}

/// A key nobody can guess, for whoever starts a sandbox without keys of their own.
pub fn fresh_key() -> String {
    books::tokens::secret()
}

/// How long a marketplace's tokens live.
const fn life_of(marketplace: Marketplace) -> &'static Life {
    match marketplace {
        Marketplace::Lazada => &lazada::LIFE,
        Marketplace::Tiki => &tiki::LIFE,
        Marketplace::TiktokShop => &tiktok::LIFE,
        Marketplace::OwnShop | Marketplace::Woo | Marketplace::Haravan => &own::LIFE,
        Marketplace::Shopee => &shopee::LIFE,
    }
}

/// What is under way when the sandbox stops may take this long.
const STOP_WITHIN: Duration = Duration::from_secs(5);

impl Sandbox {
    /// Starts to listen, to live and to send. Must be called inside a tokio runtime.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        // The first to install a provider wins, whoever it is; they are all the same here.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listen = settings.listen;
        let listener = TcpListener::bind(listen).await;
        let listener = listener.map_err(|source| StartError::Listen { address: listen, source })?;
        let address = listener.local_addr().map_err(|source| StartError::Listen { address: listen, source })?;
        let (journal, writer) = Journal::begin(&settings.journal, chrono::Utc::now())
            .map_err(|source| StartError::Journal { folder: settings.journal.clone(), source })?;
        let (pushes, work) = Pushes::new(settings.push_retry_divisor);
        let apps = Apps::new(App {
            key: settings.partner_id.to_string(),
            secret: settings.partner_key.clone(),
            push_key: settings.push_key.clone(),
            redirect_url: None,
        });
        let courier =
            Courier::new(pushes.clone(), work, journal.clone(), apps.clone(), &settings).map_err(StartError::Client)?;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
        let http = http.map_err(StartError::Client)?;
        let quit = CancellationToken::new();
        let market = Arc::new(Market::new(settings.seed, http, apps, journal, pushes, quit.clone()));
        let doors = axum::Router::new()
            .merge(shopee::router(&market))
            .merge(lazada::router())
            .merge(own::router())
            .merge(tiki::router())
            .merge(tiktok::router())
            .merge(control::router())
            .merge(page::router())
            .with_state(Arc::clone(&market));
        let mut tasks = JoinSet::new();
        tasks.spawn(buyers::live(market, quit.clone()));
        tasks.spawn(courier.work(quit.clone()));
        let served = axum::serve(listener, doors).with_graceful_shutdown(quit.clone().cancelled_owned());
        tasks.spawn(async move {
            if let Err(error) = served.await {
                tracing::error!(%error, "the sandbox no longer listens");
            }
        });
        Ok(Self { address, quit: quit.drop_guard(), tasks, journal: writer })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening, waits a little for what is under way, and writes the journal to its end.
    pub async fn stop(self) {
        let Self { quit, mut tasks, journal, .. } = self;
        quit.disarm().cancel();
        let all_ended = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(STOP_WITHIN, all_ended).await.is_err() {
            tasks.shutdown().await;
        }
        // Joining a thread blocks, so it must not be done on the runtime's own threads.
        let _ = tokio::task::spawn_blocking(move || journal.close()).await;
    }
}

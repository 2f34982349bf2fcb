//! What a handler may reach for.

use std::{sync::Arc, time::Duration};

use contract::accounts::Identity;
use host::{Calendar, Files};
use mailbox::Asker;
use moka::future::Cache;
use tokio::sync::Semaphore;
use url::Url;

use crate::{keys::Paces, live::Live, scan};

/// How long we remember who a session belongs to; a session that accounts ends lives on here for so long at most.
const REMEMBERED: Duration = Duration::from_secs(15);
const REMEMBERED_MAX: u64 = 10_000;

/// What a handler may reach for. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    /// Asks the services.
    pub asker: Asker,
    /// Keeps what people hand in.
    pub files: Files,
    /// Tells business time.
    pub calendar: Calendar,
    /// Where people find this house.
    pub public_url: Arc<Url>,
    /// Browsers send the cookie over TLS only.
    pub secure_cookies: bool,
    /// Proxies in front of this door that we run ourselves; each adds one address to `X-Forwarded-For`.
    pub proxies: usize,
    /// Tells browsers to look again.
    pub live: Live,
    /// Places where scans are looked at, which takes memory.
    pub(crate) scan_places: Arc<Semaphore>,
    /// Who the sessions of the last seconds belong to, by the hash of their token.
    pub(crate) identities: Cache<String, Arc<Identity>>,
    /// How fast the keys of programs are used.
    pub(crate) paces: Paces,
}

impl App {
    /// A door that asks over this asker. `public_url` is what people type, such as `https://chophien.example`;
    /// browsers send the cookie over TLS only, wherever that is not plain HTTP. `proxies` of our own stand in front.
    pub fn new(asker: Asker, files: Files, calendar: Calendar, public_url: Url, proxies: usize) -> Self {
        let secure_cookies = public_url.scheme() == "https";
        let identities = Cache::builder().max_capacity(REMEMBERED_MAX).time_to_live(REMEMBERED).build();
        let (public_url, live, paces) = (Arc::new(public_url), Live::new(), Paces::new());
        let scan_places = Arc::new(Semaphore::new(scan::AT_ONCE));
        Self { asker, files, calendar, public_url, secure_cookies, proxies, live, scan_places, identities, paces }
    }

    /// The absolute address of a path of this house.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }
}

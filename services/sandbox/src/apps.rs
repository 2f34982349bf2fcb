//! The apps that call: each marketplace knows one, as its console would have registered it.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use crate::books::{marketplace::Marketplace, tokens::secret};

/// An app as a marketplace knows it.
#[derive(Clone, PartialEq, Eq)]
pub struct App {
    /// Its public name.
    pub key: String,
    /// Signs calls and, but for Shopee, pushes. Never logged.
    pub secret: String,
    /// Signs Shopee's pushes. Never logged.
    pub push_key: String,
    /// Where owners come back to after they have consented, for marketplaces that are not told by the link.
    pub redirect_url: Option<String>,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("key", &self.key).finish_non_exhaustive()
    }
}

/// Every app. Cheap to clone.
#[derive(Clone)]
pub struct Apps(Arc<Mutex<BTreeMap<Marketplace, App>>>);

impl Apps {
    /// Shopee's app as it was started with; the others with keys nobody can guess, to be read or replaced on the control
    /// interface.
    pub fn new(shopee: App) -> Self {
        let mut apps: BTreeMap<Marketplace, App> = Marketplace::ALL.map(|marketplace| (marketplace, fresh())).into();
        apps.insert(Marketplace::Shopee, shopee);
        Self(Arc::new(Mutex::new(apps)))
    }

    /// The app of this marketplace.
    pub fn of(&self, marketplace: Marketplace) -> App {
        let apps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        apps.get(&marketplace).cloned().unwrap_or_else(fresh)
    }

    /// Registers another app.
    pub fn set(&self, marketplace: Marketplace, app: App) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(marketplace, app);
    }
}

fn fresh() -> App {
    let key = (100_000 + u64::from(rand::random::<u16>())).to_string();
    App { key, secret: secret(), push_key: secret(), redirect_url: None }
}

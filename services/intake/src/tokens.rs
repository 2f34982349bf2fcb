//! Access tokens, asked of syndication and kept in memory for as long as it says.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use contract::{
    Caller,
    syndication::{AccessToken, FreshToken},
};
use ids::Channel;
use mailbox::{Asker, Unanswered};
use marketplaces::Shop;
use moka::{Expiry, future::Cache};
use sha2::{Digest, Sha256};

/// Keeps access tokens. One ask at a time for each shop, however many wait for it.
#[derive(Clone)]
pub struct Tokens {
    asker: Asker,
    caller: Caller,
    kept: Cache<(Channel, String), FreshToken>,
}

/// A shop that is taken away from us is called for no longer than this by whoever has not heard of it.
const KEPT_AT_MOST: Duration = Duration::from_mins(10);

struct AsLongAsTold;

impl Expiry<(Channel, String), FreshToken> for AsLongAsTold {
    fn expire_after_create(&self, _: &(Channel, String), token: &FreshToken, _: Instant) -> Option<Duration> {
        Some(Duration::from_secs(token.keep_seconds).min(KEPT_AT_MOST))
    }
}

impl Tokens {
    /// Asks on the caller's behalf.
    pub fn new(asker: Asker, caller: Caller) -> Self {
        Self { asker, caller, kept: Cache::builder().max_capacity(10_000).expire_after(AsLongAsTold).build() }
    }

    /// A shop one may call for.
    pub async fn shop(&self, channel: Channel, shop_id: &str) -> Result<Shop, Arc<Unanswered>> {
        let ask = AccessToken { channel, shop_id: shop_id.to_owned(), refused_hash: None };
        let fresh = self.kept.try_get_with((channel, shop_id.to_owned()), self.asker.ask(&self.caller, &ask)).await?;
        Ok(Shop { shop_id: shop_id.to_owned(), access_token: fresh.access_token })
    }

    /// The shop is not to be called for any more.
    pub async fn forget(&self, channel: Channel, shop_id: &str) {
        self.kept.invalidate(&(channel, shop_id.to_owned())).await;
    }

    /// The marketplace has refused this one: gets another.
    pub async fn refused(&self, channel: Channel, shop: &Shop) -> Result<Shop, Arc<Unanswered>> {
        let key = (channel, shop.shop_id.clone());
        // Somebody else may have replaced it meanwhile.
        if let Some(kept) = self.kept.get(&key).await
            && kept.access_token != shop.access_token
        {
            return Ok(Shop { access_token: kept.access_token, ..shop.clone() });
        }
        self.kept.invalidate(&key).await;
        let refused_hash = Some(hex::encode(Sha256::digest(shop.access_token.as_bytes())));
        let ask = AccessToken { channel, shop_id: shop.shop_id.clone(), refused_hash };
        let fresh = self.kept.try_get_with(key, self.asker.ask(&self.caller, &ask)).await?;
        Ok(Shop { access_token: fresh.access_token, ..shop.clone() })
    }
}

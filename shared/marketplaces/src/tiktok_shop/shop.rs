//! What must be known of a shop to call for it: its cipher, which belongs to one shop and one token (section 5.8), and its
//! warehouses. Asked for once and kept in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    TiktokShop,
    ask::{Payload, Question},
    wire,
};
use crate::{CallFault, Shop};

const SHOPS: &str = "authorization.shops";
const WAREHOUSES: &str = "warehouses";

/// By shop: the token it was asked with, and what was told.
#[derive(Default)]
pub(super) struct Shops(Mutex<HashMap<String, Known>>);

struct Known {
    access_token: String,
    cipher: Arc<str>,
    warehouses: Option<Arc<[String]>>,
}

impl Shops {
    fn known<T>(&self, shop: &Shop, read: impl FnOnce(&mut Known) -> T) -> Option<T> {
        // Nothing panics while this lock is held, and a poisoned map would still be a whole one.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get_mut(&shop.shop_id).filter(|known| known.access_token == shop.access_token).map(read)
    }

    fn keep(&self, shop: &Shop, cipher: Arc<str>) {
        let known = Known { access_token: shop.access_token.clone(), cipher, warehouses: None };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(shop.shop_id.clone(), known);
    }
}

impl TiktokShop {
    /// The shops a token is for.
    pub(super) async fn shops_of(&self, access_token: &str) -> Result<Vec<wire::ShopTold>, CallFault> {
        let question = Question {
            call: SHOPS,
            ids: &[],
            access_token: Some(access_token),
            cipher: None,
            gate: "",
            query: Vec::new(),
            payload: Payload::Get,
            repeatable: true,
        };
        self.ask::<wire::ShopsTold>(question).await.map(|told| told.shops)
    }

    /// The shop's `shop_cipher`.
    pub(super) async fn cipher(&self, shop: &Shop) -> Result<Arc<str>, CallFault> {
        if let Some(cipher) = self.shops.known(shop, |known| Arc::clone(&known.cipher)) {
            return Ok(cipher);
        }
        let told = self.shops_of(&shop.access_token).await?.into_iter().find(|told| told.id.0 == shop.shop_id);
        let cipher: Arc<str> = told
            .map(|told| told.cipher.into())
            .ok_or_else(|| CallFault::permanent(SHOPS, "no_shop", "the token is for another shop"))?;
        self.shops.keep(shop, Arc::clone(&cipher));
        Ok(cipher)
    }

    /// The warehouses goods are sold from, the shop's own first choice in front. Never empty.
    pub(super) async fn warehouses(&self, shop: &Shop) -> Result<Arc<[String]>, CallFault> {
        if let Some(known) = self.shops.known(shop, |known| known.warehouses.clone()).flatten() {
            return Ok(known);
        }
        let told: wire::Warehouses = self.ask(self.about(shop, WAREHOUSES, &[], Vec::new()).await?).await?;
        let sells = |told: &wire::Warehouse| {
            // [K] a shop has warehouses for what comes back, too.
            !told.kind.as_deref().is_some_and(|kind| kind.contains("RETURN"))
                && told.effect_status.as_deref() != Some("DISABLED")
        };
        let mut selling: Vec<_> = told.warehouses.into_iter().filter(sells).collect();
        selling.sort_by_key(|told| !told.is_default.yes());
        let ids: Arc<[String]> = selling.into_iter().map(|told| told.id.0).collect();
        if ids.is_empty() {
            return Err(CallFault::permanent(WAREHOUSES, "no_warehouse", "the shop has no warehouse to sell from"));
        }
        self.shops.known(shop, |known| known.warehouses = Some(Arc::clone(&ids)));
        Ok(ids)
    }
}

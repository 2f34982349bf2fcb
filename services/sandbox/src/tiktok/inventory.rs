//! Stock, price and warehouses. The list of warehouses that is sent replaces the one there was.

use rand::RngExt;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Caller,
    envelope::{Refusal, Reply},
    products::find,
};
use crate::{
    books::{
        Shop,
        items::{ItemStatus, Packs},
        marketplace::Marketplace,
    },
    market::Market,
};

const QUANTITY_MAX: i64 = 99_999;

/// Packs at a place.
#[derive(Deserialize)]
pub struct Inventory {
    #[serde(default)]
    warehouse_id: String,
    quantity: i64,
}

/// An amount and its currency.
#[derive(Deserialize)]
pub struct Price {
    amount: String,
    currency: String,
}

impl Price {
    /// Whole đồng.
    pub fn vnd(&self) -> Result<i64, Refusal> {
        let vnd =
            self.amount.parse().ok().filter(|vnd| (1..=7_600_000_000_i64).contains(vnd) && self.currency == "VND");
        vnd.ok_or_else(|| Refusal::product("price must be whole VND, above 0"))
    }
}

/// The list as packs by place, or which place is wrong and why.
pub fn packs(shop: &Shop, list: &[Inventory], least: i64) -> Result<Packs, (String, String)> {
    let mut packs = Packs::default();
    for Inventory { warehouse_id, quantity } in list {
        let only = shop.warehouses.first().filter(|_| warehouse_id.is_empty() && shop.warehouses.len() == 1);
        let place = warehouse_id.parse().ok().filter(|id| shop.warehouses.contains(id)).or(only.copied());
        let place = place.ok_or_else(|| (warehouse_id.clone(), format!("warehouse {warehouse_id} does not exist")))?;
        if !(least..=QUANTITY_MAX).contains(quantity) {
            return Err((warehouse_id.clone(), format!("quantity must be {least} to {QUANTITY_MAX}")));
        }
        packs.set(place, *quantity);
    }
    if list.is_empty() { Err((String::new(), "inventory is empty".into())) } else { Ok(packs) }
}

/// `GET warehouses`.
pub fn warehouses(market: &Market, caller: &Caller) -> Reply {
    let state = market.state();
    let shop = caller.shop(&state)?;
    let shown = shop.warehouses.iter().enumerate().map(|(place, id)| {
        json!({
            "id": id.to_string(),
            "name": format!("Kho {}", place + 1),
            "effect_status": "ENABLED",
            "type": "SALES_WAREHOUSE",
            "sub_type": "DOMESTIC_WAREHOUSE",
            "is_default": place == 0,
            "address": { "region": "Vietnam", "region_code": "VN", "full_address": "Kho hợp tác xã" },
        })
    });
    Ok(json!({ "warehouses": shown.collect::<Vec<Value>>() }))
}

/// `POST products/{id}/inventory/update`: rows that fail are told inside a success.
pub fn stock(market: &Market, caller: &Caller, id: &str) -> Reply {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        inventory: Vec<Inventory>,
    }
    #[derive(Deserialize)]
    struct New {
        skus: Vec<Row>,
    }
    let new: New = caller.body()?;
    let mut state = market.state();
    let product_id = find(caller.shop(&state)?, id)?;
    let partial = state.faults.of(Marketplace::TiktokShop, Some(caller.shop_id)).partial_failure;
    let mut errors = Vec::new();
    for row in new.skus {
        let unlucky = partial && state.dice.random::<bool>();
        let shop = caller.shop(&state)?;
        let item = shop.variants(product_id).find(|item| item.id.to_string() == row.id);
        let packs = packs(shop, &row.inventory, 0);
        let fault = match (&packs, item) {
            _ if unlucky => Some((36_009_007, "System busy, please try again".to_owned(), String::new())),
            (_, None) => Some((12_052_251, "The SKU does not exist".to_owned(), String::new())),
            (Err((place, words)), _) => Some((12_052_700, words.clone(), place.clone())),
            (Ok(packs), Some(item)) if packs.total() < item.reserved => {
                Some((12_052_701, "The stock is below what a campaign has locked".to_owned(), String::new()))
            }
            _ => None,
        };
        let item_id = item.map_or(0, |item| item.id);
        match (fault, packs) {
            (None, Ok(packs)) => {
                let now = state.clocks.business_seconds();
                // It was found a moment ago, under the same lock.
                let _ = state.books.change_item(caller.shop_id, item_id, now, |item| item.draft.stock = packs);
            }
            (fault, _) => {
                let (code, words, place) = fault.unwrap_or_default();
                let extra = json!([{ "warehouse_id": place, "code": code, "message": words }]);
                errors.push(
                    json!({ "code": code, "message": words, "detail": { "sku_id": row.id, "extra_errors": extra } }),
                );
            }
        }
    }
    Ok(if errors.is_empty() { json!({}) } else { json!({ "errors": errors }) })
}

/// `POST products/{id}/prices/update`: of products that are live.
pub fn prices(market: &Market, caller: &Caller, id: &str) -> Reply {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        price: Price,
    }
    #[derive(Deserialize)]
    struct New {
        skus: Vec<Row>,
    }
    let new: New = caller.body()?;
    let mut state = market.state();
    let product_id = find(caller.shop(&state)?, id)?;
    let mut set = Vec::new();
    for row in &new.skus {
        let price = row.price.vnd()?;
        let item = caller.shop(&state)?.variants(product_id).find(|item| item.id.to_string() == row.id);
        let item = item.ok_or_else(|| Refusal::product("The SKU does not exist"))?;
        if item.status != ItemStatus::Normal {
            return Err(Refusal::product("The price of a product that is not live can not be changed"));
        }
        if item.price_is_locked {
            return Err(Refusal::product("The product is in a campaign, its price is locked"));
        }
        set.push((item.id, price));
    }
    let now = state.clocks.business_seconds();
    for (item_id, price) in set {
        // It was found above, under the same lock.
        let _ = state.books.change_item(caller.shop_id, item_id, now, |item| item.draft.price_vnd = price);
    }
    Ok(json!({}))
}

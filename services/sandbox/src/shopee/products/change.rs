//! Stock, price, hiding and deleting. Calls with rows answer row by row.

use std::{collections::HashSet, sync::Arc};

use axum::extract::State;
use rand::RngExt;
use serde::Deserialize;
use serde_json::{Number, Value, json};

use super::{
    super::{
        caller::{Body, ForShop},
        envelope::{Answer, Refusal, Reply},
    },
    add::{Stock, only_place},
    is_there, no_such_item, refuse,
    rules::{price_is_allowed, stock_is_allowed},
    scaled,
};
use crate::{
    books::{
        items::{ItemStatus, Packs},
        marketplace::Marketplace,
    },
    market::{Market, State as Everything},
};

/// Rows of one call.
const ROWS_MAX: usize = 50;
const BUSY: &str = "Our system is taking some time to respond, please try later.";

/// The body of `product/update_stock`.
#[derive(Deserialize)]
pub struct NewStock {
    item_id: u64,
    stock_list: Vec<StockRow>,
}

#[derive(Deserialize)]
struct StockRow {
    #[serde(default)]
    model_id: u64,
    seller_stock: Vec<Stock>,
}

/// `POST product/update_stock`: absolute numbers, one item a call.
pub async fn update_stock(State(market): State<Arc<Market>>, call: ForShop, Body(new): Body<NewStock>) -> Reply {
    let mut state = market.state();
    check_rows(&state, call.shop_id, new.item_id, new.stock_list.iter().map(|row| row.model_id))?;
    let mut rows = Rows::default();
    let reserved = reserved(&state, call.shop_id, new.item_id);
    for row in new.stock_list {
        let stock = only_place(&row.seller_stock)?;
        let refused = row_refused(&mut state, call.shop_id, row.model_id)
            .or_else(|| stock_is_allowed(stock).err().map(|_| "Stock is out of range."))
            .or_else(|| (stock < reserved).then_some("Stock can not be less than the reserved stock."));
        if let Some(reason) = refused {
            rows.failed(json!({ "model_id": row.model_id, "failed_reason": reason }));
            continue;
        }
        let now = state.clocks.business_seconds();
        let change =
            state.books.change_item(call.shop_id, new.item_id, now, |item| item.draft.stock = Packs::at(0, stock));
        change.map_err(refuse)?;
        rows.done(json!({ "model_id": row.model_id, "location_id": "", "stock": stock }));
    }
    rows.reply("error_busi_update_stock_failed", "Update stock failed, please check failure_list for detailed reason")
}

/// The body of `product/update_price`.
#[derive(Deserialize)]
pub struct NewPrice {
    item_id: u64,
    price_list: Vec<PriceRow>,
}

#[derive(Deserialize)]
struct PriceRow {
    #[serde(default)]
    model_id: u64,
    original_price: Number,
}

/// `POST product/update_price`: one item a call.
pub async fn update_price(State(market): State<Arc<Market>>, call: ForShop, Body(new): Body<NewPrice>) -> Reply {
    let mut state = market.state();
    check_rows(&state, call.shop_id, new.item_id, new.price_list.iter().map(|row| row.model_id))?;
    let mut rows = Rows::default();
    for row in new.price_list {
        let price = scaled(&row.original_price, 0).filter(|price| price_is_allowed(*price).is_ok());
        let locked =
            is_locked(&state, call.shop_id, new.item_id).then_some("Item is in promotion, price can not be changed.");
        let refused = row_refused(&mut state, call.shop_id, row.model_id).or(locked);
        let reason = refused.or(price.is_none().then_some("Invalid price, please use the correct format"));
        let (None, Some(price)) = (reason, price) else {
            rows.failed(json!({ "model_id": row.model_id, "failed_reason": reason.unwrap_or(BUSY) }));
            continue;
        };
        let now = state.clocks.business_seconds();
        let change = state.books.change_item(call.shop_id, new.item_id, now, |item| item.draft.price_vnd = price);
        change.map_err(refuse)?;
        rows.done(json!({ "model_id": row.model_id, "original_price": price }));
    }
    rows.reply("error_update_price_fail", "Update price failed, please try later.")
}

/// The body of `product/unlist_item`.
#[derive(Deserialize)]
pub struct Hide {
    item_list: Vec<HideRow>,
}

#[derive(Deserialize)]
struct HideRow {
    item_id: u64,
    unlist: bool,
}

/// `POST product/unlist_item`: hides items and shows them again.
pub async fn unlist_item(State(market): State<Arc<Market>>, call: ForShop, Body(hide): Body<Hide>) -> Reply {
    row_count(hide.item_list.len())?;
    let mut state = market.state();
    let mut rows = Rows::default();
    for row in hide.item_list {
        let status = if row.unlist { ItemStatus::Unlisted } else { ItemStatus::Normal };
        let now = state.clocks.business_seconds();
        let refused = row_refused(&mut state, call.shop_id, 0).map(str::to_owned).or_else(|| {
            let change = state.books.change_item(call.shop_id, row.item_id, now, |item| item.status = status);
            change.err().map(|refusal| refusal.to_string())
        });
        match refused {
            None => rows.done(json!({ "item_id": row.item_id, "unlist": row.unlist })),
            Some(reason) => rows.failed(json!({ "item_id": row.item_id, "failed_reason": reason })),
        }
    }
    rows.reply("error_unlist_item_all_failed", "Unlist item all failed.")
}

/// The body of `product/delete_item`.
#[derive(Deserialize)]
pub struct Delete {
    item_id: u64,
}

/// `POST product/delete_item`.
pub async fn delete_item(State(market): State<Arc<Market>>, call: ForShop, Body(delete): Body<Delete>) -> Reply {
    let mut state = market.state();
    let now = state.clocks.business_seconds();
    let gone = |item: &mut crate::books::items::Item| item.status = ItemStatus::Deleted;
    state.books.change_item(call.shop_id, delete.item_id, now, gone).map_err(refuse)?;
    Ok(Answer::empty())
}

/// The outcomes of a call's rows.
#[derive(Default)]
struct Rows {
    done: Vec<Value>,
    failed: Vec<Value>,
}

impl Rows {
    fn done(&mut self, row: Value) {
        self.done.push(row);
    }

    fn failed(&mut self, row: Value) {
        self.failed.push(row);
    }

    /// With any row failed the whole call bears an error, while the list of successes still holds.
    fn reply(self, code: &'static str, words: &'static str) -> Reply {
        let response = json!({ "success_list": self.done, "failure_list": self.failed });
        if self.failed.is_empty() {
            Ok(Answer::with(response))
        } else {
            Err(Refusal::new(code, words).with_response(response))
        }
    }
}

fn row_count(rows: usize) -> Result<(), Refusal> {
    if (1..=ROWS_MAX).contains(&rows) {
        Ok(())
    } else {
        Err(Refusal::parameter(format_args!("there must be 1 to {ROWS_MAX} rows")))
    }
}

fn check_rows(
    state: &Everything,
    shop_id: u64,
    item_id: u64,
    models: impl ExactSizeIterator<Item = u64>,
) -> Result<(), Refusal> {
    row_count(models.len())?;
    let mut seen = HashSet::new();
    if !models.into_iter().all(|model| seen.insert(model)) {
        return Err(Refusal::new("error_param", "Repeat model_id."));
    }
    let shop = state.books.shop(shop_id).map_err(refuse)?;
    shop.item(item_id).filter(|item| is_there(item)).map(|_| ()).ok_or_else(no_such_item)
}

/// Packs that a promotion has set aside.
fn reserved(state: &Everything, shop_id: u64, item_id: u64) -> i64 {
    state.books.shop(shop_id).ok().and_then(|shop| shop.item(item_id)).map_or(0, |item| item.reserved)
}

/// Does a promotion run?
fn is_locked(state: &Everything, shop_id: u64, item_id: u64) -> bool {
    state.books.shop(shop_id).ok().and_then(|shop| shop.item(item_id)).is_some_and(|item| item.price_is_locked)
}

/// Why a row is refused before it is looked at: there are no models here, and rows fail by chance if asked to.
fn row_refused(state: &mut Everything, shop_id: u64, model_id: u64) -> Option<&'static str> {
    if model_id != 0 {
        return Some("Wrong model_id.");
    }
    let faults = state.faults.of(Marketplace::Shopee, Some(shop_id));
    (faults.partial_failure && state.dice.random()).then_some(BUSY)
}

//! Price and stock: absolute, by a difference, row by row.

use rand::RngExt;
use serde_json::{Value, json};

use super::{
    Caller,
    envelope::{Refusal, Reply},
    payload,
};
use crate::{
    books::{items::ItemStatus, marketplace::Marketplace},
    market::{Market, State},
};

const ROWS_MAX: usize = 50;

/// `/product/price_quantity/update`.
pub fn price_quantity(market: &Market, caller: &Caller) -> Reply {
    rows(market, caller, |state, item_id, row| {
        let price = match &row["Price"] {
            Value::Null => None,
            price => Some(whole_vnd(price)?),
        };
        // A sale price is what buyers pay while it runs; here it runs from when it is set until the price is set without it.
        let sale = match &row["SalePrice"] {
            Value::Null => None,
            price if payload::text(price).is_empty() => None,
            price => Some(whole_vnd(price)?),
        };
        let inventories = payload::list(&row["MultiWarehouseInventories"]["MultiWarehouseInventory"]);
        let quantity = inventories.first().map_or(&row["Quantity"], |inventory| &inventory["Quantity"]);
        let quantity = if quantity.is_null() { None } else { Some(packs(quantity)?) };
        if price.is_none() && sale.is_none() && quantity.is_none() {
            return Err(Refusal::business(30, "Empty Request: neither price nor quantity"));
        }
        set(state, caller.shop_id, item_id, sale.or(price), quantity)
    })
}

/// `/product/stock/sellable/update` and `/product/stock/sellable/adjust`.
pub fn sellable(market: &Market, caller: &Caller, by_difference: bool) -> Reply {
    rows(market, caller, |state, item_id, row| {
        let number = &row["SellableQuantity"];
        let unreadable = || Refusal::business(501, "SellableQuantity must be a whole number");
        let number: i64 = payload::text(number).parse().map_err(|_| unreadable())?;
        let shop =
            state.books.shop(caller.shop_id).map_err(|_| Refusal::business(1000, "Internal Application Error"))?;
        let before = shop.item(item_id).map_or(0, |item| item.draft.stock.total());
        let quantity = if by_difference { before + number } else { number };
        if quantity < 0 {
            return Err(Refusal::business(501, "SELLABLE_QUANTITY_NEGATIVE: the stock would be below zero"));
        }
        set(state, caller.shop_id, item_id, None, Some(quantity))
    })
}

/// Does something for each `Sku`. What goes wrong with one does not keep the others.
fn rows(market: &Market, caller: &Caller, act: impl Fn(&mut State, u64, &Value) -> Result<(), Refusal>) -> Reply {
    let request = payload::read(caller.need("payload")?)?;
    let skus = payload::list(&request["Product"]["Skus"]["Sku"]);
    if skus.is_empty() {
        return Err(Refusal::business(30, "Empty Request"));
    }
    if skus.len() > ROWS_MAX {
        return Err(Refusal::business(204, "Too many SKUs in one request"));
    }
    let mut state = market.state();
    let partial = state.faults.of(Marketplace::Lazada, Some(caller.shop_id)).partial_failure;
    let mut failed = Vec::new();
    for sku in skus {
        let done = if partial && state.dice.random::<bool>() {
            Err(Refusal::business(1000, "Internal Application Error"))
        } else {
            item_of(&state, caller.shop_id, sku).and_then(|item_id| act(&mut state, item_id, sku))
        };
        if let Err(refusal) = done {
            let words = refusal.words().to_owned();
            failed.push((refusal, json!({ "seller_sku": sku["SellerSku"], "message": words })));
        }
    }
    // One row's own fault is told by its code; several are told by the code for a failed update.
    if failed.len() == 1
        && let Some((refusal, detail)) = failed.pop()
    {
        return Err(refusal.with_detail(json!([detail])));
    }
    if failed.is_empty() {
        return Ok(json!({}));
    }
    let details: Vec<Value> = failed.into_iter().map(|(_, detail)| detail).collect();
    Err(Refusal::business(501, "Update product failed").with_detail(details.into()))
}

fn item_of(state: &State, shop_id: u64, sku: &Value) -> Result<u64, Refusal> {
    let missing = || Refusal::business(501, "SKU_NOT_FOUND: the SKU does not exist");
    let shop = state.books.shop(shop_id).map_err(|_| missing())?;
    let by_id = payload::text(&sku["SkuId"]).parse().ok().filter(|id| shop.item(*id).is_some());
    let by_sku = || state.books.item_of(shop_id, &payload::text(&sku["SellerSku"])).ok();
    let item_id = by_id.or_else(by_sku).ok_or_else(missing)?;
    let item = shop.item(item_id).filter(|item| item.status != ItemStatus::Deleted).ok_or_else(missing)?;
    let product = payload::text(&sku["ItemId"]);
    if !product.is_empty() && product != item.product_id.to_string() {
        return Err(missing());
    }
    Ok(item_id)
}

fn set(
    state: &mut State,
    shop_id: u64,
    item_id: u64,
    price: Option<i64>,
    quantity: Option<i64>,
) -> Result<(), Refusal> {
    let missing = || Refusal::business(501, "SKU_NOT_FOUND: the SKU does not exist");
    let shop = state.books.shop(shop_id).map_err(|_| missing())?;
    let item = shop.item(item_id).ok_or_else(missing)?;
    if quantity.is_some_and(|quantity| quantity < item.reserved) {
        return Err(Refusal::business(501, "The stock is below what a campaign has locked"));
    }
    if price.is_some() && item.price_is_locked {
        return Err(Refusal::business(501, "The SKU is in a campaign, its price is locked"));
    }
    let place = item.draft.stock.by_place().next().map_or(0, |place| place.0);
    let now = state.clocks.business_seconds();
    let change = state.books.change_item(shop_id, item_id, now, |item| {
        item.draft.price_vnd = price.unwrap_or(item.draft.price_vnd);
        if let Some(quantity) = quantity {
            item.draft.stock.set(place, quantity);
        }
    });
    change.map_err(|_| missing())
}

/// A price in whole đồng: texts and numbers, with or without zeroes behind the point.
pub fn whole_vnd(price: &Value) -> Result<i64, Refusal> {
    let text = payload::text(price);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let precise = fraction.len() <= 2 && fraction.bytes().all(|digit| digit == b'0');
    let vnd: Option<i64> = whole.parse().ok().filter(|_| precise);
    match vnd {
        None => Err(Refusal::business(4104, format_args!("Price {text} is not precise to 1 VND"))),
        Some(..=0) => Err(Refusal::business(4118, "The price must be above zero")),
        Some(vnd) => Ok(vnd),
    }
}

fn packs(quantity: &Value) -> Result<i64, Refusal> {
    let quantity = payload::text(quantity).parse().ok().filter(|quantity| (0..=10_000_000).contains(quantity));
    quantity.ok_or_else(|| Refusal::business(501, "Quantity must be a whole number of 0 or more"))
}

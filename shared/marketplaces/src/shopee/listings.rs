//! Our listings in their words, and theirs in ours. Pure. Section 3.5.

use amounts::Vnd;
use serde_json::value::RawValue;

use super::{
    Assumptions, errors,
    wire::{
        AddItem, Attribute, AttributeValue, Brand, Dimension, ImageIds, Item, ItemHead, ItemUnlisted, Logistic,
        LogisticsChannels, ModelPrice, ModelStock, RowsChanged, Stock, UnlistItem, UpdateItem, UpdatePrice,
        UpdateStock,
    },
};
use crate::{CallFault, ListingDraft, ListingSeen, Review, told};

/// The item itself, as opposed to one of its variants: our listings have none.
const NO_MODEL: i64 = 0;

/// The body of `product/add_item`.
pub(super) fn add_item<'a>(
    call: &'static str,
    draft: &'a ListingDraft,
    image_id_list: Vec<String>,
    logistic_info: Vec<Logistic>,
    assumptions: &Assumptions,
) -> Result<AddItem<'a>, CallFault> {
    let [package_length, package_width, package_height] = draft.parcel_cm.unwrap_or(assumptions.parcel_cm);
    Ok(AddItem {
        item_name: &draft.title,
        description: &draft.description,
        item_sku: &draft.sku,
        category_id: category_number(call, &draft.category_id)?,
        original_price: draft.price_vnd.0,
        weight: kilograms(call, draft.gross_weight_g)?,
        dimension: Dimension { package_length, package_width, package_height },
        image: ImageIds { image_id_list },
        logistic_info,
        brand: brand(call, draft)?,
        attribute_list: attributes(call, draft)?,
        seller_stock: [Stock { stock: draft.stock }],
        condition: "NEW",
        item_status: "NORMAL",
    })
}

/// The body of `product/update_item`: what a buyer reads. Price and stock have calls of their own.
pub(super) fn update_item<'a>(
    call: &'static str,
    item_id: i64,
    draft: &'a ListingDraft,
    image_id_list: Vec<String>,
) -> Result<UpdateItem<'a>, CallFault> {
    Ok(UpdateItem {
        item_id,
        item_name: &draft.title,
        description: &draft.description,
        category_id: category_number(call, &draft.category_id)?,
        weight: kilograms(call, draft.gross_weight_g)?,
        image: ImageIds { image_id_list },
        brand: brand(call, draft)?,
        attribute_list: attributes(call, draft)?,
    })
}

pub(super) fn category_number(call: &'static str, category_id: &str) -> Result<u64, CallFault> {
    category_id.parse().map_err(|_| {
        errors::refused(call, "error_invalid_category", format!("`{category_id}` is no category's number"))
    })
}

fn brand(call: &'static str, draft: &ListingDraft) -> Result<Brand, CallFault> {
    let Some(id) = &draft.brand_id else {
        return Ok(Brand { brand_id: 0, original_brand_name: Some("No Brand") });
    };
    let brand_id =
        id.parse().map_err(|_| errors::refused(call, "error_invalid_brand", format!("`{id}` is no brand's number")))?;
    Ok(Brand { brand_id, original_brand_name: None })
}

/// [K] section 3.5 names `attribute_list` only. A value of one's own has the number 0.
fn attributes<'a>(call: &'static str, draft: &'a ListingDraft) -> Result<Vec<Attribute<'a>>, CallFault> {
    let number = |id: &str| {
        let words = format!("`{id}` is no number of an attribute");
        id.parse::<u64>().map_err(|_| errors::refused(call, "error_less_required_attribute", words))
    };
    let attribute = |chosen: &'a crate::AttributeChosen| {
        let value_id = chosen.value_id.as_deref().map_or(Ok(0), number)?;
        let value = AttributeValue { value_id, original_value_name: &chosen.value };
        Ok(Attribute { attribute_id: number(&chosen.attribute_id)?, attribute_value_list: [value] })
    };
    draft.attributes.iter().map(attribute).collect()
}

/// Grams as a JSON number of kilograms, without a double on the way.
fn kilograms(call: &'static str, grams: i64) -> Result<Box<RawValue>, CallFault> {
    let number = told::kilograms(call, grams)?;
    Ok(RawValue::from_string(number).expect("digits, a point and digits are a JSON number"))
}

/// The carriers the shop has switched on.
pub(super) fn carriers(call: &'static str, channels: LogisticsChannels) -> Result<Vec<Logistic>, CallFault> {
    let enabled = channels.logistics_channel_list.into_iter().filter(|channel| channel.enabled);
    let carriers: Vec<Logistic> =
        enabled.map(|channel| Logistic { logistic_id: channel.logistics_channel_id, enabled: true }).collect();
    if carriers.is_empty() {
        return Err(errors::refused(call, "no_carrier", "the shop has switched on no carrier"));
    }
    Ok(carriers)
}

pub(super) fn item_number(call: &'static str, item_id: &str) -> Result<i64, CallFault> {
    item_id
        .parse()
        .map_err(|_| errors::refused(call, "error_item_not_found", format!("`{item_id}` is no id of an item")))
}

pub(super) fn update_stock(item_id: i64, stock: i64) -> UpdateStock {
    UpdateStock { item_id, stock_list: [ModelStock { model_id: NO_MODEL, seller_stock: [Stock { stock }] }] }
}

pub(super) fn update_price(item_id: i64, price: Vnd) -> UpdatePrice {
    UpdatePrice { item_id, price_list: [ModelPrice { model_id: NO_MODEL, original_price: price.0 }] }
}

pub(super) fn unlist_item(item_id: i64, unlist: bool) -> UnlistItem {
    UnlistItem { item_list: [ItemUnlisted { item_id, unlist }] }
}

/// What became of the one row we asked to change. The call as a whole may be called failed while the row went through,
/// and well while it did not: the lists decide where they speak.
pub(super) fn row_changed(
    call: &'static str,
    whole: Result<(), CallFault>,
    rows: RowsChanged,
) -> Result<(), CallFault> {
    if let Some(failed) = rows.failure_list.into_iter().flatten().next() {
        let code = whole.err().map_or_else(|| "row_failed".to_owned(), |fault| fault.code);
        return Err(errors::refused(call, &code, failed.failed_reason.unwrap_or_default()));
    }
    if rows.success_list.is_some_and(|rows| !rows.is_empty()) { Ok(()) } else { whole }
}

/// An item's id and SKU, where at least these can be read.
pub(super) fn head(raw: &RawValue) -> Option<ItemHead> {
    serde_json::from_str(raw.get()).ok()
}

/// An item as they show it.
pub(super) fn seen(call: &'static str, item_id: i64, raw: &RawValue) -> Result<ListingSeen, CallFault> {
    let unreadable = |words: String| errors::unreadable(call, format!("item {item_id}: {words}"));
    let item: Item<'_> = serde_json::from_str(raw.get()).map_err(|error| unreadable(error.to_string()))?;
    let price = item.price_info.as_ref().and_then(|prices| prices.first());
    let price = price.ok_or_else(|| unreadable("there is no price".into()))?.original_price.get();
    let stock = item.stock_info_v2.as_ref().ok_or_else(|| unreadable("there is no stock".into()))?;
    Ok(ListingSeen {
        item_id: item_id.to_string(),
        sku: item.item_sku.unwrap_or_default(),
        title: item.item_name.unwrap_or_default(),
        price_vnd: Vnd::from_decimal_text(price).map_err(|fault| unreadable(format!("price {price}: {fault}")))?,
        stock: stock.seller_stock.iter().map(|warehouse| warehouse.stock).sum(),
        live: item.item_status == "NORMAL",
        review: review(&item.item_status),
        raw_status: item.item_status,
    })
}

/// Shopee lets listings in at once and takes them down afterwards; push 16 gives the words.
fn review(item_status: &str) -> Review {
    match item_status {
        "REVIEWING" => Review::Waiting,
        "BANNED" => Review::Refused { words: String::new() },
        "SELLER_DELETE" | "SHOPEE_DELETE" => Review::Deleted,
        _ => Review::Passed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FaultKind;

    const STOCK: &str = "product/update_stock";

    #[test]
    fn grams_are_written_as_kilograms() {
        for (grams, expected) in [(1, "0.001"), (250, "0.250"), (5_000, "5.000"), (10_050, "10.050")] {
            assert_eq!(kilograms("any/call", grams).expect("a weight").get(), expected);
        }
        assert!(kilograms("any/call", 0).is_err());
    }

    #[test]
    fn the_lists_decide_what_became_of_a_row() {
        let busy = || errors::refused(STOCK, "error_busi_update_stock_failed", "some failed");
        let rows = |text| serde_json::from_str::<RowsChanged>(text).expect("rows");
        let success = r#"{"success_list":[{"model_id":0,"stock":5}],"failure_list":[]}"#;
        let failure = r#"{"success_list":null,"failure_list":[{"model_id":0,"failed_reason":"under reserved stock"}]}"#;
        assert_eq!(row_changed(STOCK, Ok(()), rows(success)), Ok(()));
        assert_eq!(row_changed(STOCK, Err(busy()), rows(success)), Ok(()), "failed for others, not for us");
        assert_eq!(row_changed(STOCK, Err(busy()), rows("{}")), Err(busy()));
        assert_eq!(row_changed(STOCK, Ok(()), rows("{}")), Ok(()));
        for whole in [Ok(()), Err(busy())] {
            let fault = row_changed(STOCK, whole, rows(failure)).expect_err("the row failed");
            assert_eq!((fault.kind, fault.words.as_str()), (FaultKind::Permanent, "under reserved stock"));
        }
    }
}

//! Products: pictures, creating with review, changing, hiding, reading.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    Caller,
    catalogue::{leaf, name_of},
    envelope::{Refusal, Reply},
    payload,
    stock::whole_vnd,
    words,
};
use crate::{
    books::{
        FIRST_WAREHOUSE,
        items::{Dimension, Item, ItemDraft, ItemStatus, Packs},
    },
    call::is_picture,
    clock::in_vietnam,
    market::{Market, State},
};

const PICTURE_BYTES_MAX: usize = 1024 * 1024;
const PICTURES_MAX: usize = 8;
const SKUS_MAX: usize = 50;

/// `/image/upload`: a picture is looked at and forgotten; its address stays.
pub fn upload_image(market: &Market, caller: &Caller) -> Reply {
    let picture = caller.files.iter().find(|(name, _)| name == "image");
    let (_, bytes) = picture.ok_or_else(|| Refusal::missing("image"))?;
    if bytes.len() > PICTURE_BYTES_MAX {
        return Err(Refusal::business(302, "The image is larger than 1 MB"));
    }
    if !is_picture(bytes) {
        return Err(Refusal::business(301, "The image must be JPG or PNG"));
    }
    Ok(keep(market, &hex::encode(Sha256::digest(bytes))))
}

/// `/image/migrate`: the address is taken at its word; the sandbox fetches nothing.
pub fn migrate_image(market: &Market, caller: &Caller) -> Reply {
    let request = payload::read(caller.need("payload")?)?;
    let url = payload::text(&request["Image"]["Url"]);
    if !url::Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
        return Err(Refusal::business(30, "Url is empty or invalid"));
    }
    Ok(keep(market, &hex::encode(Sha256::digest(url.as_bytes()))))
}

fn keep(market: &Market, hash: &str) -> Value {
    let hash = &hash[..32];
    let url = format!("https://vn-live.slatic.sandbox.invalid/p/{hash}.jpg");
    market.state().books.keep_image(url.clone());
    json!({ "image": { "url": url, "hash_code": hash } })
}

/// `/product/create`: the product waits for review.
pub fn create(market: &Market, caller: &Caller) -> Reply {
    let request = payload::read(caller.need("payload")?)?;
    let product = &request["Product"];
    let mut state = market.state();
    let drafts = drafts(&state, product)?;
    let shop = state.books.shop(caller.shop_id).map_err(|_| Refusal::business(1000, "Internal Application Error"))?;
    let mut seen = BTreeSet::new();
    for draft in &drafts {
        let taken = state.books.item_of(shop.id, &draft.sku).is_ok();
        if taken || !seen.insert(draft.sku.clone()) {
            let detail = json!([{ "seller_sku": draft.sku, "field": "SellerSku", "message": "SELLER_SKU_DUPLICATED" }]);
            return Err(
                Refusal::business(4105, format_args!("SellerSku {} is duplicated", draft.sku)).with_detail(detail)
            );
        }
    }
    let now = state.clocks.business_seconds();
    let added = state.books.add_product(caller.shop_id, drafts, ItemStatus::Reviewing, false, now);
    let product_id = added.map_err(|_| Refusal::business(500, "Create product failed"))?;
    market.submit(&mut state, caller.shop_id, product_id);
    let shop = state.books.shop(caller.shop_id).map_err(|_| Refusal::business(500, "Create product failed"))?;
    let skus: Vec<Value> = shop
        .variants(product_id)
        .map(|item| json!({ "seller_sku": item.draft.sku, "shop_sku": shop_sku(item), "sku_id": item.id }))
        .collect();
    Ok(json!({ "item_id": product_id, "sku_list": skus }))
}

/// `/product/update`: what is named is changed, and the product is looked at again only if its words or pictures were.
pub fn update(market: &Market, caller: &Caller) -> Reply {
    let request = payload::read(caller.need("payload")?)?;
    let product = &request["Product"];
    let mut state = market.state();
    let product_id = product_of(&state, caller.shop_id, product)?;
    let attributes = &product["Attributes"];
    let (name, description) = (payload::text(&attributes["name"]), payload::text(&attributes["description"]));
    let images: Vec<String> = payload::list(&product["Images"]["Image"]).into_iter().map(payload::text).collect();
    check_pictures(&state, &images)?;
    let hide =
        payload::list(&product["Skus"]["Sku"]).iter().find_map(|sku| match payload::text(&sku["Status"]).as_str() {
            "inactive" => Some(true),
            "active" => Some(false),
            _ => None,
        });
    let now = state.clocks.business_seconds();
    let again = !(name.is_empty() && description.is_empty() && images.is_empty());
    let changed = state.books.change_product(caller.shop_id, product_id, now, |item| {
        if !name.is_empty() {
            item.draft.name.clone_from(&name);
        }
        if !description.is_empty() {
            item.draft.description.clone_from(&description);
        }
        if !images.is_empty() {
            item.draft.image_ids.clone_from(&images);
        }
        if let Some(hidden) = hide {
            item.draft.unlisted = hidden;
            item.status = match item.status {
                ItemStatus::Normal | ItemStatus::Unlisted if hidden => ItemStatus::Unlisted,
                ItemStatus::Normal | ItemStatus::Unlisted => ItemStatus::Normal,
                other => other,
            };
        }
        if again && item.status != ItemStatus::Banned {
            item.status = ItemStatus::Reviewing;
        }
    });
    changed.map_err(|_| Refusal::business(501, "Update product failed"))?;
    if again {
        market.submit(&mut state, caller.shop_id, product_id);
    }
    Ok(json!({}))
}

/// `/product/deactivate`: the whole product, or the variants named.
pub fn deactivate(market: &Market, caller: &Caller) -> Reply {
    let text = caller.get("apiRequestBody").or_else(|| caller.get("payload"));
    let request = payload::read(text.ok_or_else(|| Refusal::missing("apiRequestBody"))?)?;
    let mut state = market.state();
    let product_id = product_of(&state, caller.shop_id, &request["Product"])?;
    let named: Vec<String> =
        payload::list(&request["Product"]["Skus"]["SellerSku"]).into_iter().map(payload::text).collect();
    let now = state.clocks.business_seconds();
    let changed = state.books.change_product(caller.shop_id, product_id, now, |item| {
        if named.is_empty() || named.contains(&item.draft.sku) {
            item.draft.unlisted = true;
            if item.status == ItemStatus::Normal {
                item.status = ItemStatus::Unlisted;
            }
        }
    });
    changed.map_err(|_| Refusal::business(501, "Update product failed"))?;
    market.tell_of_product(&mut state, caller.shop_id, product_id);
    Ok(json!({}))
}

/// `/product/item/get`.
pub fn get(market: &Market, caller: &Caller) -> Reply {
    let state = market.state();
    let asked =
        json!({ "ItemId": caller.get("item_id"), "Skus": { "Sku": { "SellerSku": caller.get("seller_sku") } } });
    let product_id = product_of(&state, caller.shop_id, &asked)?;
    shown(&state, caller.shop_id, product_id).ok_or_else(no_such_product)
}

/// `/products/get`: a page of products, of all or of some states.
pub fn list(market: &Market, caller: &Caller) -> Reply {
    let (offset, limit) = (caller.number("offset", 0)?, caller.number("limit", 20)?);
    if !(0..=10_000).contains(&offset) || !(1..=50).contains(&limit) {
        return Err(Refusal::business(19, "Invalid Limit: limit is 1 to 50, offset 0 to 10000"));
    }
    let filter = caller.get("filter").unwrap_or("all");
    let skus: Option<Vec<String>> = caller.get("sku_seller_list").and_then(|text| serde_json::from_str(text).ok());
    let state = market.state();
    let shop = state.books.shop(caller.shop_id).map_err(|_| no_such_product())?;
    let wanted = |item: &&Item| {
        let state = match filter {
            "live" => item.status == ItemStatus::Normal,
            "inactive" => item.status == ItemStatus::Unlisted,
            "pending" => item.status == ItemStatus::Reviewing,
            "rejected" => matches!(item.status, ItemStatus::Rejected | ItemStatus::Banned),
            "sold-out" => item.draft.stock.total() == 0,
            "deleted" => item.status == ItemStatus::Deleted,
            _ => item.status != ItemStatus::Deleted,
        };
        state && skus.as_ref().is_none_or(|skus| skus.contains(&item.draft.sku))
    };
    let ids: BTreeSet<u64> = shop.items().filter(wanted).map(|item| item.product_id).collect();
    let page = ids.iter().skip(usize::try_from(offset).unwrap_or(0)).take(usize::try_from(limit).unwrap_or(0));
    let products: Vec<Value> = page.filter_map(|id| shown(&state, caller.shop_id, *id)).collect();
    Ok(json!({ "total_products": ids.len(), "products": products }))
}

/// The drafts of a product's variants, or what is wrong with the first that is.
fn drafts(state: &State, product: &Value) -> Result<Vec<ItemDraft>, Refusal> {
    let category = leaf(payload::text(&product["PrimaryCategory"]).parse().unwrap_or(0))?;
    let attributes = &product["Attributes"];
    let mandatory = category.attributes.iter().filter(|attribute| attribute.mandatory).map(name_of);
    for name in ["name", "description", "brand"].map(String::from).into_iter().chain(mandatory) {
        if payload::text(&attributes[&name]).is_empty() {
            let detail = json!([{ "field": name, "message": format!("{name} is mandatory") }]);
            return Err(Refusal::business(4110, format_args!("Missing mandatory property {name}")).with_detail(detail));
        }
    }
    let mut images: Vec<String> = payload::list(&product["Images"]["Image"]).into_iter().map(payload::text).collect();
    let skus = payload::list(&product["Skus"]["Sku"]);
    for sku in &skus {
        images.extend(payload::list(&sku["Images"]["Image"]).into_iter().map(payload::text));
    }
    if images.is_empty() {
        return Err(Refusal::business(4139, "At least one main image is needed"));
    }
    check_pictures(state, &images)?;
    if skus.is_empty() || skus.len() > SKUS_MAX {
        return Err(Refusal::business(204, "Too many or no SKUs in one request"));
    }
    let given = category.attributes.iter().filter(|of| !payload::text(&attributes[name_of(of)]).is_empty());
    let given: Vec<u64> = given.map(|attribute| attribute.id).collect();
    skus.into_iter().map(|sku| draft(product, category.id, sku, &images, &given)).collect()
}

fn check_pictures(state: &State, images: &[String]) -> Result<(), Refusal> {
    if images.len() > PICTURES_MAX {
        return Err(Refusal::business(4139, format_args!("There are more than {PICTURES_MAX} images")));
    }
    match images.iter().find(|url| !state.books.has_image(url)) {
        Some(url) => Err(Refusal::business(4139, format_args!("Image {url} is not hosted by Lazada"))),
        None => Ok(()),
    }
}

fn draft(
    product: &Value,
    category_id: u64,
    sku: &Value,
    images: &[String],
    given: &[u64],
) -> Result<ItemDraft, Refusal> {
    let attributes = &product["Attributes"];
    let seller_sku = payload::text(&sku["SellerSku"]);
    let missing = |name: &str| {
        let detail = json!([{ "seller_sku": seller_sku, "field": name, "message": format!("{name} is mandatory") }]);
        Refusal::business(4110, format_args!("Missing mandatory property {name}")).with_detail(detail)
    };
    if seller_sku.is_empty() {
        return Err(missing("SellerSku"));
    }
    let size = |name: &str| {
        payload::text(&sku[name]).parse::<f64>().ok().filter(|size| *size > 0.0).ok_or_else(|| missing(name))
    };
    let (length, width, height) = (size("package_length")?, size("package_width")?, size("package_height")?);
    let weight = size("package_weight")?;
    let whole = |number: f64| format!("{number:.0}").parse().unwrap_or(0);
    let price_vnd = whole_vnd(&sku["price"])?;
    let stock: i64 = payload::text(&sku["quantity"]).parse().unwrap_or(0);
    if stock < 0 {
        return Err(Refusal::business(501, "Negative quantity"));
    }
    Ok(ItemDraft {
        sku: seller_sku.clone(),
        name: payload::text(&attributes["name"]),
        description: payload::text(&attributes["description"]),
        category_id,
        price_vnd,
        stock: Packs::at(FIRST_WAREHOUSE, stock),
        weight_g: whole(weight * 1_000.0),
        dimension: Some(Dimension { length_cm: whole(length), width_cm: whole(width), height_cm: whole(height) }),
        image_ids: images.to_vec(),
        channel_ids: Vec::new(),
        brand: Some(payload::text(&attributes["brand"])),
        attribute_ids: given.to_vec(),
        unlisted: payload::text(&sku["Status"]) == "inactive",
        said: attributes.clone(),
    })
}

/// The product that is meant: by its number, or by a variant's SKU or number.
pub fn product_of(state: &State, shop_id: u64, product: &Value) -> Result<u64, Refusal> {
    let shop = state.books.shop(shop_id).map_err(|_| no_such_product())?;
    let id = payload::text(&product["ItemId"]).parse().ok();
    let skus = payload::list(&product["Skus"]["Sku"]);
    let sku = skus.iter().map(|sku| payload::text(&sku["SellerSku"])).find(|sku| !sku.is_empty());
    let by_sku = || shop.item(state.books.item_of(shop_id, &sku?).ok()?).map(|item| item.product_id);
    let found = id.filter(|id| shop.variants(*id).next().is_some()).or_else(by_sku);
    found.ok_or_else(no_such_product)
}

fn no_such_product() -> Refusal {
    Refusal::business(501, "ITEM_NOT_FOUND: the product does not exist")
}

fn shop_sku(item: &Item) -> String {
    format!("{}_VNAMZ-{}", item.product_id, item.id)
}

fn shown(state: &State, shop_id: u64, product_id: u64) -> Option<Value> {
    let shop = state.books.shop(shop_id).ok()?;
    let first = shop.variants(product_id).next()?;
    let time = |second: i64| (in_vietnam(second).timestamp() * 1_000).to_string();
    let skus = shop.variants(product_id).map(|item| {
        json!({
            "SkuId": item.id,
            "SellerSku": item.draft.sku,
            "ShopSku": shop_sku(item),
            "Status": words::of_item(item.status).to_lowercase(),
            "quantity": item.draft.stock.total(),
            "Available": item.draft.stock.total(),
            "price": item.draft.price_vnd,
            "package_weight": format!("{}.{:03}", item.draft.weight_g / 1_000, item.draft.weight_g % 1_000),
            "Images": item.draft.image_ids,
            "multiWarehouseInventories": [{
                "warehouseCode": "dropshipping",
                "quantity": item.draft.stock.total(),
                "sellableQuantity": item.draft.stock.total(),
                "occupyQuantity": item.reserved,
            }],
        })
    });
    let mut product = json!({
        "item_id": product_id,
        "primary_category": first.draft.category_id,
        "created_time": time(first.created),
        "updated_time": time(first.updated),
        "status": words::of_item(first.status),
        "images": first.draft.image_ids,
        "attributes": first.draft.said,
        "skus": skus.collect::<Vec<Value>>(),
    });
    product["attributes"]["name"] = first.draft.name.as_str().into();
    product["attributes"]["description"] = first.draft.description.as_str().into();
    if matches!(first.status, ItemStatus::Rejected | ItemStatus::Banned) {
        product["rejectReason"] = json!([{ "suggestion": first.reason, "violationDetail": first.reason }]);
    }
    Some(product)
}

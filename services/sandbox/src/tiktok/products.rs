//! Products: pictures, creating with review, editing, switching on and off, reading.

use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    Caller,
    catalogue::leaf,
    envelope::{Refusal, Reply},
    inventory::{Inventory, Price, packs},
    words,
};
use crate::{
    books::{
        Shop,
        items::{Item, ItemDraft, ItemStatus},
    },
    call::{is_picture, size_of_picture},
    market::{Market, State},
};

use axum::http::StatusCode;

const PICTURE_BYTES_MAX: usize = 10 * 1024 * 1024;
const PICTURE_SIDES: std::ops::RangeInclusive<u32> = 300..=4_000;
const TITLE: std::ops::RangeInclusive<usize> = 25..=255;
const DESCRIPTION_MAX: usize = 10_000;
const PICTURES_MAX: usize = 9;
const SKUS_MAX: usize = 100;
const KEY_MAX: usize = 128;

/// `POST images/upload`: a picture is looked at and forgotten; its `uri` stays.
pub fn upload(market: &Market, caller: &Caller) -> Reply {
    let files = caller.form.as_ref().map_or(&[][..], |form| form.files.as_slice());
    let picture = files.iter().find(|(name, _)| name == "data");
    let (_, bytes) = picture.ok_or_else(|| Refusal::invalid("data is missing"))?;
    let refuse = |code, words: &str| Err(Refusal::new(StatusCode::BAD_REQUEST, code, words));
    if bytes.len() > PICTURE_BYTES_MAX {
        return refuse(36_009_021, "Invalid file size: 10 MB at most");
    }
    let other_kinds = bytes.starts_with(b"BM") || bytes.get(8..12) == Some(b"WEBP") || bytes.get(4..8) == Some(b"ftyp");
    if !is_picture(bytes) && !other_kinds {
        return refuse(36_009_022, "Invalid file format: JPG, JPEG, PNG, WEBP, HEIC or BMP");
    }
    let size = size_of_picture(bytes);
    if size.is_some_and(|(width, height)| !PICTURE_SIDES.contains(&width) || !PICTURE_SIDES.contains(&height)) {
        return Err(Refusal::product("Image width and height must be 300 to 4000 px"));
    }
    let uri = format!("tos-alisg-i-sandbox/{}", &hex::encode(Sha256::digest(bytes))[..32]);
    market.state().books.keep_image(uri.clone());
    let (width, height) = size.unwrap_or_default();
    Ok(json!({
        "uri": uri,
        "url": format!("https://images.sandbox.invalid/{uri}"),
        "width": width,
        "height": height,
        "use_case": "MAIN_IMAGE",
    }))
}

#[derive(Deserialize)]
struct Wanted {
    title: String,
    description: String,
    category_id: String,
    main_images: Vec<Picture>,
    skus: Vec<Sku>,
    package_weight: Weight,
    save_mode: Option<String>,
    idempotency_key: Option<String>,
    #[serde(default)]
    product_attributes: Vec<Value>,
}

#[derive(Deserialize)]
struct Picture {
    uri: String,
}

#[derive(Deserialize)]
struct Weight {
    value: String,
    unit: String,
}

#[derive(Deserialize)]
struct Sku {
    id: Option<String>,
    #[serde(rename = "seller_sku")]
    code: String,
    inventory: Vec<Inventory>,
    price: Price,
    #[serde(default)]
    sales_attributes: Vec<Value>,
}

impl Wanted {
    /// Looks it over, and makes the drafts of its variants.
    fn drafts(&self, state: &State, shop: &Shop) -> Result<Vec<ItemDraft>, Refusal> {
        let refuse = |words: &str| Err(Refusal::product(words));
        if !TITLE.contains(&self.title.trim().chars().count()) {
            return refuse("title must have 25 to 255 characters");
        }
        if self.description.trim().is_empty() || self.description.chars().count() > DESCRIPTION_MAX {
            return refuse("description must have 1 to 10000 characters");
        }
        let category = leaf(&self.category_id)?;
        let given = |id: u64| {
            self.product_attributes
                .iter()
                .any(|given| given["id"].as_str().is_some_and(|given| given.parse() == Ok(id)))
        };
        if let Some(missing) = category.attributes.iter().find(|attribute| attribute.mandatory && !given(attribute.id))
        {
            return Err(Refusal::product(format_args!("required product attribute {} is missing", missing.id)));
        }
        if !(1..=PICTURES_MAX).contains(&self.main_images.len()) {
            return refuse("main_images must have 1 to 9 images");
        }
        if !self.main_images.iter().all(|picture| state.books.has_image(&picture.uri)) {
            return refuse("main_images holds a uri that was not uploaded");
        }
        if !(1..=SKUS_MAX).contains(&self.skus.len()) {
            return refuse("skus must have 1 to 100 entries");
        }
        let weight_g = weight_g(&self.package_weight).ok_or_else(|| Refusal::product("package_weight is invalid"))?;
        self.skus.iter().map(|sku| self.draft(sku, shop, category.id, weight_g)).collect()
    }

    fn draft(&self, sku: &Sku, shop: &Shop, category_id: u64, weight_g: i64) -> Result<ItemDraft, Refusal> {
        let length = sku.code.chars().count();
        if !(1..=50).contains(&length) || sku.code.contains(char::is_whitespace) {
            return Err(Refusal::product("seller_sku must have 1 to 50 characters and no spaces"));
        }
        if sku.sales_attributes.len() > 3 {
            return Err(Refusal::product("there are more than 3 kinds of sales attributes"));
        }
        let stock = packs(shop, &sku.inventory, 1).map_err(|(_, words)| Refusal::product(words))?;
        Ok(ItemDraft {
            sku: sku.code.clone(),
            name: self.title.clone(),
            description: self.description.clone(),
            category_id,
            price_vnd: sku.price.vnd()?,
            stock,
            weight_g,
            dimension: None,
            image_ids: self.main_images.iter().map(|picture| picture.uri.clone()).collect(),
            channel_ids: Vec::new(),
            brand: None,
            attribute_ids: Vec::new(),
            unlisted: self.save_mode.as_deref() == Some("AS_DRAFT"),
            said: json!({ "product_attributes": self.product_attributes, "sales_attributes": sku.sales_attributes }),
        })
    }
}

fn weight_g(weight: &Weight) -> Option<i64> {
    let factor = match weight.unit.as_str() {
        "KILOGRAM" => 1_000.0,
        "GRAM" => 1.0,
        _ => return None,
    };
    let value: f64 = weight.value.parse().ok().filter(|value| (0.0..=100_000.0).contains(value))?;
    format!("{:.0}", value * factor).parse().ok().filter(|grams| *grams > 0)
}

/// `POST products`: the product waits for review. A key that came before gives the product that was made then.
pub fn create(market: &Market, caller: &Caller) -> Reply {
    let wanted: Wanted = caller.body()?;
    let key = wanted.idempotency_key.clone().filter(|key| !key.is_empty());
    if key.as_ref().is_some_and(|key| key.chars().count() > KEY_MAX) {
        return Err(Refusal::product("idempotency_key has 128 characters at most"));
    }
    let mut state = market.state();
    let made = key.as_ref().and_then(|key| state.made_by_key.get(&(caller.shop_id, key.clone())).copied());
    let product_id = if let Some(product_id) = made {
        product_id
    } else {
        let drafts = wanted.drafts(&state, caller.shop(&state)?)?;
        let as_draft = wanted.save_mode.as_deref() == Some("AS_DRAFT");
        let status = if as_draft { ItemStatus::Unlisted } else { ItemStatus::Reviewing };
        let now = state.clocks.business_seconds();
        let added = state.books.add_product(caller.shop_id, drafts, status, false, now);
        let product_id = added.map_err(|_| super::no_such_shop())?;
        state.made_by_key.extend(key.map(|key| ((caller.shop_id, key), product_id)));
        if !as_draft {
            market.submit(&mut state, caller.shop_id, product_id);
        }
        product_id
    };
    Ok(told(caller.shop(&state)?, product_id))
}

fn told(shop: &Shop, product_id: u64) -> Value {
    let skus = shop.variants(product_id).map(|item| {
        json!({ "id": item.id.to_string(), "seller_sku": item.draft.sku, "sales_attributes": item.draft.said["sales_attributes"] })
    });
    json!({ "product_id": product_id.to_string(), "skus": skus.collect::<Vec<Value>>(), "warnings": [] })
}

/// `PUT products/{id}`: all of it is said anew; variants keep their numbers by their seller's SKU.
pub fn edit(market: &Market, caller: &Caller, id: &str) -> Reply {
    let wanted: Wanted = caller.body()?;
    let mut state = market.state();
    let shop = caller.shop(&state)?;
    let product_id = find(shop, id)?;
    let drafts = wanted.drafts(&state, shop)?;
    let known = |draft: &ItemDraft| shop.variants(product_id).any(|item| item.draft.sku == draft.sku);
    let ids_fit = wanted
        .skus
        .iter()
        .filter_map(|sku| sku.id.as_ref())
        .all(|id| shop.variants(product_id).any(|item| item.id.to_string() == *id));
    if !ids_fit || !drafts.iter().all(known) {
        return Err(Refusal::product("a SKU is not one of this product's"));
    }
    let now = state.clocks.business_seconds();
    let changed = state.books.change_product(caller.shop_id, product_id, now, |item| {
        if let Some(draft) = drafts.iter().find(|draft| draft.sku == item.draft.sku) {
            item.draft = draft.clone();
            item.status = ItemStatus::Reviewing;
        }
    });
    changed.map_err(|_| no_such_product())?;
    market.submit(&mut state, caller.shop_id, product_id);
    Ok(told(caller.shop(&state)?, product_id))
}

/// `POST products/activate` and `deactivate`.
pub fn switch(market: &Market, caller: &Caller, on: bool) -> Reply {
    #[derive(Deserialize)]
    struct Which {
        product_ids: Vec<String>,
    }
    let which: Which = caller.body()?;
    if !(1..=20).contains(&which.product_ids.len()) {
        return Err(Refusal::invalid("product_ids must have 1 to 20 entries"));
    }
    let mut state = market.state();
    let mut errors = Vec::new();
    for id in &which.product_ids {
        let Ok(product_id) = find(caller.shop(&state)?, id) else {
            errors.push(
                json!({ "code": 12_052_048, "message": "The product does not exist", "detail": { "product_id": id } }),
            );
            continue;
        };
        let now = state.clocks.business_seconds();
        // The product was found a line above.
        let _ = state.books.change_product(caller.shop_id, product_id, now, |item| {
            item.draft.unlisted = !on;
            item.status = match item.status {
                ItemStatus::Normal | ItemStatus::Unlisted if on => ItemStatus::Normal,
                ItemStatus::Normal => ItemStatus::Unlisted,
                other => other,
            };
        });
    }
    Ok(json!({ "errors": errors }))
}

/// `GET products/{id}`.
pub fn get(market: &Market, caller: &Caller, id: &str) -> Reply {
    let state = market.state();
    let shop = caller.shop(&state)?;
    let product_id = find(shop, id)?;
    shown(shop, product_id).ok_or_else(no_such_product)
}

/// `POST products/search`: a page of products, of all or of one status, or those with some SKUs.
pub fn search(market: &Market, caller: &Caller) -> Reply {
    #[derive(Deserialize, Default)]
    struct Filter {
        status: Option<String>,
        seller_skus: Option<Vec<String>>,
    }
    let filter: Filter = if caller.call.body.is_empty() { Filter::default() } else { caller.body()? };
    let size = caller.number("page_size", 20)?;
    if !(1..=100).contains(&size) {
        return Err(Refusal::invalid("page_size must be 1 to 100"));
    }
    let after: u64 =
        caller.call.query("page_token").map_or(Ok(0), str::parse).map_err(|_| Refusal::invalid("page_token"))?;
    let state = market.state();
    let shop = caller.shop(&state)?;
    let wanted = |item: &&Item| {
        let status = filter.status.as_deref().filter(|status| *status != "ALL");
        status.map_or(item.status != ItemStatus::Deleted, |status| words::of_item(item.status) == status)
            && filter.seller_skus.as_ref().is_none_or(|skus| skus.contains(&item.draft.sku))
    };
    let mut ids: Vec<u64> = shop.items().filter(wanted).map(|item| item.product_id).collect();
    ids.dedup();
    let page: Vec<u64> = ids.iter().copied().filter(|id| *id > after).take(size).collect();
    let more = page.last().filter(|last| ids.last() > Some(last));
    let products: Vec<Value> = page.iter().filter_map(|id| shown(shop, *id)).collect();
    Ok(json!({
        "products": products,
        "next_page_token": more.map(u64::to_string).unwrap_or_default(),
        "total_count": ids.len(),
    }))
}

/// A product of this shop by its number.
pub fn find(shop: &Shop, id: &str) -> Result<u64, Refusal> {
    let found = id.parse().ok().filter(|id| shop.variants(*id).any(|item| item.status != ItemStatus::Deleted));
    found.ok_or_else(no_such_product)
}

fn no_such_product() -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, 12_052_048, "The product does not exist")
}

fn shown(shop: &Shop, product_id: u64) -> Option<Value> {
    let first = shop.variants(product_id).next()?;
    let skus = shop.variants(product_id).map(|item| {
        let amount = item.draft.price_vnd.to_string();
        let places = item.draft.stock.by_place();
        json!({
            "id": item.id.to_string(),
            "seller_sku": item.draft.sku,
            "price": { "currency": "VND", "sale_price": amount, "tax_exclusive_price": amount },
            "inventory": places.map(|(place, packs)| json!({ "warehouse_id": place.to_string(), "quantity": packs })).collect::<Vec<Value>>(),
            "sales_attributes": item.draft.said["sales_attributes"],
        })
    });
    let mut product = json!({
        "id": product_id.to_string(),
        "title": first.draft.name,
        "description": first.draft.description,
        "status": words::of_item(first.status),
        "category_chains": [{ "id": first.draft.category_id.to_string(), "is_leaf": true }],
        "main_images": first.draft.image_ids.iter().map(|uri| json!({ "uri": uri })).collect::<Vec<Value>>(),
        "product_attributes": first.draft.said["product_attributes"],
        "package_weight": { "unit": "KILOGRAM", "value": format!("{}.{:03}", first.draft.weight_g / 1_000, first.draft.weight_g % 1_000) },
        "skus": skus.collect::<Vec<Value>>(),
        "create_time": first.created,
        "update_time": first.updated,
    });
    if !first.reason.is_empty() {
        product["audit_failed_reasons"] = json!([{ "reasons": [first.reason], "suggestions": [] }]);
    }
    Some(product)
}

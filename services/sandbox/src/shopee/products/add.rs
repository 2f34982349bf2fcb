//! `product/add_item`: a seller shows something.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use serde_json::{Number, json};

use super::{
    super::{
        caller::{Body, ForShop},
        envelope::{Answer, Refusal, Reply},
    },
    full,
    rules::{Complaint, look_over},
    scaled,
};
use crate::{
    books::{
        catalogue::LIMITS,
        items::{Dimension, ItemDraft, ItemStatus, Packs},
    },
    market::Market,
};

/// The body of the call, as far as it is looked at.
#[derive(Deserialize)]
pub struct Wanted {
    item_name: String,
    description: String,
    original_price: Number,
    weight: Number,
    category_id: u64,
    image: Pictures,
    logistic_info: Vec<Carrier>,
    #[serde(default)]
    item_sku: String,
    item_status: Option<String>,
    dimension: Option<Parcel>,
    brand: Option<Brand>,
    #[serde(default)]
    seller_stock: Vec<Stock>,
    #[serde(default)]
    attribute_list: Vec<Attribute>,
}

#[derive(Deserialize)]
struct Pictures {
    image_id_list: Vec<String>,
}

#[derive(Deserialize)]
struct Carrier {
    logistic_id: u64,
    enabled: bool,
}

#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Shopee's")]
struct Parcel {
    package_length: i64,
    package_width: i64,
    package_height: i64,
}

#[derive(Deserialize)]
struct Brand {
    brand_id: u64,
    original_brand_name: String,
}

/// Packs at a place; shops with one warehouse name no place.
#[derive(Deserialize)]
pub struct Stock {
    /// Forbidden here, where every shop has one warehouse.
    pub location_id: Option<String>,
    /// Packs.
    pub stock: i64,
}

#[derive(Deserialize)]
struct Attribute {
    attribute_id: u64,
}

/// `POST product/add_item`. Whether a SKU is there already is the seller's business, as it is with Shopee.
pub async fn add_item(State(market): State<Arc<Market>>, call: ForShop, Body(wanted): Body<Wanted>) -> Reply {
    let draft = wanted.into_draft()?;
    let mut state = market.state();
    let now = state.clocks.business_seconds();
    look_over(&draft, |id| state.books.has_image(id)).map_err(complain)?;
    let full_up = || complain(Complaint::ShopFull);
    if state.books.shop(call.shop_id).is_ok_and(|shop| shop.items().count() >= LIMITS.items_max) {
        return Err(full_up());
    }
    let status = if draft.unlisted { ItemStatus::Unlisted } else { ItemStatus::Normal };
    let id = state.books.add_product(call.shop_id, vec![draft], status, true, now).map_err(|_| full_up())?;
    let item = state.books.shop(call.shop_id).ok().and_then(|shop| shop.item(id)).ok_or_else(full_up)?;
    let mut answer = full(item);
    answer["images"] = answer["image"].take();
    answer["price_info"] = json!({ "current_price": item.draft.price_vnd, "original_price": item.draft.price_vnd });
    answer["seller_stock"] = json!([{ "stock": item.draft.stock.total() }]);
    Ok(Answer::with(answer))
}

impl Wanted {
    fn into_draft(self) -> Result<ItemDraft, Refusal> {
        let invalid_price = || Refusal::new("error_invalid_price", "Invalid price, please use the correct format");
        let unlisted = match self.item_status.as_deref() {
            None | Some("NORMAL") => false,
            Some("UNLIST") => true,
            Some(_) => return Err(Refusal::parameter("item_status is invalid")),
        };
        if self.brand.as_ref().is_some_and(|brand| brand.brand_id != 0) {
            return Err(Refusal::new("error_invalid_brand", "Invalid brand"));
        }
        let dimension = self.dimension.map(|dimension| Dimension {
            length_cm: dimension.package_length,
            width_cm: dimension.package_width,
            height_cm: dimension.package_height,
        });
        let enabled = self.logistic_info.iter().filter(|carrier| carrier.enabled);
        Ok(ItemDraft {
            sku: self.item_sku,
            name: self.item_name,
            description: self.description,
            category_id: self.category_id,
            price_vnd: scaled(&self.original_price, 0).ok_or_else(invalid_price)?,
            stock: Packs::at(0, only_place(&self.seller_stock)?),
            weight_g: scaled(&self.weight, 3).ok_or_else(|| complain(Complaint::WeightOutOfRange))?,
            dimension,
            image_ids: self.image.image_id_list,
            channel_ids: enabled.map(|carrier| carrier.logistic_id).collect(),
            brand: self.brand.map(|brand| brand.original_brand_name),
            attribute_ids: self.attribute_list.iter().map(|attribute| attribute.attribute_id).collect(),
            unlisted,
            said: json!(null),
        })
    }
}

/// The packs of a shop with one warehouse.
pub fn only_place(stock: &[Stock]) -> Result<i64, Refusal> {
    let words = "You do not have right to use seller location_id, please only fill seller_stock filed.";
    match stock {
        [Stock { location_id, stock }] if location_id.as_deref().unwrap_or_default().is_empty() => Ok(*stock),
        [_] => Err(Refusal::new("error_auth", words)),
        _ => Err(Refusal::parameter("seller_stock must have one entry")),
    }
}

/// A complaint in Shopee's words, its misspellings included.
pub fn complain(complaint: Complaint) -> Refusal {
    let (code, words) = match complaint {
        Complaint::NameTooShort => ("error_item_name_is_too_short", "Item_name length is less than min limit."),
        Complaint::NameTooLong => {
            ("error_title_exceeds_max_length", "The length of item_name is bigger than max limit.")
        }
        Complaint::DescriptionTooShort => {
            ("error_desc_length_min_limit", "Description length is less than the min limit.")
        }
        Complaint::DescriptionTooLong => {
            ("error_param", "Parameter is not match the constraints, description is too long.")
        }
        Complaint::NotALeafCategory => ("error_invalid_category", "Invalid category."),
        Complaint::PriceTooLow => ("error_price_exceed_min_limitt", "Original_price is less than min price limit."),
        Complaint::PriceTooHigh => ("error_price_exceed_max_limitt", "Original_price is bigger than max price limit."),
        Complaint::StockOutOfRange => ("error_param", "Parameter is not match the constraints, stock."),
        Complaint::WeightOutOfRange => ("error_param", "Invalid Weight."),
        Complaint::NoDimension => ("error_param", "dimension is required"),
        Complaint::NoCarrier => ("error_invalid_logistic_info", "invalid logistic info , no enabled channel"),
        Complaint::NoPicture => ("error_image_num_min", "There must be at least 1 image."),
        Complaint::TooManyPictures => ("error_param", "Parameter is not match the constraints, too many images."),
        Complaint::UnknownPicture => ("error_param", "Image not exist."),
        Complaint::NoBrand => ("error_invalid_brand", "Brand information required"),
        Complaint::AttributeMissing => ("error_less_required_attribute", "Mandatory attribute information required"),
        Complaint::ShopFull => ("error_reach_shop_item_limit", "Item published item count reaches limit."),
    };
    Refusal::new(code, words)
}

//! What an offer must be like for Shopee to let it in.

use crate::books::{
    catalogue::{Category, LIMITS, category, channel},
    items::{Dimension, ItemDraft},
};

/// Why an offer is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complaint {
    /// Title under the limit.
    NameTooShort,
    /// Title over the limit.
    NameTooLong,
    /// Description under the limit.
    DescriptionTooShort,
    /// Description over the limit.
    DescriptionTooLong,
    /// No such category, or one with categories below it.
    NotALeafCategory,
    /// Price under the limit.
    PriceTooLow,
    /// Price over the limit.
    PriceTooHigh,
    /// Stock under or over the limit.
    StockOutOfRange,
    /// Weight missing or over what the carrier takes.
    WeightOutOfRange,
    /// No size of the box.
    NoDimension,
    /// No carrier, or one that does not come here.
    NoCarrier,
    /// No picture.
    NoPicture,
    /// Too many pictures.
    TooManyPictures,
    /// A picture that was never uploaded.
    UnknownPicture,
    /// No brand, not even "No Brand".
    NoBrand,
    /// An attribute this category insists on.
    AttributeMissing,
    /// The shop is full.
    ShopFull,
}

/// Looks an offer over. `has_picture` knows which pictures were uploaded.
pub fn look_over(draft: &ItemDraft, has_picture: impl Fn(&str) -> bool) -> Result<(), Complaint> {
    look_over_words(draft)?;
    let leaf = category(draft.category_id).filter(|category| category.is_leaf());
    let leaf = leaf.ok_or(Complaint::NotALeafCategory)?;
    price_is_allowed(draft.price_vnd)?;
    stock_is_allowed(draft.stock.total())?;
    if draft.image_ids.is_empty() {
        return Err(Complaint::NoPicture);
    }
    if draft.image_ids.len() > LIMITS.images_max {
        return Err(Complaint::TooManyPictures);
    }
    if !draft.image_ids.iter().all(|id| has_picture(id)) {
        return Err(Complaint::UnknownPicture);
    }
    look_over_parcel(draft)?;
    look_over_brand_and_attributes(draft, leaf)
}

fn look_over_words(draft: &ItemDraft) -> Result<(), Complaint> {
    let name = draft.name.trim().chars().count();
    let description = draft.description.trim().chars().count();
    if name < LIMITS.name_min {
        Err(Complaint::NameTooShort)
    } else if name > LIMITS.name_max {
        Err(Complaint::NameTooLong)
    } else if description < LIMITS.description_min {
        Err(Complaint::DescriptionTooShort)
    } else if description > LIMITS.description_max {
        Err(Complaint::DescriptionTooLong)
    } else {
        Ok(())
    }
}

fn look_over_parcel(draft: &ItemDraft) -> Result<(), Complaint> {
    let carriers: Option<Vec<_>> = draft.channel_ids.iter().map(|&id| channel(id)).collect();
    let carriers = carriers.filter(|carriers| !carriers.is_empty()).ok_or(Complaint::NoCarrier)?;
    let weight_max = carriers.iter().map(|carrier| carrier.weight_max_g).min().unwrap_or(0);
    if !(1..=weight_max).contains(&draft.weight_g) {
        return Err(Complaint::WeightOutOfRange);
    }
    match draft.dimension {
        Some(Dimension { length_cm: 1.., width_cm: 1.., height_cm: 1.. }) => Ok(()),
        _ => Err(Complaint::NoDimension),
    }
}

fn look_over_brand_and_attributes(draft: &ItemDraft, leaf: &Category) -> Result<(), Complaint> {
    if draft.brand.as_deref().is_none_or(|brand| brand.trim().is_empty()) {
        return Err(Complaint::NoBrand);
    }
    let filled_in = |id| draft.attribute_ids.contains(&id);
    let all = leaf.attributes.iter().filter(|attribute| attribute.mandatory).all(|attribute| filled_in(attribute.id));
    if all { Ok(()) } else { Err(Complaint::AttributeMissing) }
}

/// May one pack cost this much?
pub fn price_is_allowed(price_vnd: i64) -> Result<(), Complaint> {
    if price_vnd < LIMITS.price_min_vnd {
        Err(Complaint::PriceTooLow)
    } else if price_vnd > LIMITS.price_max_vnd {
        Err(Complaint::PriceTooHigh)
    } else {
        Ok(())
    }
}

/// May this many packs be for sale?
pub fn stock_is_allowed(stock: i64) -> Result<(), Complaint> {
    if (0..=LIMITS.stock_max).contains(&stock) { Ok(()) } else { Err(Complaint::StockOutOfRange) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::{
        catalogue::{FRESH_FRUIT, STANDARD_CARRIER, SUPPLEMENTS},
        items::Packs,
    };

    fn draft() -> ItemDraft {
        ItemDraft {
            sku: "CAM-5KG".into(),
            name: "Cam sành Hàm Yên loại 1".into(),
            description: "Cam sành hái trong ngày, vỏ mỏng, mọng nước.".into(),
            category_id: FRESH_FRUIT,
            price_vnd: 145_000,
            stock: Packs::at(0, 20),
            weight_g: 5_400,
            dimension: Some(Dimension { length_cm: 30, width_cm: 25, height_cm: 20 }),
            image_ids: vec!["known".into()],
            channel_ids: vec![STANDARD_CARRIER],
            brand: Some("No Brand".into()),
            attribute_ids: vec![],
            unlisted: false,
            said: serde_json::Value::Null,
        }
    }

    #[test]
    fn an_offer_is_let_in_or_the_first_thing_wrong_is_named() {
        type Spoil = fn(&mut ItemDraft);
        let cases: [(Spoil, Result<(), Complaint>); 16] = [
            (|_| {}, Ok(())),
            (|draft| draft.name = "Cam sành".into(), Err(Complaint::NameTooShort)),
            (|draft| draft.name = "ô".repeat(121), Err(Complaint::NameTooLong)),
            (|draft| draft.name = "ô".repeat(120), Ok(())),
            (|draft| draft.description = "Ngon.".into(), Err(Complaint::DescriptionTooShort)),
            (|draft| draft.category_id = 1, Err(Complaint::NotALeafCategory)),
            (|draft| draft.price_vnd = 999, Err(Complaint::PriceTooLow)),
            (|draft| draft.price_vnd = i64::MAX, Err(Complaint::PriceTooHigh)),
            (|draft| draft.stock = Packs::at(0, -1), Err(Complaint::StockOutOfRange)),
            (|draft| draft.image_ids.clear(), Err(Complaint::NoPicture)),
            (|draft| draft.image_ids = vec!["known".into(); 10], Err(Complaint::TooManyPictures)),
            (|draft| draft.image_ids = vec!["other".into()], Err(Complaint::UnknownPicture)),
            (|draft| draft.channel_ids.clear(), Err(Complaint::NoCarrier)),
            (|draft| draft.weight_g = 50_001, Err(Complaint::WeightOutOfRange)),
            (|draft| draft.brand = None, Err(Complaint::NoBrand)),
            (|draft| draft.category_id = SUPPLEMENTS, Err(Complaint::AttributeMissing)),
        ];
        for (spoil, expected) in cases {
            let mut draft = draft();
            spoil(&mut draft);
            assert_eq!(look_over(&draft, |id| id == "known"), expected, "{draft:?}");
        }
    }
}

//! Their categories, attributes, brands and limits in our words. Pure. Section 3.5.

use amounts::Vnd;

use super::wire::{AttributeTold, Brands, CategoryTold, ItemLimits, LimitTold};
use crate::{AttributeWanted, Brand, BrandPage, Category, CategoryLimits, Choice};

/// Lists to choose from and nothing else.
const CHOICE_ONLY: [&str; 2] = ["1", "2"];

pub(super) fn category(told: CategoryTold) -> Category {
    Category {
        category_id: told.category_id.0,
        parent_id: told.parent_category_id.given().filter(|&id| id != "0").map(str::to_owned),
        name: told.display_category_name.or(told.original_category_name).unwrap_or_default(),
        leaf: !told.has_children,
    }
}

pub(super) fn attribute(told: AttributeTold) -> AttributeWanted {
    let choices = told.attribute_value_list.into_iter();
    AttributeWanted {
        attribute_id: told.attribute_id.0,
        name: told.name,
        required: told.mandatory,
        free_text: !CHOICE_ONLY.contains(&told.attribute_info.input_type.0.as_str()),
        choices: choices.map(|value| Choice { value_id: value.value_id.0, name: value.name }).collect(),
    }
}

pub(super) fn brands(told: Brands) -> BrandPage {
    let brand = |told: super::wire::BrandTold| Brand {
        brand_id: told.brand_id.0,
        name: told.display_brand_name.or(told.original_brand_name).unwrap_or_default(),
    };
    BrandPage {
        next: told.next_offset.given().filter(|_| told.has_next_page).map(str::to_owned),
        brands: told.brand_list.into_iter().map(brand).collect(),
    }
}

pub(super) fn limits(told: &ItemLimits) -> Result<CategoryLimits, String> {
    let price_vnd = match (told.price_limit.min_limit.given(), told.price_limit.max_limit.given()) {
        (Some(_), Some(_)) => Some((told.price_limit.min_limit.vnd()?, told.price_limit.max_limit.vnd()?)),
        _ => None,
    };
    Ok(CategoryLimits {
        title_length: range(&told.item_name_length_limit)?,
        description_length: range(&told.item_description_length_limit)?,
        pictures: range(&told.item_image_count_limit)?,
        price_vnd: price_vnd.filter(|(_, most)| *most > Vnd::ZERO),
        stock: range(&told.stock_limit)?,
    })
}

fn range(told: &LimitTold) -> Result<Option<(i64, i64)>, String> {
    match (told.min_limit.given(), told.max_limit.given()) {
        (None, Some(_)) => Ok(Some((0, told.max_limit.whole()?))),
        (Some(_), Some(_)) => Ok(Some((told.min_limit.whole()?, told.max_limit.whole()?))),
        _ => Ok(None),
    }
}

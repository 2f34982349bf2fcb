//! Categories, attributes, brands and limits. Section 3.5, which names the calls and the limits; [K] for the rest.

use serde::Deserialize;

use crate::told::Text;

#[derive(Deserialize)]
pub struct Categories {
    #[serde(default)]
    pub category_list: Vec<CategoryTold>,
}

#[derive(Deserialize)]
pub struct CategoryTold {
    pub category_id: Text,
    #[serde(default)]
    pub parent_category_id: Text,
    pub display_category_name: Option<String>,
    pub original_category_name: Option<String>,
    #[serde(default)]
    pub has_children: bool,
}

#[derive(Deserialize)]
pub struct AttributeTrees {
    #[serde(default)]
    pub list: Vec<AttributeTree>,
}

#[derive(Deserialize)]
pub struct AttributeTree {
    #[serde(default)]
    pub attribute_tree: Vec<AttributeTold>,
}

#[derive(Deserialize)]
pub struct AttributeTold {
    pub attribute_id: Text,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub mandatory: bool,
    #[serde(default)]
    pub attribute_value_list: Vec<ValueTold>,
    #[serde(default)]
    pub attribute_info: AttributeInfo,
}

#[derive(Default, Deserialize)]
pub struct AttributeInfo {
    /// 1 and 2 are lists to choose from, 3 to 5 take text of one's own.
    #[serde(default)]
    pub input_type: Text,
}

#[derive(Deserialize)]
pub struct ValueTold {
    pub value_id: Text,
    #[serde(default)]
    pub name: String,
}

#[derive(Deserialize)]
pub struct Brands {
    #[serde(default)]
    pub brand_list: Vec<BrandTold>,
    #[serde(default)]
    pub has_next_page: bool,
    #[serde(default)]
    pub next_offset: Text,
}

#[derive(Deserialize)]
pub struct BrandTold {
    pub brand_id: Text,
    pub display_brand_name: Option<String>,
    pub original_brand_name: Option<String>,
}

#[derive(Default, Deserialize)]
pub struct ItemLimits {
    #[serde(default)]
    pub price_limit: LimitTold,
    #[serde(default)]
    pub stock_limit: LimitTold,
    #[serde(default)]
    pub item_name_length_limit: LimitTold,
    #[serde(default)]
    pub item_image_count_limit: LimitTold,
    #[serde(default)]
    pub item_description_length_limit: LimitTold,
}

/// The published descriptions of the two are swapped: the names are right (section 3.9).
#[derive(Default, Deserialize)]
pub struct LimitTold {
    #[serde(default)]
    pub min_limit: Text,
    #[serde(default)]
    pub max_limit: Text,
}

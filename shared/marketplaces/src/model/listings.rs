//! Listings in our words, and what a marketplace wants to know of them.

use amounts::Vnd;

/// What a listing must be known by to be shown on a marketplace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListingDraft {
    /// The same for every attempt to create this listing, at most 128 characters.
    pub idempotency_key: String,
    /// The seller's SKU: what orders are matched by.
    pub sku: String,
    /// As the buyer reads it.
    pub title: String,
    /// Plain text.
    pub description: String,
    /// For one pack.
    pub price_vnd: Vnd,
    /// Packs that may be sold.
    pub stock: i64,
    /// Weight of one pack with its box, in grams.
    pub gross_weight_g: i64,
    /// The box's length, width and height in centimetres; the connector supposes one where it is not known.
    pub parcel_cm: Option<[u32; 3]>,
    /// The marketplace's leaf category.
    pub category_id: String,
    /// What the category asks for.
    pub attributes: Vec<AttributeChosen>,
    /// The marketplace's id of the brand; `None` for goods without one.
    pub brand_id: Option<String>,
    /// At least one picture, JPEG or PNG.
    pub pictures: Vec<Vec<u8>>,
    /// Where the same pictures can be fetched from, for marketplaces that take no bytes.
    pub picture_urls: Vec<String>,
}

/// An attribute of a category, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeChosen {
    /// The marketplace's id of the attribute.
    pub attribute_id: String,
    /// The marketplace's id of the value, where one was chosen from its list.
    pub value_id: Option<String>,
    /// The value in words.
    pub value: String,
}

/// A listing as the marketplace shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingSeen {
    /// The listing's id there.
    pub item_id: String,
    /// The seller's SKU.
    pub sku: String,
    /// As the buyer reads it; empty where it is not told.
    pub title: String,
    /// Price of one pack.
    pub price_vnd: Vnd,
    /// Packs that may be sold.
    pub stock: i64,
    /// Buyers can see it.
    pub live: bool,
    /// What the marketplace's own people have said of it.
    pub review: Review,
    /// The status in the marketplace's own word.
    pub raw_status: String,
}

/// How far the marketplace's own look at a listing has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Review {
    /// They let it in, or do not look.
    Passed,
    /// They have not decided.
    Waiting,
    /// They do not let it in, or took it down.
    Refused {
        /// In their words; empty where they give none.
        words: String,
    },
    /// It was deleted, by whoever has the shop or by them, and is still told of.
    Deleted,
}

/// One page of all the listings a shop has.
#[derive(Debug, Clone)]
pub struct ListingPage {
    /// Each read for itself.
    pub listings: Vec<crate::RowOutcome<ListingSeen>>,
    /// How to ask for the next page; `None` after the last one.
    pub next: Option<String>,
}

/// A category of the marketplace's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its id there.
    pub category_id: String,
    /// The category above; `None` at the top.
    pub parent_id: Option<String>,
    /// In Vietnamese where the marketplace has it.
    pub name: String,
    /// Listings may be filed here.
    pub leaf: bool,
}

/// What a category asks of its listings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeWanted {
    /// Its id there.
    pub attribute_id: String,
    /// As the marketplace calls it.
    pub name: String,
    /// No listing goes without.
    pub required: bool,
    /// Words of one's own are taken, too.
    pub free_text: bool,
    /// What may be chosen.
    pub choices: Vec<Choice>,
}

/// A value that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its id there.
    pub value_id: String,
    /// In words.
    pub name: String,
}

/// A brand the marketplace knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// Its id there.
    pub brand_id: String,
    /// Its name.
    pub name: String,
}

/// One page of brands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrandPage {
    /// Those on it.
    pub brands: Vec<Brand>,
    /// How to ask for the next page; `None` after the last one.
    pub next: Option<String>,
}

/// What holds for the listings of one category: least and most of each; `None` where the marketplace does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CategoryLimits {
    /// Characters of a title.
    pub title_length: Option<(i64, i64)>,
    /// Characters of a description.
    pub description_length: Option<(i64, i64)>,
    /// Pictures of a listing.
    pub pictures: Option<(i64, i64)>,
    /// Price of one pack.
    pub price_vnd: Option<(Vnd, Vnd)>,
    /// Packs that may be sold.
    pub stock: Option<(i64, i64)>,
}

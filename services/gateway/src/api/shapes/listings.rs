//! Listings, and the shops they are shown in.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Channel, Grade, OfferView, PaperScheme, PaperState, Product};

/// A listing as its cooperative writes it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListingForm {
    /// What orders are matched by. Cannot change later.
    #[schema(pattern = "^[A-Z0-9][A-Z0-9-]{2,39}$")]
    sku: String,
    #[schema(min_length = 10, max_length = 120)]
    title: String,
    #[schema(min_length = 25, max_length = 3000)]
    description: String,
    product: Product,
    grade: Grade,
    /// How it is packed, in words: `Hộp 5 kg`.
    pack_name: String,
    /// Net weight of one pack in grams. Where it is priced by the kilogram: what one weighs as a rule.
    #[schema(minimum = 1)]
    pack_g: i64,
    /// Weight with its box in grams; at least the net weight.
    #[schema(minimum = 1)]
    gross_g: i64,
    /// For what it is priced by, in đồng.
    #[schema(minimum = 1)]
    price_vnd: i64,
    /// What a buyer puts into the basket. A pack where it is not said.
    #[schema(required = false)]
    sold_by: SoldBy,
    /// What the price is for. A pack where it is not said.
    #[schema(required = false)]
    priced_by: PricedBy,
    /// Lots it draws on, of the same product, grade and cooperative.
    #[schema(min_items = 1)]
    lots: Vec<String>,
    /// It is on sale.
    active: bool,
    /// The bar code of one pack: 8, 12, 13 or 14 digits, the last of which is computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^([0-9]{8}|[0-9]{12,14})$")]
    gtin: Option<String>,
    /// Papers it claims, each verified when it is first claimed.
    #[schema(required = false, max_items = 12)]
    claims: Vec<ListingClaim>,
}

/// What a buyer puts into the basket.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SoldBy {
    /// A pack of a weight that is printed on it.
    Pack,
    /// A piece, or a bunch of them: no two weigh the same.
    Piece,
}

/// What a price is for.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PricedBy {
    /// One pack or piece.
    Pack,
    /// One kilogram: channels are told what a pack of its nominal weight costs.
    Kilogram,
}

/// A paper that a listing claims.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListingClaim {
    /// Any paper of a row of renewals; the first of them is kept.
    #[schema(pattern = "^pap_[0-9a-f]{32}$")]
    paper_id: String,
    /// Without the paper the listing is hidden. What the title claims by its words is always needed.
    needed: bool,
}

/// A claim of a listing, with the paper that holds, or else the last one that did.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimView {
    /// The first paper of its row of renewals.
    #[schema(pattern = "^pap_[0-9a-f]{32}$")]
    paper_id: String,
    needed: bool,
    scheme: PaperScheme,
    /// The issuer's number.
    number: String,
    /// OCOP stars, 3 to 5.
    #[schema(required = true)]
    stars: Option<u8>,
    /// Last day it holds.
    #[schema(required = true)]
    valid_to: Option<NaiveDate>,
    /// The claim holds while this is `verified`.
    state: PaperState,
}

/// A listing with its offers.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListingView {
    #[schema(pattern = "^lis_[0-9a-f]{32}$")]
    listing_id: String,
    /// Counts its changes; send it back as `seen_version`.
    version: i64,
    #[schema(pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: String,
    form: ListingForm,
    /// Grams that may be sold; null until stock was told of.
    #[schema(required = true)]
    available_g: Option<i64>,
    offers: Vec<OfferView>,
    /// The papers it claims. While one that is needed does not hold, the listing is hidden everywhere.
    claims: Vec<ClaimView>,
}

/// A link to a marketplace's consent page; works for some minutes.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsentLink {
    /// Absolute.
    link: String,
}

/// A cooperative's shop on a channel.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChannelAccountView {
    #[schema(pattern = "^acc_[0-9a-f]{32}$")]
    account_id: String,
    #[schema(pattern = "^coo_[0-9a-f]{32}$")]
    cooperative_id: String,
    channel: Channel,
    /// The shop's id there.
    shop_id: String,
    /// We may call for it.
    connected: bool,
    /// Stable code of what stands in the way.
    #[schema(required = true)]
    reason_code: Option<String>,
    /// When the owner must consent again.
    #[schema(required = true)]
    consent_ends_at: Option<DateTime<Utc>>,
    /// Its manager has paused it: nothing is sent there, orders still come in.
    #[schema(required = true)]
    paused_at: Option<DateTime<Utc>>,
    /// When a call about its listings last came to an end.
    #[schema(required = true)]
    called_at: Option<DateTime<Utc>>,
    /// Stable code of why that call failed; none where the marketplace answered.
    #[schema(required = true)]
    call_fault: Option<String>,
    /// Nothing is put there yet: somebody is to look through what it showed already.
    held_back: bool,
}

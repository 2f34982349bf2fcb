//! A listing's row.

use amounts::Vnd;
use contract::{
    Grade, ProductCode,
    syndication::{ListingClaim, ListingForm, PricedBy, SoldBy},
};
use ids::Id;
use scoped::{DbErr, FromQueryResult};
use sea_orm::JsonValue;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{domain::listing::Listing, store::unknown_word};

#[derive(Debug, FromQueryResult, Serialize)]
pub(super) struct Row {
    pub(super) listing_id: Uuid,
    version: i64,
    cooperative_id: Uuid,
    commune_code: String,
    sku: String,
    title: String,
    description: String,
    product: String,
    grade: String,
    pack_name: String,
    pack_g: i64,
    gross_g: i64,
    price_vnd: i64,
    sold_by: String,
    priced_by: String,
    active: bool,
    gtin: Option<String>,
    search_key: String,
    lots: Vec<Uuid>,
    /// `ClaimRow`s, or null.
    claims: Option<JsonValue>,
}

#[derive(Serialize, Deserialize)]
struct ClaimRow {
    paper_id: Uuid,
    needed: bool,
}

impl Row {
    pub(super) fn of(listing: &Listing) -> Self {
        let form = &listing.form;
        Self {
            listing_id: listing.id.uuid(),
            version: listing.version,
            cooperative_id: listing.cooperative_id.uuid(),
            commune_code: listing.commune_code.clone(),
            sku: form.sku.clone(),
            title: form.title.clone(),
            description: form.description.clone(),
            product: form.product.as_str().to_owned(),
            grade: form.grade.slug().to_owned(),
            pack_name: form.pack_name.clone(),
            pack_g: form.pack_g,
            gross_g: form.gross_g,
            price_vnd: form.price_vnd.0,
            sold_by: form.sold_by.slug().to_owned(),
            priced_by: form.priced_by.slug().to_owned(),
            active: form.active,
            gtin: form.gtin.clone(),
            search_key: places::search_key(&format!("{} {}", form.title, form.sku)),
            lots: form.lots.iter().map(|lot| lot.uuid()).collect(),
            claims: Some(claims_of(form)),
        }
    }

    pub(super) fn listing(self) -> Result<Listing, DbErr> {
        let claims: Vec<ClaimRow> =
            self.claims.map(serde_json::from_value).transpose().map_err(unread)?.unwrap_or_default();
        let form = ListingForm {
            sku: self.sku,
            title: self.title,
            description: self.description,
            product: ProductCode::parse(&self.product).ok_or_else(|| unknown_word("product", &self.product))?,
            grade: Grade::from_slug(&self.grade).ok_or_else(|| unknown_word("grade", &self.grade))?,
            pack_name: self.pack_name,
            pack_g: self.pack_g,
            gross_g: self.gross_g,
            price_vnd: Vnd(self.price_vnd),
            sold_by: SoldBy::from_slug(&self.sold_by).ok_or_else(|| unknown_word("way of selling", &self.sold_by))?,
            priced_by: PricedBy::from_slug(&self.priced_by)
                .ok_or_else(|| unknown_word("way of pricing", &self.priced_by))?,
            lots: self.lots.into_iter().map(Id::from_uuid).collect(),
            active: self.active,
            claims: claims
                .into_iter()
                .map(|claim| ListingClaim { paper_id: Id::from_uuid(claim.paper_id), needed: claim.needed })
                .collect(),
            gtin: self.gtin,
        };
        Ok(Listing {
            id: Id::from_uuid(self.listing_id),
            version: self.version,
            cooperative_id: Id::from_uuid(self.cooperative_id),
            commune_code: self.commune_code,
            form,
        })
    }
}

fn claims_of(form: &ListingForm) -> JsonValue {
    let claim = |claim: &ListingClaim| ClaimRow { paper_id: claim.paper_id.uuid(), needed: claim.needed };
    let claims: Vec<ClaimRow> = form.claims.iter().map(claim).collect();
    serde_json::to_value(claims).expect("ids are always JSON")
}

#[expect(clippy::needless_pass_by_value, reason = "it ends an error's way")]
fn unread(error: serde_json::Error) -> DbErr {
    DbErr::Json(error.to_string())
}

//! A listing's row.

use amounts::Vnd;
use contract::{Grade, ProductCode, syndication::ListingForm};
use ids::Id;
use scoped::{DbErr, FromQueryResult};
use serde::Serialize;
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
    active: bool,
    gtin: Option<String>,
    search_key: String,
    lots: Vec<Uuid>,
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
            active: form.active,
            gtin: form.gtin.clone(),
            search_key: places::search_key(&format!("{} {}", form.title, form.sku)),
            lots: form.lots.iter().map(|lot| lot.uuid()).collect(),
        }
    }

    pub(super) fn listing(self) -> Result<Listing, DbErr> {
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
            lots: self.lots.into_iter().map(Id::from_uuid).collect(),
            active: self.active,
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

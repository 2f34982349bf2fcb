//! Who sells here, and what.

use amounts::Vnd;
use chrono::NaiveDate;
use contract::{
    Grade, ProductCode,
    onboarding::LotDeclared,
    syndication::{ListingForm, PricedBy, SoldBy},
};
use ids::{Cooperative, Id, Lot};

/// A cooperative with one lot.
#[derive(Debug, Clone)]
pub struct Seller {
    pub id: Id<Cooperative>,
    pub code: String,
    pub lot: Id<Lot>,
    pub lot_code: String,
}

pub fn lot_of(seller: &Seller, product: &str) -> LotDeclared {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    LotDeclared {
        lot_id: seller.lot,
        version: 1,
        lot_code: seller.lot_code.clone(),
        cooperative_id: seller.id,
        commune_code: "00001".into(),
        product: ProductCode::parse(product).expect("a product"),
        grade: Grade::First,
        season: "CAM-2025-2026".into(),
        picked_from: day("2025-12-20"),
        picked_to: day("2026-01-10"),
        sell_by: day("2026-03-15"),
        quantity_g: 2_000_000,
        households: 5,
        covered_by: None,
    }
}

pub fn form(seller: &Seller, sku: &str) -> ListingForm {
    ListingForm {
        sku: sku.into(),
        title: "Cam sành Vĩnh Tuy loại 1, hộp 5 kg".into(),
        description: "Hái tay khi đủ chín, đóng hộp có lót giấy, kèm mã lô.".into(),
        product: ProductCode::parse("cam_sanh").expect("a product"),
        grade: Grade::First,
        pack_name: "Hộp 5 kg".into(),
        pack_g: 5_000,
        gross_g: 5_600,
        price_vnd: Vnd(164_000),
        lots: vec![seller.lot],
        active: true,
        claims: Vec::new(),
        gtin: None,
        sold_by: SoldBy::Pack,
        priced_by: PricedBy::Pack,
    }
}

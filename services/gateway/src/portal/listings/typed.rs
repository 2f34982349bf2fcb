//! What was typed into the form of a listing, and what it means: units and money are read here, sense is the service's.

use std::collections::BTreeSet;

use amounts::{Quantity, Unit, Vnd};
use contract::{
    FieldFault, Grade, ProductCode,
    syndication::{ListingClaim, ListingForm, PricedBy, SoldBy},
};

use crate::portal::{fields::Fields, format::Reader};

/// What was typed, as it was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub(crate) sku: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) product: String,
    pub(crate) grade: String,
    pub(crate) pack_name: String,
    pub(crate) pack_kg: String,
    pub(crate) gross_kg: String,
    pub(crate) price: String,
    pub(crate) sold_by: String,
    pub(crate) priced_by: String,
    pub(crate) lots: BTreeSet<String>,
    /// Papers that are claimed, and those without which the listing shall be hidden.
    pub(crate) claims: BTreeSet<String>,
    pub(crate) needs: BTreeSet<String>,
    pub(crate) active: bool,
    pub(crate) gtin: String,
}

impl Typed {
    pub(super) fn of(form: &Fields) -> Self {
        let text = |name: &str| form.one(name).to_owned();
        Self {
            sku: text("sku").to_uppercase(),
            title: text("title"),
            description: text("description"),
            product: text("product"),
            grade: text("grade"),
            pack_name: text("pack_name"),
            pack_kg: text("pack_g"),
            gross_kg: text("gross_g"),
            price: text("price_vnd"),
            sold_by: text("sold_by"),
            priced_by: text("priced_by"),
            lots: form.all("lots").map(str::to_owned).collect(),
            claims: form.all("claims").map(str::to_owned).collect(),
            needs: form.all("needs").map(str::to_owned).collect(),
            active: !form.one("active").is_empty(),
            gtin: text("gtin"),
        }
    }

    /// What a saved listing says, as one would type it.
    pub(crate) fn from_saved(to: Reader, form: &ListingForm) -> Self {
        Self {
            sku: form.sku.clone(),
            title: form.title.clone(),
            description: form.description.clone(),
            product: form.product.as_str().to_owned(),
            grade: form.grade.slug().to_owned(),
            pack_name: form.pack_name.clone(),
            pack_kg: to.kg(form.pack_g),
            gross_kg: to.kg(form.gross_g),
            price: to.number(form.price_vnd.0),
            sold_by: form.sold_by.slug().to_owned(),
            priced_by: form.priced_by.slug().to_owned(),
            lots: form.lots.iter().map(ToString::to_string).collect(),
            claims: form.claims.iter().map(|claim| claim.paper_id.to_string()).collect(),
            needs: form.claims.iter().filter(|claim| claim.needed).map(|claim| claim.paper_id.to_string()).collect(),
            active: form.active,
            gtin: form.gtin.clone().unwrap_or_default(),
        }
    }

    /// The form, or the fields that cannot be read. What they mean is the service's to judge.
    pub(crate) fn read(&self) -> Result<ListingForm, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut fault = |field: &str, code: &str| faults.push(FieldFault { field: field.into(), code: code.into() });
        let kg = |text: &str| Quantity::parse(text, Unit::KILOGRAM).map(|quantity| quantity.base).ok();
        let product = ProductCode::parse(&self.product);
        let grade = Grade::from_slug(&self.grade);
        let (pack_g, gross_g, price) = (kg(&self.pack_kg), kg(&self.gross_kg), Vnd::parse(&self.price).ok());
        let lots: Option<Vec<_>> = self.lots.iter().map(|lot| lot.parse().ok()).collect();
        let claim =
            |paper: &String| Some(ListingClaim { paper_id: paper.parse().ok()?, needed: self.needs.contains(paper) });
        let claims: Option<Vec<_>> = self.claims.iter().map(claim).collect();
        let checks = [
            ("product", "missing", product.is_some()),
            ("grade", "missing", grade.is_some()),
            ("pack_g", "weight_unreadable", pack_g.is_some()),
            ("gross_g", "weight_unreadable", gross_g.is_some()),
            ("price_vnd", "price_unreadable", price.is_some()),
            ("lots", "lot_unknown", lots.is_some()),
            ("claims", "claim_unknown", claims.is_some()),
        ];
        checks.iter().filter(|(_, _, holds)| !holds).for_each(|(field, code, _)| fault(field, code));
        match (product, grade, pack_g, gross_g, price, lots.zip(claims)) {
            (Some(product), Some(grade), Some(pack_g), Some(gross_g), Some(price_vnd), Some((lots, claims))) => {
                Ok(ListingForm {
                    sku: self.sku.clone(),
                    title: self.title.clone(),
                    description: self.description.clone(),
                    product,
                    grade,
                    pack_name: self.pack_name.clone(),
                    pack_g,
                    gross_g,
                    price_vnd,
                    // A form that does not ask sells packs.
                    sold_by: SoldBy::from_slug(&self.sold_by).unwrap_or_default(),
                    priced_by: PricedBy::from_slug(&self.priced_by).unwrap_or_default(),
                    lots,
                    active: self.active,
                    claims,
                    gtin: Some(self.gtin.clone()).filter(|gtin| !gtin.is_empty()),
                })
            }
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use ids::Id;

    use super::*;

    #[test]
    fn weights_and_prices_are_read_as_people_type_them_and_slips_are_named() {
        let lot = Id::<ids::Lot>::generate().to_string();
        let form = Fields::from([
            ("sku", "cam-5kg"),
            ("product", "cam_sanh"),
            ("grade", "first"),
            ("pack_g", "5"),
            ("gross_g", "5,4"),
            ("price_vnd", "145.000"),
            ("lots", lot.as_str()),
            ("active", "on"),
        ]);
        let read = Typed::of(&form).read().expect("a form without slips");
        assert_eq!((read.pack_g, read.gross_g, read.price_vnd), (5_000, 5_400, Vnd(145_000)));
        assert_eq!((read.sku.as_str(), read.active, read.lots.len()), ("CAM-5KG", true, 1));

        let slips = Fields::from([("pack_g", "năm cân"), ("price_vnd", "12.5"), ("lots", "ord_1")]);
        let faults = Typed::of(&slips).read().expect_err("a form with slips");
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["product", "grade", "pack_g", "gross_g", "price_vnd", "lots"]);
    }
}

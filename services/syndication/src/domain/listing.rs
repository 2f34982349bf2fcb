//! What a listing may say, and what may change.

use std::collections::BTreeSet;

use contract::{
    FieldFault, Grade, ProductCode, Refusal, code,
    syndication::{LISTING_FAULTS, ListingChanged, ListingForm},
};
use ids::{Cooperative, Id, Listing as ListingId, Lot as LotId};

use super::{gtin::Gtin, showing};

/// Characters of a title.
pub(crate) const TITLE: (usize, usize) = (10, 120);
/// Characters of a description.
pub(crate) const DESCRIPTION: (usize, usize) = (25, 3_000);
/// Characters of the words for a pack.
pub(crate) const PACK_NAME: (usize, usize) = (1, 60);
/// Đồng of a price. More is a slip, and what rules make of it stays within what can be reckoned with.
pub(crate) const PRICE_MAX: i64 = 10_000_000_000;
/// Lots of one listing.
const LOTS_MAX: usize = 50;

/// What a cooperative offers for sale, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listing {
    pub(crate) id: Id<ListingId>,
    pub(crate) version: i64,
    pub(crate) cooperative_id: Id<Cooperative>,
    pub(crate) commune_code: String,
    pub(crate) form: ListingForm,
}

/// A listing to decide about; one that is being written has no id yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    pub(crate) listing_id: Option<Id<ListingId>>,
    pub(crate) cooperative_id: Id<Cooperative>,
    pub(crate) commune_code: &'a str,
    pub(crate) form: &'a ListingForm,
}

/// A declared lot, as far as a listing must know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lot {
    pub(crate) id: Id<LotId>,
    pub(crate) code: String,
    pub(crate) cooperative_id: Id<Cooperative>,
    pub(crate) commune_code: String,
    pub(crate) product: ProductCode,
    pub(crate) grade: Grade,
}

impl Listing {
    /// The next state of a listing; `None` where nothing would change.
    pub(crate) fn changed(self, form: ListingForm) -> Result<Option<Self>, Refusal> {
        if form.sku != self.form.sku {
            return Err(Refusal::of_fields(vec![fault("sku", "cannot_change")]));
        }
        let form = ordered(form);
        if form == self.form {
            return Ok(None);
        }
        Ok(Some(Self { version: self.version + 1, form, ..self }))
    }

    /// A new listing, which sits where its lots do.
    pub(crate) fn new(
        id: Id<ListingId>,
        cooperative_id: Id<Cooperative>,
        commune_code: &str,
        form: ListingForm,
    ) -> Self {
        Self { id, version: 1, cooperative_id, commune_code: commune_code.to_owned(), form: ordered(form) }
    }

    /// What is decided about it in shops.
    pub(crate) fn about(&self) -> About<'_> {
        About {
            listing_id: Some(self.id),
            cooperative_id: self.cooperative_id,
            commune_code: &self.commune_code,
            form: &self.form,
        }
    }

    /// The writer must have seen the version it changes, where it says which one it has seen.
    pub(crate) fn seen_as(&self, version: Option<i64>) -> Result<(), Refusal> {
        match version {
            Some(seen) if seen != self.version => {
                let words = format!("version {} was changed, the listing is at version {}", seen, self.version);
                Err(Refusal::new(code::CONFLICT, words))
            }
            _ => Ok(()),
        }
    }

    /// What is told of it.
    pub(crate) fn fact(&self) -> ListingChanged {
        let form = &self.form;
        ListingChanged {
            listing_id: self.id,
            version: self.version,
            cooperative_id: self.cooperative_id,
            sku: form.sku.clone(),
            title: form.title.clone(),
            product: form.product,
            grade: form.grade,
            pack_g: form.pack_g,
            price_vnd: showing::pack_price(form),
            lots: form.lots.clone(),
            active: form.active,
        }
    }
}

/// Lots and claims are sets, and a bar code has one form: so two equal forms are equal.
fn ordered(mut form: ListingForm) -> ListingForm {
    form.lots.sort_unstable();
    form.claims.sort_unstable();
    form.gtin = form.gtin.and_then(|text| Gtin::parse(&text).ok()).map(|gtin| gtin.as_str().to_owned());
    form
}

/// What is wrong with a form by itself.
pub(crate) fn faults_of(form: &ListingForm) -> Vec<FieldFault> {
    let lots: BTreeSet<_> = form.lots.iter().collect();
    let checks = [
        ("sku", "sku_form", is_sku(&form.sku)),
        ("title", "title_length", is_within(&form.title, TITLE)),
        ("description", "description_length", is_within(&form.description, DESCRIPTION)),
        ("grade", "grade_unknown", form.product.product().grades.contains(&form.grade)),
        ("pack_name", "pack_name_length", is_within(&form.pack_name, PACK_NAME)),
        ("pack_g", "pack_zero", form.pack_g > 0),
        ("gross_g", "gross_below_net", form.gross_g >= form.pack_g),
        ("price_vnd", "price_zero", form.price_vnd.0 > 0),
        ("price_vnd", "price_too_large", form.price_vnd.0 <= PRICE_MAX),
        ("lots", "lot_missing", !form.lots.is_empty()),
        ("lots", "lot_twice", lots.len() == form.lots.len()),
        ("lots", "lots_too_many", form.lots.len() <= LOTS_MAX),
    ];
    let gtin = form.gtin.as_deref().and_then(|text| Gtin::parse(text).err()).map(|why| fault("gtin", why.code()));
    checks.into_iter().filter(|(_, _, holds)| !holds).map(|(field, code, _)| fault(field, code)).chain(gtin).collect()
}

/// What is wrong with the lots a form names. `known` are those of them that were declared and may be seen.
pub(crate) fn faults_of_lots(form: &ListingForm, cooperative_id: Id<Cooperative>, known: &[Lot]) -> Vec<FieldFault> {
    let fault_of = |id| match known.iter().find(|lot| lot.id == id) {
        Some(lot) => fault_of_lot(form.product, form.grade, cooperative_id, lot),
        None => Some("lot_unknown"),
    };
    let codes: BTreeSet<_> = form.lots.iter().copied().filter_map(fault_of).collect();
    codes.into_iter().map(|code| fault("lots", code)).collect()
}

/// Why a listing of this product, grade and cooperative cannot draw on a lot.
pub(crate) fn fault_of_lot(
    product: ProductCode,
    grade: Grade,
    cooperative_id: Id<Cooperative>,
    lot: &Lot,
) -> Option<&'static str> {
    if lot.cooperative_id != cooperative_id {
        Some("lot_other_cooperative")
    } else if lot.product != product {
        Some("lot_other_product")
    } else if lot.grade != grade {
        Some("lot_other_grade")
    } else {
        None
    }
}

/// `^[A-Z0-9][A-Z0-9-]{2,39}$`
pub(crate) fn is_sku(text: &str) -> bool {
    let is_letter = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit();
    (3..=40).contains(&text.len()) && !text.starts_with('-') && text.bytes().all(|c| is_letter(c) || c == b'-')
}

/// As many characters as allowed, blanks around them not counted.
pub(crate) fn is_within(text: &str, (least, most): (usize, usize)) -> bool {
    (least..=most).contains(&text.trim().chars().count())
}

fn fault(field: &str, code: &str) -> FieldFault {
    debug_assert!(LISTING_FAULTS.contains(&code), "`{code}` has no sentence for people");
    FieldFault { field: field.to_owned(), code: code.to_owned() }
}

#[cfg(test)]
pub(crate) mod tests {
    use amounts::Vnd;
    use contract::syndication::{PricedBy, SoldBy};

    use super::*;

    pub(crate) fn form() -> ListingForm {
        ListingForm {
            sku: "HTX01-CAMSANH-L1-5KG".into(),
            title: "Cam sành Vĩnh Tuy loại 1, hộp 5 kg".into(),
            description: "Hái tay khi đủ chín, đóng hộp có lót giấy.".into(),
            product: ProductCode::parse("cam_sanh").expect("a product"),
            grade: Grade::First,
            pack_name: "Hộp 5 kg".into(),
            pack_g: 5_000,
            gross_g: 5_600,
            price_vnd: Vnd(164_000),
            lots: vec![Id::generate()],
            active: true,
            claims: Vec::new(),
            gtin: None,
            sold_by: SoldBy::Pack,
            priced_by: PricedBy::Pack,
        }
    }

    fn codes(faults: Vec<FieldFault>) -> Vec<String> {
        faults.into_iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn each_field_has_its_rule() {
        type Spoil = fn(&mut ListingForm);
        let cases: [(Spoil, &[&str]); 16] = [
            (|_| {}, &[]),
            (|form| form.sku = "cam 5kg".into(), &["sku_form"]),
            (|form| form.title = " Cam sành ".into(), &["title_length"]),
            (|form| form.title = "ô".repeat(121), &["title_length"]),
            (|form| form.title = "ô".repeat(120), &[]),
            (|form| form.description = "Ngon.".into(), &["description_length"]),
            (|form| form.grade = Grade::Special, &["grade_unknown"]),
            (|form| form.pack_g = 0, &["pack_zero"]),
            (|form| form.gross_g = 4_999, &["gross_below_net"]),
            (|form| form.price_vnd = Vnd::ZERO, &["price_zero"]),
            (|form| form.lots.clear(), &["lot_missing"]),
            (|form| form.lots.push(form.lots[0]), &["lot_twice"]),
            (|form| form.gtin = Some("893 6000 0000 11".into()), &[]),
            (|form| form.gtin = Some("8936000000012".into()), &["gtin_checksum"]),
            (|form| form.gtin = Some("89360000000I1".into()), &["gtin_digits"]),
            (|form| form.gtin = Some("893".into()), &["gtin_length"]),
        ];
        for (spoil, expected) in cases {
            let mut form = form();
            spoil(&mut form);
            assert_eq!(codes(faults_of(&form)), expected, "{form:?}");
        }
    }

    #[test]
    fn a_sku_is_capital_letters_digits_and_hyphens() {
        let cases = [
            ("CAM", true),
            ("HTX01-CAM-5KG", true),
            ("CA", false),
            ("-CAM", false),
            ("cam", false),
            ("CAM SÀNH", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_sku(text), expected, "{text}");
        }
        assert!(is_sku(&"A".repeat(40)) && !is_sku(&"A".repeat(41)));
    }

    #[test]
    fn a_listing_draws_on_lots_of_its_own_kind_only() {
        let form = form();
        let cooperative_id = Id::generate();
        let lot = Lot {
            id: form.lots[0],
            code: "CAMSANH-2526-0001-W".into(),
            cooperative_id,
            commune_code: "00001".into(),
            product: form.product,
            grade: form.grade,
        };
        let honey = ProductCode::parse("mat_ong_bac_ha").expect("a product");
        let cases = [
            (vec![lot.clone()], vec![]),
            (vec![], vec!["lot_unknown"]),
            (vec![Lot { product: honey, ..lot.clone() }], vec!["lot_other_product"]),
            (vec![Lot { grade: Grade::Second, ..lot.clone() }], vec!["lot_other_grade"]),
            (vec![Lot { cooperative_id: Id::generate(), ..lot }], vec!["lot_other_cooperative"]),
        ];
        for (known, expected) in cases {
            assert_eq!(codes(faults_of_lots(&form, cooperative_id, &known)), expected);
        }
    }

    #[test]
    fn a_listing_changes_only_where_something_is_different() {
        let mut two_lots = form();
        two_lots.lots.push(Id::generate());
        let listing = Listing::new(Id::generate(), Id::generate(), "00001", two_lots);
        let mut same = listing.form.clone();
        same.lots.reverse();
        assert_eq!(listing.clone().changed(same), Ok(None));
        let coded = ListingForm { gtin: Some("893 6000 0000 11".into()), ..listing.form.clone() };
        let coded = listing.clone().changed(coded).expect("allowed").expect("a change");
        assert_eq!(coded.form.gtin.as_deref(), Some("8936000000011"), "in its one form");
        let dearer = ListingForm { price_vnd: Vnd(170_000), ..listing.form.clone() };
        assert_eq!(listing.clone().changed(dearer).expect("allowed").expect("a change").version, 2);
        let renamed = ListingForm { sku: "OTHER".into(), ..listing.form.clone() };
        assert!(listing.clone().changed(renamed).is_err());
        assert!(listing.seen_as(Some(1)).is_ok() && listing.seen_as(Some(2)).is_err() && listing.seen_as(None).is_ok());
    }
}

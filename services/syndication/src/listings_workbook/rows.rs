//! One row, by itself: what can be read of it, and what is wrong with it whatever else is there.

use amounts::{Dimension, Vnd};
use contract::{
    Grade, PRODUCTS, ProductCode,
    syndication::{ListingForm, PricedBy, SoldBy},
};
use ids::{Id, Lot};
use places::search_key;
use sheets::{Complaint, Faults, Row, RowReader};

use super::{
    complaints as say,
    layout::{
        COOPERATIVE, DESCRIPTION, GRADE, GROSS, GROSS_UNIT, GTIN, LOTS, NET, NET_UNIT, PACK, PRICE, PRODUCT, SKU, TITLE,
    },
};
use crate::domain::{gtin::Gtin, listing};

/// What could be read of a row.
pub(super) struct Read<'a> {
    pub(super) row: &'a Row,
    pub(super) is_sound: bool,
    pub(super) cooperative: Option<String>,
    pub(super) sku: Option<String>,
    pub(super) product: Option<ProductCode>,
    pub(super) grade: Option<Grade>,
    pub(super) lots: Vec<String>,
    title: Option<String>,
    description: Option<String>,
    pack_name: Option<String>,
    pack_g: Option<i64>,
    gross_g: Option<i64>,
    price: Option<Vnd>,
    gtin: Option<Gtin>,
}

/// Reads a row and records every fault it has by itself.
pub(super) fn read<'a>(row: &'a Row, faults: &mut Faults) -> Read<'a> {
    let mut reader = RowReader::new(row, faults);
    let cooperative = reader.text(COOPERATIVE);
    let sku = checked(&mut reader, SKU, listing::is_sku, say::sku_form);
    let title = within(&mut reader, TITLE, listing::TITLE, say::title_length);
    let description = within(&mut reader, DESCRIPTION, listing::DESCRIPTION, say::description_length);
    let product = product(&mut reader);
    let grade = grade(&mut reader, product);
    let pack_name = within(&mut reader, PACK, listing::PACK_NAME, say::pack_name_length);
    let pack_g = grams(&mut reader, NET, NET_UNIT);
    let gross_g = grams(&mut reader, GROSS, GROSS_UNIT);
    if let (Some(net), Some(gross)) = (pack_g, gross_g)
        && gross < net
    {
        reader.add_fault(GROSS, say::gross_below_net());
    }
    let price = reader.money(PRICE);
    if price == Some(Vnd::ZERO) {
        reader.add_fault(PRICE, say::price_zero());
    }
    if price.is_some_and(|price| price.0 > listing::PRICE_MAX) {
        reader.add_fault(PRICE, say::price_too_large());
    }
    let lots = lot_codes(&mut reader);
    let gtin = reader.text(GTIN).map(|text| Gtin::parse(&text).map_err(say::gtin));
    let gtin = gtin.and_then(|read| read.map_err(|complaint| reader.add_fault(GTIN, complaint)).ok());
    let is_sound = reader.is_sound();
    Read {
        row,
        is_sound,
        cooperative,
        sku,
        product,
        grade,
        lots,
        title,
        description,
        pack_name,
        pack_g,
        gross_g,
        price,
        gtin,
    }
}

impl Read<'_> {
    /// The listing the row describes, on sale; `None` where something is missing.
    pub(super) fn form(&self, lots: Vec<Id<Lot>>) -> Option<ListingForm> {
        Some(ListingForm {
            sku: self.sku.clone()?,
            title: self.title.clone()?,
            description: self.description.clone()?,
            product: self.product?,
            grade: self.grade?,
            pack_name: self.pack_name.clone()?,
            pack_g: self.pack_g?,
            gross_g: self.gross_g?,
            price_vnd: self.price?,
            sold_by: SoldBy::Pack,
            priced_by: PricedBy::Pack,
            lots,
            active: true,
            claims: Vec::new(),
            gtin: self.gtin.as_ref().map(|gtin| gtin.as_str().to_owned()),
        })
    }
}

fn checked(
    reader: &mut RowReader<'_>,
    header: &str,
    is_right: impl Fn(&str) -> bool,
    complaint: fn() -> Complaint,
) -> Option<String> {
    let text = reader.text(header)?;
    if is_right(&text) {
        return Some(text);
    }
    reader.add_fault(header, complaint());
    None
}

fn within(
    reader: &mut RowReader<'_>,
    header: &str,
    limits: (usize, usize),
    complaint: fn() -> Complaint,
) -> Option<String> {
    checked(reader, header, |text| listing::is_within(text, limits), complaint)
}

fn product(reader: &mut RowReader<'_>) -> Option<ProductCode> {
    let key = search_key(&reader.text(PRODUCT)?);
    let product = PRODUCTS.iter().find(|product| search_key(product.name_vi) == key);
    if product.is_none() {
        reader.add_fault(PRODUCT, say::product_unknown());
    }
    ProductCode::parse(product?.code)
}

fn grade(reader: &mut RowReader<'_>, product: Option<ProductCode>) -> Option<Grade> {
    let key = search_key(&reader.text(GRADE)?);
    let grade = Grade::ALL.into_iter().find(|grade| search_key(grade.name_vi()) == key);
    let sold_in = product.map_or(&Grade::ALL[..], |product| product.product().grades);
    let grade = grade.filter(|grade| sold_in.contains(grade));
    if grade.is_none() {
        reader.add_fault(GRADE, say::grade_unknown(sold_in));
    }
    grade
}

fn grams(reader: &mut RowReader<'_>, amount: &str, unit: &str) -> Option<i64> {
    let quantity = reader.quantity(amount, unit)?;
    if quantity.dimension != Dimension::Mass {
        reader.add_fault(unit, say::unit_not_weight());
        return None;
    }
    if quantity.base == 0 {
        reader.add_fault(amount, say::weight_zero());
        return None;
    }
    Some(quantity.base)
}

/// The codes, each once.
fn lot_codes(reader: &mut RowReader<'_>) -> Vec<String> {
    let Some(text) = reader.text(LOTS) else { return Vec::new() };
    let mut codes: Vec<String> =
        text.split([';', ',', '\n']).map(|code| code.trim().to_uppercase()).filter(|code| !code.is_empty()).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        reader.add_fault(LOTS, say::lot_missing());
    }
    codes
}

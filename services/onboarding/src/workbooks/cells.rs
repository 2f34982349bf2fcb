//! Cells of several sheets that are read alike.

use chrono::NaiveDate;
use contract::ProductCode;
use places::{Commune, Resolution, resolve, search_key};
use sheets::{Complaint, Row, RowReader};

use crate::{
    domain::{Code, Home, PersonalId, Phone, Weight},
    workbooks::{complaints, masked::MARK},
};

pub(crate) const COOPERATIVE: &str = "Mã HTX";
pub(crate) const HAMLET: &str = "Thôn, bản";
pub(crate) const COMMUNE: &str = "Xã";
pub(crate) const DISTRICT: &str = "Huyện cũ";
pub(crate) const PHONE: &str = "Số điện thoại";
pub(crate) const PRODUCT: &str = "Sản phẩm";
pub(crate) const QUANTITY: &str = "Số lượng";
pub(crate) const UNIT: &str = "Đơn vị";

const TEXT_LENGTH_MAX: usize = 200;

/// A cell that the domain reads.
pub(crate) fn parsed<T, F>(
    reader: &mut RowReader<'_>,
    header: &str,
    parse: impl FnOnce(&str) -> Result<T, F>,
) -> Option<T>
where
    F: Into<Complaint>,
{
    let text = reader.text(header)?;
    parse(&text).map_err(|fault| reader.add_fault(header, fault.into())).ok()
}

/// The same of what an export masks: what is still masked when it is read, nobody knows.
pub(crate) fn unmasked<T, F>(
    reader: &mut RowReader<'_>,
    header: &str,
    parse: impl FnOnce(&str) -> Result<T, F>,
) -> Option<T>
where
    F: Into<Complaint>,
{
    parsed(reader, header, |text| {
        if text.starts_with(MARK) { Err(complaints::masked()) } else { parse(text).map_err(Into::into) }
    })
}

/// A text of at least two letters: names of people and things.
pub(crate) fn name(reader: &mut RowReader<'_>, header: &str) -> Option<String> {
    parsed(reader, header, |text| {
        let length = text.chars().count();
        if (2..=TEXT_LENGTH_MAX).contains(&length) { Ok(text.to_owned()) } else { Err(complaints::text_length()) }
    })
}

/// A text of any length up to that of a name.
pub(crate) fn words(reader: &mut RowReader<'_>, header: &str) -> Option<String> {
    parsed(reader, header, |text| {
        if text.chars().count() <= TEXT_LENGTH_MAX { Ok(text.to_owned()) } else { Err(complaints::text_length()) }
    })
}

pub(crate) fn code(reader: &mut RowReader<'_>, header: &str) -> Option<Code> {
    parsed(reader, header, Code::parse)
}

pub(crate) fn personal_id(reader: &mut RowReader<'_>, header: &str, today: NaiveDate) -> Option<PersonalId> {
    unmasked(reader, header, |text| PersonalId::parse(text, today))
}

pub(crate) fn phone(reader: &mut RowReader<'_>) -> Option<Phone> {
    unmasked(reader, PHONE, Phone::parse)
}

/// A day that has been.
pub(crate) fn past_day(reader: &mut RowReader<'_>, header: &str, today: NaiveDate) -> Option<NaiveDate> {
    let day = reader.date(header)?;
    if day <= today {
        return Some(day);
    }
    reader.add_fault(header, complaints::date_future());
    None
}

/// A product of the code list, by its name in any spelling or by its code.
pub(crate) fn product(reader: &mut RowReader<'_>) -> Option<ProductCode> {
    parsed(reader, PRODUCT, |text| {
        let key = search_key(text);
        let found =
            contract::PRODUCTS.iter().find(|product| search_key(product.name_vi) == key || product.code == text);
        found.and_then(|product| ProductCode::parse(product.code)).ok_or_else(complaints::product_unknown)
    })
}

/// Hamlet, commune and old district.
pub(crate) fn home(reader: &mut RowReader<'_>, row: &Row) -> Option<Home> {
    let (hamlet, commune) = (reader.text(HAMLET), commune(reader)?);
    let given = [hamlet.clone().unwrap_or_default(), row.typed(COMMUNE), row.typed(DISTRICT)];
    let given = given.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    Some(Home { hamlet, commune, given })
}

/// Commune and old district. Two names from before July 2025 and today's all lead to a commune of today.
pub(crate) fn commune(reader: &mut RowReader<'_>) -> Option<&'static Commune> {
    let (commune, district) = (reader.text(COMMUNE), reader.text(DISTRICT));
    let commune = commune?;
    let complaint = match resolve(&commune, district.as_deref()) {
        Resolution::One { commune, .. } => return Some(commune),
        Resolution::Ambiguous(communes) => complaints::commune_ambiguous(&communes),
        Resolution::Unknown { closest } => complaints::commune_unknown(&closest),
    };
    reader.add_fault(COMMUNE, complaint);
    None
}

/// A weight above zero. `typed` is what stands in the two cells.
pub(crate) fn weight(reader: &mut RowReader<'_>, (entered, unit_entered): (String, String)) -> Option<Weight> {
    let quantity = reader.quantity(QUANTITY, UNIT)?;
    if quantity.dimension != amounts::Dimension::Mass {
        reader.add_fault(UNIT, complaints::unit_not_mass());
        return None;
    }
    if quantity.base == 0 {
        reader.add_fault(QUANTITY, complaints::quantity_zero());
        return None;
    }
    Some(Weight { grams: quantity.base, entered, unit_entered })
}

//! What can be wrong in a row of farm-gate prices, in words for whoever typed it. The codes are stable.

use amounts::{Dimension, Unit};
use chrono::{Datelike, Days, NaiveDate};
use contract::Grade;
use places::Commune;
use sheets::Complaint;

use crate::domain::PriceFault;

pub(crate) fn not_a_monday(day: NaiveDate) -> Complaint {
    let monday = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
    let monday = monday.format("%d/%m/%Y");
    Complaint::new(
        "not_a_monday",
        ("Ngày này không phải thứ Hai.", format!("Ghi ngày thứ Hai đầu tuần: {monday}.")),
        ("This day is no Monday.", format!("Type the Monday of the week: {monday}.")),
    )
}

pub(crate) fn commune_unknown(closest: &[&Commune]) -> Complaint {
    let names = names(closest);
    let (remedy, remedy_en) = if closest.is_empty() {
        (
            "Ghi tên xã hiện nay, hoặc tên xã cũ kèm huyện cũ.".to_owned(),
            "Type the commune of today, or the former one with its district.".to_owned(),
        )
    } else {
        (format!("Có phải là: {names}?"), format!("Did you mean: {names}?"))
    };
    Complaint::new(
        "commune_unknown",
        ("Không tìm thấy xã này trong tỉnh.", remedy),
        ("There is no such commune in the province.", remedy_en),
    )
}

pub(crate) fn commune_ambiguous(communes: &[&Commune]) -> Complaint {
    let names = names(communes);
    Complaint::new(
        "commune_ambiguous",
        ("Tên xã này có thể là nhiều nơi.", format!("Ghi thêm huyện cũ sau dấu phẩy, hoặc tên xã hiện nay: {names}.")),
        (
            "This name may be several places.",
            format!("Add the former district after a comma, or type the commune of today: {names}."),
        ),
    )
}

fn names(communes: &[&Commune]) -> String {
    communes.iter().map(|commune| commune.full_name()).collect::<Vec<_>>().join(", ")
}

pub(crate) fn product_unknown() -> Complaint {
    let names: Vec<&str> = contract::PRODUCTS.iter().map(|product| product.name_vi).collect();
    let names = names.join(", ");
    Complaint::new(
        "product_unknown",
        ("Sản phẩm này chưa có trong danh mục.", format!("Chọn một trong các sản phẩm: {names}.")),
        ("This product is not in the list.", format!("Choose one of these: {names}.")),
    )
}

pub(crate) fn grade_unknown(grades: &[Grade]) -> Complaint {
    let names: Vec<&str> = grades.iter().map(|grade| grade.name_vi()).collect();
    let names = names.join(", ");
    Complaint::new(
        "grade_unknown",
        ("Sản phẩm này không có hạng như vậy.", format!("Chọn một trong các hạng: {names}.")),
        ("The product has no such grade.", format!("Choose one of these: {names}.")),
    )
}

pub(crate) fn unit_unknown() -> Complaint {
    let units = weights();
    Complaint::new(
        "unit_unknown",
        ("Không rõ đơn vị này.", format!("Dùng một trong các đơn vị: {units}.")),
        ("This unit is not known.", format!("Use one of these units: {units}.")),
    )
}

/// The complaint, and which of the two cells it is about.
pub(crate) fn of_price(fault: PriceFault, price: &'static str, unit: &'static str) -> (&'static str, Complaint) {
    match fault {
        PriceFault::NotByWeight => {
            let units = weights();
            let complaint = Complaint::new(
                "unit_not_mass",
                ("Giá tại vườn được so sánh theo khối lượng.", format!("Ghi giá theo một trong các đơn vị: {units}.")),
                ("Farm-gate prices are compared by weight.", format!("Give the price by one of these: {units}.")),
            );
            (unit, complaint)
        }
        PriceFault::Fraction => {
            let complaint = Complaint::new(
                "price_per_kg_fraction",
                ("Giá này không chia hết thành số đồng nguyên cho một kg.", "Ghi giá của một kg."),
                ("This is not a whole number of đồng a kilogram.", "Give the price of one kilogram."),
            );
            (price, complaint)
        }
        PriceFault::NotAboveZero => {
            let complaint = Complaint::new(
                "price_zero",
                ("Giá phải lớn hơn 0.", "Ghi giá đã thấy, hoặc xoá dòng này."),
                ("The price is above zero.", "Type the price that was seen, or delete the row."),
            );
            (price, complaint)
        }
    }
}

fn weights() -> String {
    let units = Unit::of_goods().filter(|unit| unit.dimension == Dimension::Mass);
    units.map(|unit| unit.name).collect::<Vec<_>>().join(", ")
}

pub(crate) fn price_duplicate() -> Complaint {
    Complaint::new(
        "price_duplicate",
        (
            "Giá này đã được ghi ở một dòng phía trên.",
            "Giữ một dòng cho mỗi tuần, xã, sản phẩm, hạng, người mua và người ghi.",
        ),
        (
            "This price stands in a row above already.",
            "Keep one row for each week, commune, product, grade, buyer and observer.",
        ),
    )
}

pub(crate) fn observer_too_long() -> Complaint {
    Complaint::new(
        "text_length",
        ("Ô này dài quá 200 ký tự.", "Rút ngắn lại."),
        ("This is longer than 200 characters.", "Shorten it."),
    )
}

//! One cell becomes a day, a number, money, a quantity; or a complaint that tells how to type it.

use amounts::{Dimension, MoneyFault, Quantity, QuantityFault, Unit, Vnd};
use chrono::{Datelike, NaiveDate};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::{
    fault::Complaint,
    value::{Value, shown},
};

pub(crate) fn date(value: &Value) -> Result<NaiveDate, Complaint> {
    let day = match value {
        Value::Moment(moment) => Some(moment.date()),
        Value::Text(text) => written_date(text)?,
        _ => None,
    };
    let day = day.ok_or_else(|| {
        Complaint::new(
            "date_unreadable",
            ("Ô này không phải là ngày.", "Gõ ngày/tháng/năm, ví dụ 05/11/2026."),
            ("This is not a date.", "Type day/month/year, such as 05/11/2026."),
        )
    })?;
    if (1900..=2100).contains(&day.year()) {
        return Ok(day);
    }
    Err(Complaint::new(
        "date_out_of_range",
        ("Năm phải từ 1900 đến 2100.", "Xem lại năm, ví dụ 05/11/2026."),
        ("The year must be from 1900 to 2100.", "Check the year, as in 05/11/2026."),
    ))
}

/// `dd/mm/yyyy`, also with `-` or `.`, or `yyyy-mm-dd`; `None` if it is neither.
fn written_date(text: &str) -> Result<Option<NaiveDate>, Complaint> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
    let &[first, month, last] = parts.as_slice() else { return Ok(None) };
    if !parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())) {
        return Ok(None);
    }
    let (day, year) = if first.len() == 4 { (last, first) } else { (first, last) };
    if year.len() < 4 {
        return Err(Complaint::new(
            "short_year",
            ("Năm không đủ bốn chữ số.", "Gõ năm đủ bốn chữ số, ví dụ 05/11/2026."),
            ("The year has fewer than four digits.", "Type all four digits of the year, as in 05/11/2026."),
        ));
    }
    let read = |digits: &str| digits.parse::<u32>().ok();
    let day = year.parse().ok().zip(read(month)).zip(read(day));
    Ok(day.and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year, month, day)))
}

/// A whole number, not below zero, with or without groups of three.
pub(crate) fn whole(value: &Value) -> Result<i64, Complaint> {
    let not_whole = || {
        Complaint::new(
            "not_a_whole_number",
            ("Ô này phải là số nguyên, không âm.", "Chỉ gõ chữ số, ví dụ 12."),
            ("This must be a whole number, not below zero.", "Type digits only, such as 12."),
        )
    };
    let number = match value {
        Value::Number(number) => exact_whole(*number),
        Value::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b' ')) => {
            Vnd::parse(text).ok().map(|grouped| grouped.0)
        }
        _ => None,
    };
    number.filter(|number| *number >= 0).ok_or_else(not_whole)
}

/// A number. One separator is the decimal one, as on a scale; where both occur, the last is.
pub(crate) fn decimal(value: &Value) -> Result<Decimal, Complaint> {
    let number = match value {
        Value::Number(number) => shown(*number),
        Value::Text(text) => written_decimal(text),
        _ => None,
    };
    number.ok_or_else(|| {
        Complaint::new(
            "not_a_number",
            ("Ô này không phải là số.", "Chỉ gõ số, ví dụ 12,5."),
            ("This is not a number.", "Type a number only, such as 12,5."),
        )
    })
}

fn written_decimal(text: &str) -> Option<Decimal> {
    let (whole, fraction) = match text.rfind([',', '.']) {
        Some(at) if text.matches(&text[at..=at]).count() == 1 => (&text[..at], &text[at + 1..]),
        _ => (text, ""),
    };
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let whole: String = whole.split(['.', ',', ' ']).collect();
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(&whole) || !all_digits(fraction) {
        return None;
    }
    format!("{sign}{whole}.{fraction}0").parse::<Decimal>().ok().map(|decimal| decimal.normalize())
}

/// Whole đồng, not below zero.
pub(crate) fn money(value: &Value) -> Result<Vnd, Complaint> {
    let amount = match value {
        Value::Number(number) if number.fract() != 0.0 => Err(MoneyFault::Fraction),
        Value::Number(number) => exact_whole(*number).map(Vnd).ok_or(MoneyFault::TooLarge),
        Value::Text(text) => Vnd::parse(text),
        _ => Err(MoneyFault::Unreadable),
    };
    match amount {
        Ok(amount) if amount >= Vnd::ZERO => Ok(amount),
        Ok(_) => Err(Complaint::new(
            "negative_money",
            ("Số tiền không được âm.", "Gõ số tiền từ 0 trở lên, ví dụ 145.000."),
            ("An amount of money cannot be below zero.", "Type an amount from 0 up, such as 145.000."),
        )),
        Err(MoneyFault::Fraction) => Err(Complaint::new(
            "money_fraction",
            ("Tiền đồng không có số lẻ.", "Gõ đủ các chữ số, ví dụ 12.500 thay cho 12,5."),
            ("Đồng have no decimals.", "Type all digits: 12.500, not 12,5."),
        )),
        Err(MoneyFault::TooLarge) => Err(Complaint::new(
            "money_too_large",
            ("Số tiền quá lớn.", "Xem lại số chữ số 0."),
            ("The amount is too large.", "Check the number of zeros."),
        )),
        Err(MoneyFault::Empty | MoneyFault::Unreadable) => Err(Complaint::new(
            "not_money",
            ("Ô này không phải là số tiền.", "Chỉ gõ số đồng, ví dụ 145.000."),
            ("This is not an amount of money.", "Type the number of đồng only, such as 145.000."),
        )),
    }
}

pub(crate) fn unit(value: &Value) -> Result<Unit, Complaint> {
    let named = Unit::named(&value.text()).filter(|unit| unit.dimension != Dimension::Area);
    named.ok_or_else(|| {
        let units: Vec<&str> = Unit::of_goods().map(|unit| unit.name).collect();
        Complaint::new(
            "unit_unknown",
            ("Không rõ đơn vị tính này.", format!("Dùng một trong các đơn vị: {}.", units.join(", "))),
            ("This unit is not known.", format!("Use one of these units: {}.", units.join(", "))),
        )
    })
}

pub(crate) fn quantity(value: &Value, unit: Unit) -> Result<Quantity, Complaint> {
    let amount = match value {
        Value::Number(_) | Value::Text(_) => Quantity::parse(&value.text(), unit),
        _ => Err(QuantityFault::Unreadable),
    };
    amount.map_err(|fault| match fault {
        QuantityFault::Empty | QuantityFault::Unreadable => Complaint::new(
            "not_a_quantity",
            ("Số lượng phải là số, có nhiều nhất ba chữ số lẻ.", "Chỉ gõ số, ví dụ 12,5; đơn vị để ở cột riêng."),
            (
                "A quantity is a number with at most three decimals.",
                "Type the number only, such as 12,5; its unit has a column of its own.",
            ),
        ),
        QuantityFault::Negative => Complaint::new(
            "negative_quantity",
            ("Số lượng không được âm.", "Gõ số lượng từ 0 trở lên."),
            ("A quantity cannot be below zero.", "Type a quantity from 0 up."),
        ),
        QuantityFault::TooFine => Complaint::new(
            "quantity_too_fine",
            (format!("Số lượng lẻ hơn {}.", smallest(unit)), format!("Làm tròn đến {}.", smallest(unit))),
            (
                "The quantity is finer than one gram, millilitre or piece.",
                "Round it to whole grams, millilitres or pieces.",
            ),
        ),
        QuantityFault::TooLarge => Complaint::new(
            "quantity_too_large",
            ("Số lượng quá lớn.", "Xem lại số lượng và đơn vị tính."),
            ("The quantity is too large.", "Check the quantity and its unit."),
        ),
    })
}

const fn smallest(unit: Unit) -> &'static str {
    match unit.dimension {
        Dimension::Mass => "1 gam",
        Dimension::Volume => "1 ml",
        Dimension::Count => "1 quả",
        Dimension::Area => "1 m²",
    }
}

pub(crate) fn choice(value: &Value, choices: &'static [&'static str]) -> Result<&'static str, Complaint> {
    let key = places::search_key(&value.text());
    choices.iter().find(|choice| places::search_key(choice) == key).copied().ok_or_else(|| {
        // A long list helps nobody; the template's drop-down has it all.
        let some: Vec<&str> = choices.iter().take(8).copied().collect();
        let more = if choices.len() > some.len() { ", …" } else { "" };
        let list = some.join(", ") + more;
        Complaint::new(
            "not_a_choice",
            ("Giá trị này không có trong danh mục.", format!("Chọn một trong: {list}.")),
            ("This value is not on the list.", format!("Choose one of: {list}.")),
        )
    })
}

/// `None` for a fraction, or beyond what a float holds exactly.
fn exact_whole(number: f64) -> Option<i64> {
    if number.fract() != 0.0 || number.abs() > 9e15 {
        return None;
    }
    shown(number).and_then(|decimal| decimal.to_i64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn days_are_read_as_vietnamese_write_them() {
        let fifth = NaiveDate::from_ymd_opt(2026, 11, 5).expect("a day");
        let cases = [
            ("05/11/2026", Ok(fifth)),
            ("5/11/2026", Ok(fifth)),
            ("5-11-2026", Ok(fifth)),
            ("05.11.2026", Ok(fifth)),
            ("2026-11-05", Ok(fifth)),
            ("5/11/26", Err("short_year")),
            ("31/02/2026", Err("date_unreadable")),
            ("11/05", Err("date_unreadable")),
            ("tháng mười một", Err("date_unreadable")),
            ("05/11/0202", Err("date_out_of_range")),
        ];
        for (typed, expected) in cases {
            assert_eq!(date(&text(typed)).map_err(|complaint| complaint.code), expected, "{typed}");
        }
        assert_eq!(date(&Value::Moment(fifth.and_hms_opt(9, 30, 0).expect("a time"))), Ok(fifth));
        assert_eq!(date(&Value::Number(46_000.0)).map_err(|complaint| complaint.code), Err("date_unreadable"));
    }

    #[test]
    fn numbers_are_read_whether_typed_as_numbers_or_as_text() {
        let wholes = [
            (text("1.250"), Ok(1_250)),
            (text("12"), Ok(12)),
            (Value::Number(12.0), Ok(12)),
            (Value::Number(12.5), Err("not_a_whole_number")),
            (Value::Number(-1.0), Err("not_a_whole_number")),
            (Value::Number(1e16), Err("not_a_whole_number")),
            (text("12đ"), Err("not_a_whole_number")),
            (Value::Truth(true), Err("not_a_whole_number")),
        ];
        for (value, expected) in wholes {
            assert_eq!(whole(&value).map_err(|complaint| complaint.code), expected, "{value:?}");
        }
        let decimals = [
            (text("12,5"), Ok("12.5")),
            (text("1.234,5"), Ok("1234.5")),
            (text("1,234.5"), Ok("1234.5")),
            (text("1.234.567"), Ok("1234567")),
            (text("-0,25"), Ok("-0.25")),
            (Value::Number(0.1 + 0.2), Ok("0.3")),
            (text("1,2,5x"), Err("not_a_number")),
            (text("-"), Err("not_a_number")),
        ];
        for (value, expected) in decimals {
            let read = decimal(&value).map(|decimal| decimal.to_string()).map_err(|complaint| complaint.code);
            assert_eq!(read, expected.map(str::to_owned), "{value:?}");
        }
    }

    #[test]
    fn money_is_whole_and_not_below_zero() {
        let cases = [
            (text("145.000 ₫"), Ok(145_000)),
            (Value::Number(145_000.0), Ok(145_000)),
            (Value::Number(12.5), Err("money_fraction")),
            (text("12,5"), Err("money_fraction")),
            (Value::Number(-5.0), Err("negative_money")),
            (Value::Number(1e17), Err("money_too_large")),
            (text("mười nghìn"), Err("not_money")),
            (Value::Truth(true), Err("not_money")),
        ];
        for (value, expected) in cases {
            assert_eq!(money(&value).map(|amount| amount.0).map_err(|complaint| complaint.code), expected, "{value:?}");
        }
    }

    #[test]
    fn quantities_are_whole_base_units() {
        let cases = [
            (Value::Number(12.5), "kg", Ok(12_500)),
            (text("12,5"), "tạ", Ok(1_250_000)),
            (Value::Number(0.1 + 0.2), "kg", Ok(300)),
            (Value::Number(0.5), "quả", Err("quantity_too_fine")),
            (Value::Number(-1.0), "kg", Err("negative_quantity")),
            (Value::Number(1e18), "tấn", Err("quantity_too_large")),
            (Value::Number(0.12345), "kg", Err("not_a_quantity")),
            (text("ba cân"), "kg", Err("not_a_quantity")),
        ];
        for (value, name, expected) in cases {
            let unit = unit(&text(name)).expect("a known unit");
            let read = quantity(&value, unit).map(|quantity| quantity.base).map_err(|complaint| complaint.code);
            assert_eq!(read, expected, "{value:?} {name}");
        }
        assert_eq!(unit(&text("hộp")).map_err(|complaint| complaint.code), Err("unit_unknown"));
    }

    #[test]
    fn a_choice_is_known_without_its_marks() {
        const GRADES: &[&str] = &["Loại 1", "Loại 2"];
        assert_eq!(choice(&text("loai 1"), GRADES), Ok("Loại 1"));
        let complaint = choice(&text("Loại 3"), GRADES).expect_err("not on the list");
        assert_eq!(complaint.remedy, "Chọn một trong: Loại 1, Loại 2.");
    }
}

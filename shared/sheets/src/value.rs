//! What stands in a cell, cleaned: text in NFC, days as days, numbers as Excel shows them.

use calamine::DataRef;
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use crate::{
    layout::{Column, Kind},
    parse,
    table::may_be_formula,
};

/// What stands in a cell; a formula is what Excel last made of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    Moment(NaiveDateTime),
    Truth(bool),
    /// What a broken formula shows, such as `#REF!`.
    Error(String),
}

impl Value {
    /// `None` for a cell without anything one can see.
    pub(crate) fn of(cell: &DataRef<'_>) -> Option<Self> {
        match cell {
            DataRef::Empty => None,
            DataRef::String(text) | DataRef::DurationIso(text) => Self::of_text(text),
            DataRef::SharedString(text) => Self::of_text(text),
            // Exact up to 15 digits, which is all that Excel keeps.
            #[expect(clippy::cast_precision_loss, reason = "Excel itself holds every number as a float")]
            DataRef::Int(number) => Some(Self::Number(*number as f64)),
            DataRef::Float(number) => Some(Self::Number(*number)),
            DataRef::Bool(truth) => Some(Self::Truth(*truth)),
            DataRef::DateTime(moment) => {
                let is_a_day = moment.is_datetime() && moment.as_f64() >= 1.0;
                let read = if is_a_day { moment.as_datetime() } else { None };
                Some(read.filter(is_of_excel).map_or(Self::Number(moment.as_f64()), Self::Moment))
            }
            DataRef::DateTimeIso(text) => {
                let day = || text.parse::<NaiveDate>().map(|day| day.and_time(NaiveTime::MIN));
                text.parse::<NaiveDateTime>()
                    .or_else(|_| day())
                    .ok()
                    .filter(is_of_excel)
                    .map_or_else(|| Self::of_text(text), |at| Some(Self::Moment(at)))
            }
            DataRef::Error(error) => Some(Self::Error(error.to_string())),
        }
    }

    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let composed: String;
        let seen = if text.is_ascii() {
            text
        } else {
            composed = text
                .nfc()
                .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'))
                .map(|c| if c == '\u{a0}' { ' ' } else { c })
                .collect();
            &composed
        };
        let seen = seen.trim();
        // What our own tables put before a text that could act as a formula is no part of it.
        let seen = seen.strip_prefix('\'').filter(|text| may_be_formula(text)).unwrap_or(seen);
        if seen.is_empty() { None } else { Some(Self::Text(seen.to_owned())) }
    }

    /// What the template writes as the example of `column`; the same value in an upload is not data.
    pub(crate) fn example(column: &Column) -> Option<Self> {
        Self::of_text(column.example).map(|example| example.typed(column.kind))
    }

    /// The same as what a column of this kind holds. It stays text where it cannot be read so.
    pub(crate) fn typed(self, kind: Kind) -> Self {
        if !matches!(self, Self::Text(_)) {
            return self;
        }
        let number =
            |decimal: Result<Decimal, _>| decimal.ok().and_then(|decimal| decimal.try_into().ok()).map(Self::Number);
        let typed = match kind {
            Kind::Text => None,
            Kind::Date => parse::date(&self).ok().map(|day| Self::Moment(day.and_time(NaiveTime::MIN))),
            Kind::Whole => number(parse::whole(&self).map(Decimal::from)),
            Kind::Decimal => number(parse::decimal(&self)),
            Kind::Money => number(parse::money(&self).map(|amount| Decimal::from(amount.0))),
        };
        typed.unwrap_or(self)
    }

    /// As a person reads it in the cell.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Number(number) => shown(*number).map_or_else(|| number.to_string(), |decimal| decimal.to_string()),
            Self::Moment(moment) if moment.time() == NaiveTime::MIN => moment.format("%d/%m/%Y").to_string(),
            Self::Moment(moment) => moment.format("%d/%m/%Y %H:%M").to_string(),
            Self::Truth(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        }
    }
}

/// Excel's calendar goes from 1900 to 9999.
fn is_of_excel(moment: &NaiveDateTime) -> bool {
    (1900..=9999).contains(&moment.year())
}

/// The number with 15 significant digits, as Excel shows it: 0.1 + 0.2 is 0.3.
pub(crate) fn shown(number: f64) -> Option<Decimal> {
    Decimal::from_scientific(&format!("{number:.14e}")).ok().map(|decimal| decimal.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_reads_as_a_person_sees_it() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 5).expect("a day");
        let cases = [
            (Value::Number(5_100_123_456.0), "5100123456"),
            (Value::Number(0.1 + 0.2), "0.3"),
            (Value::Number(12.5), "12.5"),
            (Value::Moment(day.and_time(NaiveTime::MIN)), "05/11/2026"),
            (Value::Truth(true), "TRUE"),
        ];
        for (value, text) in cases {
            assert_eq!(value.text(), text, "{value:?}");
        }
    }

    #[test]
    fn text_is_composed_and_what_cannot_be_seen_is_gone() {
        let value = Value::of(&DataRef::String("\u{feff} Qua\u{309}n\u{a0}Ba\u{323}\u{200b} ".to_owned()));
        assert_eq!(value, Some(Value::Text("Quản Bạ".to_owned())));
        assert_eq!(Value::of(&DataRef::String(" \u{a0}\u{200b}".to_owned())), None);
        for text in ["- hái tay", "=x", "'trong ngoặc'"] {
            let harmless = crate::harmless(text);
            assert_eq!(Value::of_text(&harmless), Some(Value::Text(text.to_owned())), "it comes back as it was");
        }
    }
}

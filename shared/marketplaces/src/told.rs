//! What marketplaces tell, read alike for all of them: text that may be a number, amounts, instants, and one row for each
//! id asked for. Pure. No amount and no id passes through a double.

use std::fmt;

use amounts::Vnd;
use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::{CallFault, RowOutcome};

/// Vietnam's clock, which some tell without saying so.
const VIETNAM_SECONDS_EAST: i32 = 7 * 60 * 60;
/// Instants after the year 5138 are milliseconds.
const SECONDS_MAX: i64 = 100_000_000_000;

/// A text that some calls tell as a number, a number that others tell as text; empty for `null`.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Text(pub(crate) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'"') => serde_json::from_str(text).map(Self).map_err(serde::de::Error::custom),
            Some(b'{' | b'[') => Err(serde::de::Error::custom("neither a text nor a number")),
            _ if text == "null" => Ok(Self::default()),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Text {
    /// `None` for an empty one.
    pub(crate) fn given(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|text| !text.is_empty())
    }

    /// Whole đồng; a fraction is refused, never rounded.
    pub(crate) fn vnd(&self) -> Result<Vnd, String> {
        Vnd::from_decimal_text(&self.0).map_err(|fault| format!("amount {}: {fault}", self.0))
    }

    /// Whole đồng, and none where nothing is told.
    pub(crate) fn vnd_or_zero(&self) -> Result<Vnd, String> {
        self.given().map_or(Ok(Vnd::ZERO), |_| self.vnd())
    }

    /// A count.
    pub(crate) fn whole(&self) -> Result<i64, String> {
        self.0.parse().map_err(|_| format!("{} is no whole number", self.0))
    }

    /// An instant in Unix seconds, or milliseconds; `None` for 0 and for nothing.
    pub(crate) fn unix(&self) -> Result<Option<DateTime<Utc>>, String> {
        let Some(text) = self.given() else { return Ok(None) };
        let number: i64 = text.parse().map_err(|_| format!("{text} is no time"))?;
        instant(number)
    }

    /// Says yes, in any of the ways that is done.
    pub(crate) fn yes(&self) -> bool {
        matches!(self.0.as_str(), "true" | "1" | "True" | "TRUE" | "yes")
    }
}

/// An instant in Unix seconds, or milliseconds; `None` for 0.
pub(crate) fn instant(number: i64) -> Result<Option<DateTime<Utc>>, String> {
    let read = if number > SECONDS_MAX {
        DateTime::from_timestamp_millis(number)
    } else {
        DateTime::from_timestamp(number, 0)
    };
    read.map(|instant| (number != 0).then_some(instant)).ok_or_else(|| format!("{number} is no time"))
}

/// `2026-10-10 10:20:30 +0700`, or ISO 8601 with an offset; without one it is Vietnam's clock.
pub(crate) fn written_instant(text: &str) -> Result<DateTime<Utc>, String> {
    let offset = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S %z"));
    if let Ok(instant) = offset {
        return Ok(instant.to_utc());
    }
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"))
        .map_err(|_| format!("{text} is no time"))?;
    Ok((naive - TimeDelta::seconds(VIETNAM_SECONDS_EAST.into())).and_utc())
}

/// On Vietnam's clock, with its offset.
pub(crate) fn in_vietnam(instant: DateTime<Utc>) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(VIETNAM_SECONDS_EAST).expect("seven hours are an offset");
    instant.with_timezone(&offset)
}

/// One row for each id asked for, in the same order; `answer` tells what became of one.
pub(crate) async fn row_by_row<T, F>(
    ids: &[String],
    at_once: usize,
    answer: impl Fn(String) -> F,
) -> Result<Vec<RowOutcome<T>>, CallFault>
where
    F: Future<Output = Result<T, CallFault>>,
{
    use futures::{StreamExt, TryStreamExt};
    let rows = futures::stream::iter(ids.to_vec()).map(|id| {
        let answered = answer(id.clone());
        async move {
            match answered.await {
                Ok(told) => Ok(RowOutcome { row: id, result: Ok(told) }),
                // It speaks of this row alone.
                Err(fault) if fault.kind == crate::FaultKind::Permanent => {
                    Ok(RowOutcome { row: id, result: Err(fault) })
                }
                Err(fault) => Err(fault),
            }
        }
    });
    rows.buffered(at_once.max(1)).try_collect().await
}

/// Grams as kilograms, without a double on the way.
pub(crate) fn kilograms(call: &'static str, grams: i64) -> Result<String, CallFault> {
    if grams <= 0 {
        return Err(CallFault::permanent(call, "no_weight", format!("a pack cannot weigh {grams} g")));
    }
    Ok(format!("{}.{:03}", grams / 1000, grams % 1000))
}

/// A picture's media type by its first bytes.
pub(crate) fn media_type(call: &'static str, picture: &[u8]) -> Result<&'static str, CallFault> {
    match picture {
        [0x89, b'P', b'N', b'G', ..] => Ok("image/png"),
        [0xff, 0xd8, 0xff, ..] => Ok("image/jpeg"),
        _ => Err(CallFault::permanent(call, "no_picture", "a picture must be a JPEG or a PNG")),
    }
}

/// Reads an object. A list is none, though its values could be taken for an object's in their order.
pub(crate) fn object<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Option<T> {
    let opens = body.iter().find(|byte| !byte.is_ascii_whitespace());
    serde_json::from_slice(body).ok().filter(|_| opens == Some(&b'{'))
}

/// The marketplace told us of it, so it may well be told in full a moment later: passing, until whoever asks gives up.
pub(crate) fn untold(call: &'static str, order_id: &str) -> CallFault {
    CallFault::passing(call, "untold", format!("order {order_id} is not in the answer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Text {
        serde_json::from_str(json).expect("a text or a number")
    }

    #[test]
    fn a_number_is_read_as_it_is_written() {
        let cases = [
            ("9007199254740993", "9007199254740993"),
            ("\"9007199254740993\"", "9007199254740993"),
            ("145000.00", "145000.00"),
            ("null", ""),
            ("true", "true"),
            ("\"a \\\" b\"", "a \" b"),
        ];
        for (json, expected) in cases {
            assert_eq!(text(json).0, expected);
        }
        assert!(serde_json::from_str::<Text>("[1]").is_err());
        assert_eq!(text("\"145000.00\"").vnd(), Ok(Vnd(145_000)));
        assert!(text("145000.5").vnd().is_err());
        assert_eq!(text("\"\"").vnd_or_zero(), Ok(Vnd::ZERO));
    }

    #[test]
    fn instants_are_told_in_many_ways_and_mean_one() {
        let expected = DateTime::from_timestamp(1_791_602_430, 0).expect("a time in range");
        assert_eq!(text("1791602430").unix(), Ok(Some(expected)));
        assert_eq!(text("\"1791602430000\"").unix(), Ok(Some(expected)));
        assert_eq!(text("0").unix(), Ok(None));
        let written = ["2026-10-10 10:20:30 +0700", "2026-10-10T10:20:30+07:00", "2026-10-10 10:20:30"];
        for text in written {
            assert_eq!(written_instant(text), Ok(expected), "{text}");
        }
        assert!(written_instant("yesterday").is_err());
    }
}

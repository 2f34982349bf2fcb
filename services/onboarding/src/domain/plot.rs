//! A plot: land on which a household grows one product. Where exactly it lies nobody asks.

use amounts::{Dimension, Quantity, QuantityFault, Unit, Vnd};
use chrono::NaiveDate;
use contract::{ProductCode, onboarding::PlantingAreaState};
use ids::{Household, Id};
use places::Commune;

use super::Code;

/// A hundred hectares: more than any household has in one piece.
const AREA_M2_MAX: i64 = 1_000_000;
/// No tree that bears today was planted before.
const PLANTED_FROM: i32 = 1800;

/// An area as it was typed, and in whole square metres.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Whole square metres.
    pub m2: i64,
    /// The number in that unit, as people write it: `2,5`.
    pub entered: String,
    /// The unit, by its name.
    pub unit: &'static str,
}

/// Why a text is no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AreaFault {
    /// Not a unit of areas.
    #[error("not m², sào, mẫu or ha")]
    Unit,
    /// Not a number, or nothing, or more than a plot has.
    #[error("not a number above zero with at most three decimals")]
    Number,
    /// Half a square metre.
    #[error("finer than a square metre")]
    TooFine,
}

impl Area {
    /// Reads a number and a unit as they were typed.
    pub fn parse(entered: &str, unit: &str) -> Result<Self, AreaFault> {
        let unit = Unit::named(unit).filter(|unit| unit.dimension == Dimension::Area).ok_or(AreaFault::Unit)?;
        // Square metres are whole, and written with a mark between thousands: `1.000` is no single one.
        let whole = Vnd::parse(entered).ok().filter(|_| unit.in_base == 1).map(|whole| whole.0.to_string());
        let area = Quantity::parse(whole.as_deref().unwrap_or(entered), unit).map_err(|fault| match fault {
            QuantityFault::TooFine => AreaFault::TooFine,
            _ => AreaFault::Number,
        })?;
        if !(1..=AREA_M2_MAX).contains(&area.base) {
            return Err(AreaFault::Number);
        }
        // It has three decimals at most: it was typed with no more.
        let (whole, rest) = (area.base / unit.in_base, area.base % unit.in_base * 1_000 / unit.in_base);
        let decimals = format!("{rest:03}");
        let decimals = decimals.trim_end_matches('0');
        let comma = if decimals.is_empty() { "" } else { "," };
        Ok(Self { m2: area.base, entered: format!("{whole}{comma}{decimals}"), unit: unit.name })
    }
}

/// A planting-area code. There is no national form one could count on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlantingAreaCode(String);

/// Not 6 to 40 capitals, digits, dots, slashes and hyphens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 6 to 40 letters without marks, digits, dots, slashes and hyphens")]
pub struct PlantingAreaCodeFault;

impl PlantingAreaCode {
    /// Reads a code; small letters become capitals.
    pub fn parse(text: &str) -> Result<Self, PlantingAreaCodeFault> {
        let code = text.trim().to_ascii_uppercase();
        let is_known = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"./-".contains(&byte);
        let fits = (6..=40).contains(&code.len()) && code.bytes().all(is_known);
        if fits { Ok(Self(code)) } else { Err(PlantingAreaCodeFault) }
    }

    /// The code itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A planting-area code with what its paper says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlantingArea {
    /// The code.
    pub code: PlantingAreaCode,
    /// The market it is for.
    pub market: String,
    /// The day it was given.
    pub issued_on: NaiveDate,
    /// How it stands.
    pub state: PlantingAreaState,
}

/// A plot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plot {
    /// The short code the cooperative uses.
    pub code: Code,
    /// As people call it.
    pub name: String,
    /// What grows there.
    pub product: ProductCode,
    /// Where it lies.
    pub commune: &'static Commune,
    /// How large it is.
    pub area: Area,
    /// When it was planted.
    pub planted_year: Option<i32>,
    /// Its planting-area code.
    pub planting_area: Option<PlantingArea>,
}

/// Whether something can have been planted in this year.
pub fn is_planted_in(year: i32, today: NaiveDate) -> bool {
    (PLANTED_FROM..=chrono::Datelike::year(&today)).contains(&year)
}

/// What a harvest must know of the plot it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grower {
    /// Who grows there.
    pub household_id: Id<Household>,
    /// What grows there.
    pub product: ProductCode,
}

/// Why a harvest was not picked there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlotMisfit {
    /// The cooperative has no such plot.
    #[error("there is no such plot")]
    Unknown,
    /// It is another household's.
    #[error("it is another household's plot")]
    Household,
    /// Something else grows there.
    #[error("something else grows on the plot")]
    Product,
}

impl Grower {
    /// Whether this household can have picked this product there.
    pub fn bears(&self, household_id: Id<Household>, product: ProductCode) -> Result<(), PlotMisfit> {
        if self.household_id != household_id {
            return Err(PlotMisfit::Household);
        }
        if self.product == product { Ok(()) } else { Err(PlotMisfit::Product) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_typed_as_people_say_it_and_kept_in_square_metres() {
        let cases = [
            ("2,5", "sào", Ok((900, "sào"))),
            ("1", "mẫu", Ok((3_600, "mẫu"))),
            ("0,35", "HA", Ok((3_500, "ha"))),
            ("1.250", "m2", Ok((1_250, "m²"))),
            ("10.000", "m2", Ok((10_000, "m²"))),
            ("1,5", "m2", Err(AreaFault::TooFine)),
            ("1250", "m2", Ok((1_250, "m²"))),
            ("1,33", "sào", Err(AreaFault::TooFine)),
            ("0", "m²", Err(AreaFault::Number)),
            ("101", "ha", Err(AreaFault::Number)),
            ("-1", "ha", Err(AreaFault::Number)),
            ("rộng", "ha", Err(AreaFault::Number)),
            ("2", "kg", Err(AreaFault::Unit)),
            ("2", "", Err(AreaFault::Unit)),
        ];
        for (entered, unit, expected) in cases {
            let read = Area::parse(entered, unit).map(|area| (area.m2, area.unit));
            assert_eq!(read, expected, "{entered} {unit}");
        }
    }

    #[test]
    fn however_an_area_is_typed_it_is_written_in_one_way() {
        for (typed, written) in [("2,50", "2,5"), ("2.5", "2,5"), (" 3 ", "3"), ("0,025", "0,025"), ("1 0", "10")] {
            assert_eq!(Area::parse(typed, "sào").map(|area| area.entered).as_deref(), Ok(written), "{typed}");
        }
    }

    #[test]
    fn a_planting_area_code_is_opaque_and_in_capitals() {
        let cases = [
            (" vn-hgor-0042 ", Some("VN-HGOR-0042")),
            ("HG.01/2024-CS", Some("HG.01/2024-CS")),
            ("VN-01", None),
            ("VN HGOR 0042", None),
            ("VN-HGỎ-0042", None),
            ("A1234567890123456789012345678901234567890", None),
        ];
        for (text, expected) in cases {
            assert_eq!(PlantingAreaCode::parse(text).ok().as_ref().map(PlantingAreaCode::as_str), expected, "{text}");
        }
    }

    #[test]
    fn what_is_picked_on_a_plot_is_its_households_and_grows_there() {
        let product = |code| ProductCode::parse(code).expect("a product");
        let grower = Grower { household_id: Id::generate(), product: product("cam_sanh") };
        assert_eq!(grower.bears(grower.household_id, product("cam_sanh")), Ok(()));
        assert_eq!(grower.bears(Id::generate(), product("cam_sanh")), Err(PlotMisfit::Household));
        assert_eq!(grower.bears(grower.household_id, product("cam_vang")), Err(PlotMisfit::Product));
    }

    proptest::proptest! {
        #[test]
        fn a_planting_area_code_that_is_read_stays_as_it_is(text in ".{0,44}|[ A-Za-z0-9./-]{4,42}") {
            if let Ok(code) = PlantingAreaCode::parse(&text) {
                proptest::prop_assert!((6..=40).contains(&code.as_str().len()));
                proptest::prop_assert_eq!(PlantingAreaCode::parse(code.as_str()), Ok(code));
            }
        }

        #[test]
        fn an_area_that_is_read_is_read_again_the_same(text in "[0-9]{1,4}([,.][0-9]{1,3})?|.{0,8}", unit in "m²|sào|mẫu|ha|kg|.{0,3}") {
            if let Ok(area) = Area::parse(&text, &unit) {
                proptest::prop_assert!(area.m2 > 0);
                proptest::prop_assert_eq!(Area::parse(&area.entered, area.unit), Ok(area));
            }
        }
    }
}

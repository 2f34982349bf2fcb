//! A production season such as `CAM-2025-2026`: it crosses the year's end and is never a calendar year.

/// The season of a crop.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Season {
    crop: String,
    first_year: u16,
}

/// Why a text is no season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SeasonFault {
    /// Not a crop and two years that follow each other.
    #[error("not a crop and two years in a row, such as CAM-2025-2026")]
    Form,
}

impl Season {
    /// Reads a season; small letters become capitals.
    pub fn parse(text: &str) -> Result<Self, SeasonFault> {
        let text = text.trim().to_ascii_uppercase();
        let parts: Vec<&str> = text.split('-').collect();
        let &[crop, first, second] = parts.as_slice() else { return Err(SeasonFault::Form) };
        let year = |digits: &str| -> Option<u16> {
            let is_year = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
            if is_year { digits.parse().ok() } else { None }
        };
        let crop_fits = (2..=10).contains(&crop.len()) && crop.bytes().all(|byte| byte.is_ascii_uppercase());
        match (year(first), year(second)) {
            (Some(first_year), Some(second_year)) if crop_fits && second_year == first_year + 1 => {
                Ok(Self { crop: crop.to_owned(), first_year })
            }
            _ => Err(SeasonFault::Form),
        }
    }

    /// Both years in two digits each, as a lot code has them: `2526`.
    pub fn short(&self) -> String {
        format!("{:02}{:02}", self.first_year % 100, (self.first_year + 1) % 100)
    }
}

impl std::fmt::Display for Season {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", self.crop, self.first_year, self.first_year + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_season_has_two_years_in_a_row() {
        let cases = [
            ("CAM-2025-2026", Some(("CAM-2025-2026", "2526"))),
            (" hong-1999-2000 ", Some(("HONG-1999-2000", "9900"))),
            ("CAM-2025-2027", None),
            ("CAM-2026", None),
            ("CAM-25-26", None),
            ("2025-2026", None),
            ("CAM-+025-0026", None),
        ];
        for (text, expected) in cases {
            let season = Season::parse(text).ok();
            let read = season.as_ref().map(|season| (season.to_string(), season.short()));
            assert_eq!(read, expected.map(|(long, short)| (long.to_owned(), short.to_owned())), "{text}");
        }
    }
}

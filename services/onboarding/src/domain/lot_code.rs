//! The code printed on a lot's boxes: `<PRODUCT>-<SEASON>-<SEQ>-<CHECK>`, whose last character catches a slip of the thumb.

use contract::Product;

use super::Season;

/// No I, L, O, U: nobody can take them for digits or for each other.
const CHECK_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKMNPQRSTVWXY";

/// A lot's code, sound by arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LotCode(String);

/// Why a text is no lot code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LotCodeFault {
    /// Not four parts of the right shape.
    #[error("not a product, a season, a number and a check character, such as CAMSANH-2526-0042-6")]
    Form,
    /// The last character is not the one that belongs to the rest.
    #[error("the last character does not belong to the rest")]
    Check,
}

impl LotCode {
    /// Reads a code; small letters become capitals.
    pub fn parse(text: &str) -> Result<Self, LotCodeFault> {
        let code = text.trim().to_ascii_uppercase();
        let parts: Vec<&str> = code.split('-').collect();
        let &[product, season, number, check] = parts.as_slice() else { return Err(LotCodeFault::Form) };
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        let product_fits = (2..=12).contains(&product.len()) && product.bytes().all(|byte| byte.is_ascii_uppercase());
        if !product_fits || !digits(season, 4) || !digits(number, 4) || check.len() != 1 {
            return Err(LotCodeFault::Form);
        }
        let body = &code[..code.len() - 2];
        if check.as_bytes()[0] == check_character(body) { Ok(Self(code)) } else { Err(LotCodeFault::Check) }
    }

    /// The code of a product's lot with this number in a season; none above four digits.
    pub fn draw(product: &Product, season: &Season, number: u32) -> Option<Self> {
        let body = format!("{}-{}-{number:04}", product.lot_prefix, season.short());
        Self::parse(&format!("{body}-{}", char::from(check_character(&body)))).ok()
    }

    /// What all lots of a product in a season begin with.
    pub fn prefix(product: &Product, season: &Season) -> String {
        format!("{}-{}", product.lot_prefix, season.short())
    }

    /// The code itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// It begins as lots of this product do.
    pub fn is_of(&self, product: &Product) -> bool {
        self.part(0) == product.lot_prefix
    }

    /// It names this season.
    pub fn is_in(&self, season: &Season) -> bool {
        self.part(1) == season.short()
    }

    fn part(&self, at: usize) -> &str {
        self.0.split('-').nth(at).unwrap_or_default()
    }
}

/// Each character counts by its place, so that two in each other's place are caught as well as a wrong one.
fn check_character(body: &str) -> u8 {
    let value = |byte: u8| usize::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 });
    let letters = body.bytes().filter(|byte| *byte != b'-');
    let sum: usize = (1..).zip(letters).map(|(place, byte)| place * value(byte)).sum();
    CHECK_ALPHABET[sum % CHECK_ALPHABET.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_with_its_check_character() {
        let cases = [
            ("CAMSANH-2526-0042-6", Ok("CAMSANH-2526-0042-6")),
            ("CAMSANH-2526-0001-W", Ok("CAMSANH-2526-0001-W")),
            (" hongqb-2526-9001-k ", Ok("HONGQB-2526-9001-K")),
            ("CAMSANH-2526-0042-K", Err(LotCodeFault::Check)),
            ("CAMSANH-2526-0024-6", Err(LotCodeFault::Check)),
            ("CAMSANH-2526-0042-O", Err(LotCodeFault::Check)),
            ("CAMSANH-2526-0042", Err(LotCodeFault::Form)),
            ("CAMSANH-2526-42-6", Err(LotCodeFault::Form)),
            ("CAM SANH-2526-0042-6", Err(LotCodeFault::Form)),
            ("CAMSÀNH-2526-0042-6", Err(LotCodeFault::Form)),
            ("CAMSANH-2526-0042-Đ", Err(LotCodeFault::Form)),
            ("", Err(LotCodeFault::Form)),
        ];
        for (text, expected) in cases {
            assert_eq!(LotCode::parse(text).as_ref().map(LotCode::as_str).map_err(|fault| *fault), expected, "{text}");
        }
    }

    #[test]
    fn the_next_code_is_drawn_with_its_check_character() {
        let product = contract::ProductCode::parse("cam_sanh").expect("a product").product();
        let season = Season::parse("CAM-2025-2026").expect("a season");
        let drawn = |number| LotCode::draw(product, &season, number).map(|code| code.as_str().to_owned());
        assert_eq!(drawn(42).as_deref(), Some("CAMSANH-2526-0042-6"));
        assert_eq!((drawn(9_999).is_some(), drawn(10_000)), (true, None), "a code has four digits");
        assert!("CAMSANH-2526-0042-6".starts_with(&LotCode::prefix(product, &season)));
    }

    #[test]
    fn a_code_tells_its_product_and_season() {
        let code = LotCode::parse("CAMSANH-2526-0042-6").expect("a code");
        let product = |code: &str| contract::ProductCode::parse(code).expect("a product").product();
        assert!(code.is_of(product("cam_sanh")) && !code.is_of(product("cam_vang")));
        let season = |text: &str| Season::parse(text).expect("a season");
        assert!(code.is_in(&season("CAM-2025-2026")) && !code.is_in(&season("CAM-2024-2025")));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused_and_what_is_read_stays_as_it_is(
            text in ".{0,24}|[A-Za-z]{2,12}-[0-9]{4}-[0-9]{4}-[0-9A-Za-z]",
        ) {
            if let Ok(code) = LotCode::parse(&text) {
                proptest::prop_assert_eq!(LotCode::parse(code.as_str()), Ok(code));
            }
        }

        #[test]
        fn one_wrong_digit_is_always_caught(number in 0_u16..10_000, place in 0_usize..4, digit in 0_u8..10) {
            let body = format!("CAMSANH-2526-{number:04}");
            let check = check_character(&body);
            let mut slipped = body.clone().into_bytes();
            let at = body.len() - 4 + place;
            slipped[at] = b'0' + digit;
            let slipped = String::from_utf8(slipped).expect("still digits");
            proptest::prop_assert_eq!(check_character(&slipped) == check, slipped == body);
        }
    }
}

//! What a small part of a workbook would grow to in calamine's memory. It believes promises and copies what many cells
//! share, and an allocation that fails ends the process: no `catch_unwind` would help.

use crate::{
    container::CELLS_MAX,
    refusal::{Limit, NotReadable},
};

/// Bytes that the formats of all cells together may take.
const STYLES_MAX: usize = 128 << 20;
/// Bytes of one format of a cell, without its texts.
const STYLE_SIZE: usize = 512;

/// Memory is reserved for as many strings as `uniqueCount` promises, and each takes a place of its own.
pub(crate) fn check_shared_strings(content: &[u8]) -> Result<(), NotReadable> {
    check_plain(content)?;
    let text = String::from_utf8_lossy(content);
    let promises_too_many = text.match_indices("uniqueCount").any(|(at, name)| {
        let value = text[at + name.len()..].trim_start_matches(|c: char| c == '=' || c.is_whitespace());
        let value = value.trim_start_matches(['"', '\'']);
        let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
        !digits.is_empty() && digits.parse::<usize>().map_or(true, |count| count > CELLS_MAX)
    });
    if promises_too_many || elements(content, b"si") > CELLS_MAX {
        return Err(NotReadable::TooLarge(Limit::Cells));
    }
    Ok(())
}

/// Each format of cells gets a copy of the number format and the font it names, however long those are.
pub(crate) fn check_styles(content: &[u8]) -> Result<(), NotReadable> {
    check_plain(content)?;
    let longest_tag = content.split(|byte| *byte == b'<').map(<[u8]>::len).max().unwrap_or(0);
    let formats = ["xf", "font", "fill", "border"].map(|name| elements(content, name.as_bytes())).iter().sum::<usize>();
    if formats.saturating_mul(STYLE_SIZE.saturating_add(2 * longest_tag)) > STYLES_MAX {
        return Err(NotReadable::TooLarge(Limit::Unpacked));
    }
    Ok(())
}

/// Control bytes could hide anything in another encoding.
fn check_plain(content: &[u8]) -> Result<(), NotReadable> {
    if content.iter().any(|byte| *byte < 0x20 && !byte.is_ascii_whitespace()) {
        return Err(NotReadable::Damaged);
    }
    Ok(())
}

/// How many elements of this name begin, whatever the prefix of their namespace.
fn elements(content: &[u8], name: &[u8]) -> usize {
    let begins = |tag: &&[u8]| {
        let named = tag.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>')).next().unwrap_or(tag);
        named.rsplit(|byte| *byte == b':').next() == Some(name)
    };
    content.split(|byte| *byte == b'<').skip(1).filter(begins).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOO_MANY: Result<(), NotReadable> = Err(NotReadable::TooLarge(Limit::Cells));

    #[test]
    fn a_promise_of_too_many_strings_is_not_believed() {
        let cases: [(&[u8], Result<(), NotReadable>); 6] = [
            (br#"<sst count="9" uniqueCount="500000">"#, Ok(())),
            (br#"<sst uniqueCount="500001">"#, TOO_MANY),
            (b"<sst uniqueCount = '99999999999999999999999'>", TOO_MANY),
            (br#"<sst uniqueCount="">"#, Ok(())),
            (b"<sst>", Ok(())),
            (b"<\0s\0s\0t\0>\0", Err(NotReadable::Damaged)),
        ];
        for (content, expected) in cases {
            assert_eq!(check_shared_strings(content), expected, "{}", String::from_utf8_lossy(content));
        }
    }

    #[test]
    fn too_many_strings_that_nobody_promised_are_refused_as_well() {
        assert_eq!(check_shared_strings(&b"<x:si/>".repeat(500_001)), TOO_MANY);
        assert_eq!(check_shared_strings(&b"<side/></si>".repeat(500_001)), Ok(()));
    }

    #[test]
    fn formats_may_be_many_or_long_but_not_both() {
        let format = |length| format!(r#"<numFmt numFmtId="164" formatCode="{}"/>"#, "0".repeat(length));
        let formats = |count| r#"<xf numFmtId="164"/>"#.repeat(count);
        let cases = [
            (format(100) + &formats(65_000), true),
            (format(100_000) + &formats(100), true),
            (format(100_000) + &formats(1_000), false),
            (formats(300_000), false),
        ];
        for (content, fits) in cases {
            assert_eq!(check_styles(content.as_bytes()).is_ok(), fits, "{} bytes", content.len());
        }
    }
}

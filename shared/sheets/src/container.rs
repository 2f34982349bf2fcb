//! Weighs an upload before calamine opens it: calamine believes what a file says of itself, so the file must be honest.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::refusal::{Limit, Looks, NotReadable};

/// Bytes of an upload.
pub(crate) const BYTES_MAX: usize = 10 << 20;
/// Bytes of all its parts together, unpacked, both as declared and as found.
pub(crate) const UNPACKED_MAX: u64 = 50 << 20;
/// Cells of all sheets together.
pub(crate) const CELLS_MAX: usize = 500_000;
/// A workbook has some dozen parts, and one for each picture.
const PARTS_MAX: usize = 4_096;

/// Refuses what is no `.xlsx` file, or one that is or would become too large.
pub(crate) fn weigh(bytes: &[u8]) -> Result<(), NotReadable> {
    if bytes.len() > BYTES_MAX {
        return Err(NotReadable::TooLarge(Limit::Bytes));
    }
    if !bytes.starts_with(b"PK") {
        return Err(NotReadable::NotAWorkbook(looks(bytes)));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NotReadable::Damaged)?;
    if archive.len() > PARTS_MAX {
        return Err(NotReadable::TooLarge(Limit::Unpacked));
    }
    let mut declared: u64 = 0;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|_| NotReadable::Damaged)?;
        declared = declared.saturating_add(part.size());
    }
    if declared > UNPACKED_MAX {
        return Err(NotReadable::TooLarge(Limit::Unpacked));
    }
    let mut left = UNPACKED_MAX;
    let mut has_sheets = false;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| NotReadable::Damaged)?;
        let name = part.name().map_err(|_| NotReadable::Damaged)?.to_lowercase();
        has_sheets |= name.contains("worksheets");
        left -= weigh_part(part, &name, left)?;
    }
    if has_sheets { Ok(()) } else { Err(NotReadable::NotAWorkbook(Looks::Other)) }
}

/// Unpacks one part and returns its true size, at most `left`.
fn weigh_part(part: impl Read, name: &str, left: u64) -> Result<u64, NotReadable> {
    let mut part = part.take(left + 1);
    let size = if name.contains("sharedstrings") {
        let mut content = Vec::new();
        part.read_to_end(&mut content).map_err(|_| NotReadable::Damaged)?;
        check_shared_strings(&content)?;
        content.len() as u64
    } else {
        std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| NotReadable::Damaged)?
    };
    if size > left { Err(NotReadable::TooLarge(Limit::Unpacked)) } else { Ok(size) }
}

/// calamine reserves memory for as many strings as `uniqueCount` promises. A promise of 10¹² would end the process, and
/// no `catch_unwind` would help. Control bytes are refused because they could hide the promise in another encoding.
fn check_shared_strings(content: &[u8]) -> Result<(), NotReadable> {
    if content.iter().any(|byte| *byte < 0x20 && !byte.is_ascii_whitespace()) {
        return Err(NotReadable::Damaged);
    }
    let text = String::from_utf8_lossy(content);
    let promises_too_many = text.match_indices("uniqueCount").any(|(at, name)| {
        let value = text[at + name.len()..].trim_start_matches(|c: char| c == '=' || c.is_whitespace());
        let value = value.trim_start_matches(['"', '\'']);
        let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
        !digits.is_empty() && digits.parse::<usize>().map_or(true, |count| count > CELLS_MAX)
    });
    if promises_too_many { Err(NotReadable::TooLarge(Limit::Cells)) } else { Ok(()) }
}

fn looks(bytes: &[u8]) -> Looks {
    const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let beginning = &bytes[..bytes.len().min(1_024)];
    if bytes.starts_with(COMPOUND_FILE) {
        Looks::OldOrLocked
    } else if !beginning.is_empty() && !beginning.iter().any(|byte| *byte < 0x20 && !byte.is_ascii_whitespace()) {
        Looks::Text
    } else {
        Looks::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_workbook_is_told_what_it_looks_like() {
        let cases: [(&[u8], Looks); 4] = [
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", Looks::OldOrLocked),
            ("Mã HTX;Tên\n1;Chợ".as_bytes(), Looks::Text),
            (b"\x89PNG\r\n\x1a\n\0\0", Looks::Other),
            (b"", Looks::Other),
        ];
        for (bytes, looks) in cases {
            assert_eq!(weigh(bytes), Err(NotReadable::NotAWorkbook(looks)));
        }
        assert_eq!(weigh(b"PK\x03\x04 torn"), Err(NotReadable::Damaged));
        assert_eq!(weigh(&vec![b'P'; BYTES_MAX + 1]), Err(NotReadable::TooLarge(Limit::Bytes)));
    }

    #[test]
    fn a_promise_of_too_many_strings_is_not_believed() {
        let too_many = Err(NotReadable::TooLarge(Limit::Cells));
        let cases: [(&[u8], Result<(), NotReadable>); 6] = [
            (br#"<sst count="9" uniqueCount="500000">"#, Ok(())),
            (br#"<sst uniqueCount="500001">"#, too_many.clone()),
            (b"<sst uniqueCount = '99999999999999999999999'>", too_many),
            (br#"<sst uniqueCount="">"#, Ok(())),
            (b"<sst>", Ok(())),
            (b"<\0s\0s\0t\0>\0", Err(NotReadable::Damaged)),
        ];
        for (content, expected) in cases {
            assert_eq!(check_shared_strings(content), expected, "{}", String::from_utf8_lossy(content));
        }
    }
}

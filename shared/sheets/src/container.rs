//! Weighs an upload before calamine opens it: calamine believes what a file says of itself, so the file must be honest.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::{
    bombs,
    refusal::{Limit, Looks, NotReadable},
};

/// Bytes of an upload.
pub(crate) const BYTES_MAX: usize = 10 << 20;
/// Bytes of all its parts together, unpacked, both as declared and as found.
pub(crate) const UNPACKED_MAX: u64 = 50 << 20;
/// Cells of all sheets together.
pub(crate) const CELLS_MAX: usize = 500_000;
/// Rows with anything in them of each sheet: a row costs as much memory as many cells.
pub(crate) const ROWS_MAX: usize = 100_000;
/// A workbook has some dozen parts, and one for each picture.
const PARTS_MAX: usize = 4_096;

/// What an upload may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Upload {
    /// A workbook, weighed.
    Workbook,
    /// Text, which may be a table.
    Text,
}

/// Tells what an upload is; refuses what is neither, or what is or would become too large.
pub(crate) fn weigh(bytes: &[u8]) -> Result<Upload, NotReadable> {
    if bytes.len() > BYTES_MAX {
        return Err(NotReadable::TooLarge(Limit::Bytes));
    }
    if bytes.starts_with(b"PK") {
        return weigh_archive(bytes).map(|()| Upload::Workbook);
    }
    match looks(bytes) {
        Looks::Text => Ok(Upload::Text),
        looks => Err(NotReadable::NotAWorkbook(looks)),
    }
}

fn weigh_archive(bytes: &[u8]) -> Result<(), NotReadable> {
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
    let (mut has_sheets, mut looks) = (false, Looks::Other);
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| NotReadable::Damaged)?;
        let name = part.name().map_err(|_| NotReadable::Damaged)?.to_lowercase();
        has_sheets |= name.contains("worksheets");
        looks = match name.as_str() {
            "content.xml" => Looks::OpenDocument,
            "xl/workbook.bin" => Looks::Binary,
            _ => looks,
        };
        left -= weigh_part(part, &name, left)?;
    }
    // A binary workbook has sheets, too, in a form of its own.
    if has_sheets && looks != Looks::Binary { Ok(()) } else { Err(NotReadable::NotAWorkbook(looks)) }
}

/// Unpacks one part and returns its true size, at most `left`.
fn weigh_part(part: impl Read, name: &str, left: u64) -> Result<u64, NotReadable> {
    let mut part = part.take(left + 1);
    let check = match name {
        name if name.contains("sharedstrings") => bombs::check_shared_strings,
        name if name.contains("styles") => bombs::check_styles,
        _ => {
            let size = std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| NotReadable::Damaged)?;
            return within(size, left);
        }
    };
    let mut content = Vec::new();
    part.read_to_end(&mut content).map_err(|_| NotReadable::Damaged)?;
    let size = within(content.len() as u64, left)?;
    check(&content)?;
    Ok(size)
}

fn within(size: u64, left: u64) -> Result<u64, NotReadable> {
    if size > left { Err(NotReadable::TooLarge(Limit::Unpacked)) } else { Ok(size) }
}

fn looks(bytes: &[u8]) -> Looks {
    const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    /// Excel 2 to 4, and workbooks of later ones without the wrapping.
    const BARE_SHEETS: [&[u8]; 4] = [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08"];
    if bytes.starts_with(COMPOUND_FILE) {
        return in_compound_file(bytes);
    }
    if BARE_SHEETS.iter().any(|beginning| bytes.starts_with(beginning)) {
        return Looks::Old;
    }
    let beginning = &bytes[..bytes.len().min(1_024)];
    let is_wide = beginning.starts_with(b"\xff\xfe") || beginning.starts_with(b"\xfe\xff");
    let is_plain = !beginning.iter().any(|byte| *byte < 0x20 && !byte.is_ascii_whitespace());
    if is_wide || (is_plain && !beginning.is_empty()) { Looks::Text } else { Looks::Other }
}

/// Two kinds of workbooks wear this wrapping, and documents as well. Its streams have names in UTF-16.
fn in_compound_file(bytes: &[u8]) -> Looks {
    let has_stream = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if has_stream("EncryptedPackage") {
        Looks::Locked
    } else if has_stream("Workbook\0") || has_stream("Book\0") {
        Looks::Old
    } else {
        Looks::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_workbook_is_told_what_it_looks_like() {
        let compound = |stream: &str| {
            let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".iter().copied().chain([0; 504]).chain(name).chain([0, 0]).collect()
        };
        let cases: [(Vec<u8>, Looks); 8] = [
            (compound("Workbook"), Looks::Old),
            (compound("Book"), Looks::Old),
            (compound("EncryptedPackage"), Looks::Locked),
            (compound("WordDocument"), Looks::Other),
            (b"\x09\x08\x10\x00\x00\x06\x05\x00".to_vec(), Looks::Old),
            (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), Looks::Other),
            (b"%PDF-1.7\n\0".to_vec(), Looks::Other),
            (Vec::new(), Looks::Other),
        ];
        for (bytes, looks) in cases {
            assert_eq!(weigh(&bytes), Err(NotReadable::NotAWorkbook(looks)), "{bytes:?}");
        }
        assert_eq!(weigh("Mã HTX;Tên\n1;Chợ".as_bytes()), Ok(Upload::Text));
        assert_eq!(weigh(b"PK\x03\x04 torn"), Err(NotReadable::Damaged));
        assert_eq!(weigh(&vec![b'P'; BYTES_MAX + 1]), Err(NotReadable::TooLarge(Limit::Bytes)));
    }
}

//! PDFs, looked at and left as they are: whole, unlocked, and without what is plainly more than pages.
//!
//! This reads no PDF as a viewer would. It goes over the file's names outside of streams, and within the packed streams that
//! hold objects, as far as its limits allow. A crafted file may hide from it, so a PDF is only ever handed out as a download,
//! in a sandbox.

use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::ScanFault;

/// Names that say a PDF is more than pages.
const FORBIDDEN: [&[u8]; 12] = [
    b"JavaScript",
    b"JS",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"OpenAction",
    b"AA",
    b"RichMedia",
    b"XFA",
    b"SubmitForm",
    b"ImportData",
    b"GoToE",
];
const LOCKED: &[u8] = b"Encrypt";
/// Behind the last `%%EOF` there is room for a line's end and no second file.
const TAIL_MAX: usize = 1_024;
/// Unpacked bytes of one stream of objects, and of all.
const UNPACKED_MAX: u64 = 8 * 1024 * 1024;
const UNPACKED_IN_ALL_MAX: u64 = 48 * 1024 * 1024;

/// Refuses what is no whole PDF, is locked, or holds more than pages.
pub(crate) fn check(bytes: &[u8]) -> Result<(), ScanFault> {
    let is_version = matches!(bytes.get(5..8), Some([b'1' | b'2', b'.', b'0'..=b'9']));
    let tail = bytes.get(bytes.len().saturating_sub(TAIL_MAX)..).unwrap_or_default();
    let end = find_last(tail, b"%%EOF").ok_or(ScanFault::Damaged)?;
    let behind = tail.get(end + 5..).unwrap_or_default();
    if !is_version || !behind.iter().all(u8::is_ascii_whitespace) {
        return Err(ScanFault::Damaged);
    }
    let mut budget = UNPACKED_IN_ALL_MAX;
    let mut rest = bytes;
    while let Some(begin) = find_stream(rest) {
        let (before, from) = rest.split_at(begin);
        names(before)?;
        let length = find(from, b"endstream").ok_or(ScanFault::Damaged)?;
        let (packed, behind) = from.split_at(length);
        let dictionary = find_last(before, b"obj").and_then(|at| before.get(at..)).unwrap_or(before);
        // `/ObjStm`, as it may be written with its letters in hexadecimal, too.
        if names_of(dictionary).any(|name| name == b"ObjStm") {
            names(&unpacked(packed, &mut budget)?)?;
        }
        rest = behind.get(b"endstream".len()..).unwrap_or_default();
    }
    names(rest)
}

fn unpacked(packed: &[u8], budget: &mut u64) -> Result<Vec<u8>, ScanFault> {
    let limit = UNPACKED_MAX.min(*budget);
    let mut objects = Vec::new();
    let read = ZlibDecoder::new(packed).take(limit + 1).read_to_end(&mut objects);
    // A stream may be cut by a stray word; what was unpacked until then is looked at all the same.
    let length = u64::try_from(objects.len()).unwrap_or(u64::MAX);
    if length > limit || (read.is_err() && objects.is_empty()) {
        return Err(ScanFault::Damaged);
    }
    *budget -= length;
    Ok(objects)
}

fn names(text: &[u8]) -> Result<(), ScanFault> {
    for name in names_of(text) {
        if name == LOCKED {
            return Err(ScanFault::Locked);
        }
        if FORBIDDEN.contains(&name.as_slice()) {
            return Err(ScanFault::MoreThanPages);
        }
    }
    Ok(())
}

/// Every name, `/Like#54his` as `LikeThis`.
fn names_of(text: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"\0/<>[](){}%".contains(byte);
    text.split(|byte| *byte == b'/').skip(1).map(move |from| {
        let end = from.iter().position(is_end).unwrap_or(from.len()).min(127);
        plain(from.get(..end).unwrap_or_default())
    })
}

fn plain(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        if let (b'#', Some(code)) = (first, code) {
            plain.push(code);
            rest = behind.get(2..).unwrap_or_default();
        } else {
            plain.push(*first);
            rest = behind;
        }
    }
    plain
}

/// Where the bytes of the next stream begin.
fn find_stream(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + find(bytes.get(from..)?, b"stream")?;
        let begin = at + b"stream".len();
        match bytes.get(begin..)? {
            [b'\r', b'\n', ..] => return Some(begin + 2),
            [b'\n' | b'\r', ..] => return Some(begin + 1),
            _ => from = begin,
        }
    }
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

fn find_last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::ZlibEncoder};

    use super::*;

    fn pdf(objects: &[u8]) -> Vec<u8> {
        [b"%PDF-1.5\n", objects, b"\ntrailer << /Root 1 0 R >>\n%%EOF\n"].concat()
    }

    fn packed(objects: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(objects).expect("memory");
        let bytes = encoder.finish().expect("memory");
        [b"5 0 obj << /Type /Obj#53tm /Filter /FlateDecode >>\nstream\r\n", &bytes[..], b"\nendstream"].concat()
    }

    #[test]
    fn pages_are_fine_and_more_than_pages_is_not() {
        let cases: [(Vec<u8>, Result<(), ScanFault>); 11] = [
            (pdf(b"1 0 obj << /Type /Catalog >> endobj"), Ok(())),
            (pdf(b"3 0 obj << >>\nstream\n/JS in a picture's bytes\nendstream"), Ok(())),
            (pdf(&packed(b"<< /Type /Page /JSx 1 >>")), Ok(())),
            (pdf(b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"), Err(ScanFault::MoreThanPages)),
            (pdf(b"<< /S /J#61vaScript >>"), Err(ScanFault::MoreThanPages)),
            (pdf(&packed(b"<< /Type /EmbeddedFile >>")), Err(ScanFault::MoreThanPages)),
            (pdf(b"<< /Encrypt 4 0 R >>"), Err(ScanFault::Locked)),
            (pdf(b"<< >>\nstream\n without an end"), Err(ScanFault::Damaged)),
            (b"%PDF-1.4\n1 0 obj".to_vec(), Err(ScanFault::Damaged)),
            (b"%PDF-x\n%%EOF".to_vec(), Err(ScanFault::Damaged)),
            ([&pdf(b"")[..], b"PK\x03\x04 a second file"].concat(), Err(ScanFault::Damaged)),
        ];
        for (bytes, expected) in cases {
            assert_eq!(check(&bytes), expected, "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn a_stream_that_unpacks_to_more_than_it_may_is_refused() {
        assert_eq!(check(&pdf(&packed(&vec![b' '; 9 * 1024 * 1024]))), Err(ScanFault::Damaged));
    }
}

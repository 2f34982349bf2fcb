//! What strangers send us, made hostile: each target is handed bytes and must answer, whatever they are.
//!
//! `make fuzz` runs each target for a minute in an engine that looks for bytes which lead somewhere new, in 512 MiB. `make
//! test` runs each once over the seeds: those made by [`seeds`] and those in `tests/fuzz/seeds/`, a folder for each target.
//!
//! To add a target:
//! 1. a function here, of bytes, that panics where something is wrong;
//! 2. its name in [`TARGETS`], a program of three lines in `src/bin/`, and that program in `Cargo.toml`;
//! 3. seeds that are sound, or nearly, so that the engine has something to begin with.
//!
//! What the engine finds goes into the target's folder of seeds, beside the code that mends it.

mod layouts;
pub mod seeds;

use std::path::Path;

use places::{How, Resolution, resolve, search_key};
use scans::{Checked, check};
use sheets::{Faults, NotReadable, RowReader, marked_copy, read};

use layouts::LAYOUTS;

/// Something that is handed bytes.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: &[(&str, Target)] =
    &[("upload", upload), ("workbook", workbook), ("text", text), ("address", address), ("scan", scan)];

/// A file as it is handed in, whatever it claims to be.
pub fn upload(bytes: &[u8]) {
    taken_apart(bytes).ok();
}

/// A workbook whose parts are sound as a zip file, and whose XML is anything: of its sheet, of its shared strings, of its
/// styles and of the workbook itself, with a zero byte between them.
pub fn workbook(bytes: &[u8]) {
    let mut parts = bytes.splitn(4, |byte| *byte == 0);
    let mut next = || parts.next().unwrap_or_default();
    taken_apart(&seeds::package_of(next(), next(), next(), next())).ok();
}

/// A CSV file with the right headers, in any encoding.
pub fn text(bytes: &[u8]) {
    taken_apart(
        &[b"M\xc3\xa3;Ng\xc3\xa0y;S\xe1\xbb\x91 l\xc6\xb0\xe1\xbb\xa3ng;\xc4\x90\xc6\xa1n v\xe1\xbb\x8b\n", bytes]
            .concat(),
    )
    .ok();
    taken_apart(bytes).ok();
}

/// An address, and in its next line what stands in a column "huyện".
pub fn address(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (address, district) =
        text.split_once('\n').map_or((&*text, None), |(address, district)| (address, Some(district)));
    let key = search_key(address);
    assert_eq!(search_key(&key), key, "a key is its own key");
    match resolve(address, district) {
        Resolution::One { commune, .. } => {
            let again = resolve(&commune.full_name(), None);
            assert_eq!(again, Resolution::One { commune, how: How::Current }, "its own name leads to it");
        }
        Resolution::Ambiguous(communes) => assert!(communes.len() > 1, "a question has two answers"),
        Resolution::Unknown { closest } => assert!(closest.len() <= 5, "no more than help"),
    }
}

/// A photograph or a PDF of a paper.
pub fn scan(bytes: &[u8]) {
    if let Ok(Checked { media_type, bytes }) = check(bytes) {
        let again = check(&bytes).expect("what was made harmless is taken again");
        assert_eq!(again.media_type, media_type, "and is still what it was");
    }
}

/// Reads every cell of every row in every way, marks what is wrong, and reads the marked copy again.
fn taken_apart(bytes: &[u8]) -> Result<(), NotReadable> {
    let read_in = read(bytes, &LAYOUTS)?;
    let mut faults = Faults::new();
    for (sheet, layout) in read_in.iter().zip(LAYOUTS) {
        for row in &sheet.rows {
            let mut reader = RowReader::new(row, &mut faults);
            for column in layout.columns {
                reader.text(column.header);
                reader.date(column.header);
                reader.whole(column.header);
                reader.decimal(column.header);
                reader.money(column.header);
                reader.choice(column.header);
            }
            if layout.columns.iter().any(|column| column.header == layouts::UNIT) {
                reader.quantity(layouts::QUANTITY, layouts::UNIT);
            }
        }
    }
    let copy = marked_copy(bytes, &LAYOUTS, faults.kept()).expect("what can be read can be marked");
    // A CSV file has one of the sheets, and so has its copy.
    for (sheet, layout) in read_in.iter().zip(LAYOUTS).filter(|(sheet, _)| !sheet.rows.is_empty()) {
        let again = read(&copy, &[layout]).expect("a marked copy can be read");
        let numbers = |rows: &[sheets::Row]| rows.iter().map(sheets::Row::number).collect::<Vec<_>>();
        assert_eq!(numbers(&again[0].rows), numbers(&sheet.rows), "a marked copy has the rows of the file");
    }
    Ok(())
}

/// Ends the process where our own code panics. `sheets` catches panics of the crates it reads with, which are refusals; one
/// of its own must not hide behind that.
pub fn watch() {
    std::panic::set_hook(Box::new(|panic| {
        // Sources of others have absolute paths.
        if panic.location().is_some_and(|at| Path::new(at.file()).is_relative()) {
            eprintln!("{panic}");
            std::process::abort();
        }
    }));
}

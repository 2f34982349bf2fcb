//! What holds for every file, however it was made.

use std::sync::LazyLock;

use proptest::prelude::*;
use sheets::{Faults, NotReadable, RowReader, marked_copy, read};

use super::{
    LOTS,
    files::{Bare, header_row, lots},
};

/// Reads every cell of every row in every way, and marks what is wrong.
fn taken_apart(bytes: &[u8]) -> Result<usize, NotReadable> {
    let sheets = read(bytes, &[LOTS])?;
    let mut faults = Faults::new();
    for row in &sheets[0].rows {
        let mut reader = RowReader::new(row, &mut faults);
        for column in LOTS.columns {
            reader.text(column.header);
            reader.date(column.header);
            reader.whole(column.header);
            reader.decimal(column.header);
            reader.money(column.header);
        }
        reader.quantity("Số lượng", "Đơn vị");
        reader.choice("Đơn vị");
    }
    let copy = marked_copy(bytes, &[LOTS], faults.kept()).expect("what can be read can be marked");
    let again = read(&copy, &[LOTS]).expect("a marked copy can be read");
    assert_eq!(again[0].rows.len(), sheets[0].rows.len(), "and has the same rows");
    Ok(sheets[0].rows.len())
}

static SOUND: LazyLock<Vec<u8>> = LazyLock::new(|| {
    lots(&[["HTX-007", "05/11/2026", "12,5", "tạ", "18.000 ₫", "3", ""], ["HTX-8", "", "1", "kg", "", "", "x"]])
});

fn cell() -> impl Strategy<Value = String> {
    let place = prop_oneof![Just(String::new()), "[A-Z]{1,4}[0-9]{1,8}".prop_map(|place| format!(" r=\"{place}\""))];
    let kind = prop_oneof![
        Just(""),
        Just(" t=\"s\""),
        Just(" t=\"str\""),
        Just(" t=\"n\""),
        Just(" t=\"b\""),
        Just(" t=\"d\""),
        Just(" t=\"e\""),
        Just(" s=\"1\"")
    ];
    let value = prop_oneof![
        "[0-9]{1,6}",
        any::<f64>().prop_map(|number| number.to_string()),
        "[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}",
        "[ a-zạđ.,;#=+-]{0,12}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2})?",
    ];
    (place, kind, value).prop_map(|(place, kind, value)| format!("<c{place}{kind}><v>{value}</v></c>"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_file_with_a_few_bytes_changed_is_read_or_refused(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = SOUND.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        taken_apart(&bytes).ok();
    }

    #[test]
    fn rows_of_any_cells_are_read_or_refused(rows in proptest::collection::vec(proptest::collection::vec(cell(), 0..8), 0..8)) {
        let rows: Vec<String> = rows.iter().map(|cells| format!("<row>{}</row>", cells.concat())).collect();
        let data = header_row() + &rows.concat();
        let styles = r#"<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>"#;
        taken_apart(&Bare { data: &data, styles, ..Bare::default() }.bytes()).ok();
    }

    #[test]
    fn text_of_any_kind_is_read_or_refused(beginning in prop_oneof![Just(""), Just("Mã HTX;Ngày hái;Số lượng;Đơn vị\n"), Just("\u{feff}")], text in "[ -~\n\r\t;\",ạảđ£«®µ¸ùøû]{0,200}") {
        taken_apart(format!("{beginning}{text}").as_bytes()).ok();
    }

    #[test]
    fn bytes_of_any_kind_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        taken_apart(&bytes).ok();
    }
}

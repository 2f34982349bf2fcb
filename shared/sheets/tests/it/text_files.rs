//! CSV files: what Excel writes in Vietnam and elsewhere is read; what is not Unicode is named.

use proptest::prelude::*;
use sheets::{Faults, Garbled, Layout, Limit, Looks, NotReadable, Row, RowReader, marked_copy, read};

use super::LOTS;

const PAPERS: Layout = Layout {
    sheet: "Giấy tờ",
    columns: &[sheets::Column { header: "Số giấy", required: true, ..sheets::Column::TEXT }],
};

fn rows(bytes: &[u8]) -> Vec<Row> {
    read(bytes, &[LOTS]).expect("a readable file").remove(0).rows
}

fn refusal(bytes: &[u8]) -> NotReadable {
    read(bytes, &[LOTS]).expect_err("not readable")
}

/// With `;` between the cells and `,` in decimals, as Excel writes it where the comma is the decimal sign.
const OF_VIETNAM: &str =
    "Mã HTX;Ngày hái;Số lượng;Đơn vị;Giá\r\nHTX-1;05/11/2026;12,5;tạ;18.000\r\n;;;;\r\nHTX-2;06/11/2026;3;kg;\r\n";

fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once('\u{feff}').chain(text.chars()).collect::<String>().encode_utf16().flat_map(unit).collect()
}

#[test]
fn whatever_excel_writes_as_unicode_is_read_alike() {
    let commas =
        "Mã HTX,Ngày hái,Số lượng,Đơn vị,Giá\nHTX-1,05/11/2026,\"12,5\",tạ,\"18,000\"\n,,,,\nHTX-2,06/11/2026,3,kg,\n";
    let tabs = OF_VIETNAM.replace(';', "\t");
    let files: [Vec<u8>; 7] = [
        OF_VIETNAM.as_bytes().to_vec(),
        format!("\u{feff}{OF_VIETNAM}").into_bytes(),
        format!("sep=;\r\n{OF_VIETNAM}").into_bytes(),
        commas.as_bytes().to_vec(),
        tabs.as_bytes().to_vec(),
        wide(&tabs, u16::to_le_bytes),
        wide(&tabs, u16::to_be_bytes),
    ];
    for file in files {
        let rows = rows(&file);
        let mut faults = Faults::new();
        let mut reader = RowReader::new(&rows[0], &mut faults);
        assert_eq!(reader.text("Mã HTX").as_deref(), Some("HTX-1"));
        assert_eq!(reader.quantity("Số lượng", "Đơn vị").map(|quantity| quantity.base), Some(1_250_000));
        assert_eq!(reader.money("Giá").map(|price| price.0), Some(18_000));
        assert!(reader.date("Ngày hái").is_some() && faults.is_empty(), "{faults:?}");
        assert_eq!(rows.iter().map(Row::number).collect::<Vec<_>>(), [2, 4], "as Excel numbers them");
    }
}

#[test]
fn a_csv_file_is_the_sheet_whose_columns_it_has() {
    let papers = "Số giấy;Nơi cấp\n12/2026;Sở\n".as_bytes();
    let sheets = read(papers, &[LOTS, PAPERS]).expect("a readable file");
    assert_eq!(
        sheets.iter().map(|sheet| (sheet.sheet, sheet.rows.len())).collect::<Vec<_>>(),
        [("Thu hoạch", 0), ("Giấy tờ", 1)]
    );
    let lacking = refusal("Mã HTX;Ngày hái\nHTX-1;05/11/2026\n".as_bytes());
    assert!(matches!(lacking, NotReadable::MissingColumns { missing, .. } if missing == ["Số lượng", "Đơn vị"]));
}

#[test]
fn the_faults_of_a_csv_file_come_back_in_a_workbook() {
    let file = OF_VIETNAM.replace("12,5", "nhiều");
    let mut faults = Faults::new();
    for row in &rows(file.as_bytes()) {
        RowReader::new(row, &mut faults).quantity("Số lượng", "Đơn vị");
    }
    let copy = marked_copy(file.as_bytes(), &[LOTS, PAPERS], faults.kept()).expect("a copy");
    let again = rows(&copy);
    assert_eq!(
        (again[0].number(), again[0].typed("Số lượng"), again[1].typed("Mã HTX")),
        (2, "nhiều".to_owned(), "HTX-2".to_owned())
    );
}

#[test]
fn the_templates_example_is_not_data_in_a_csv_file_either() {
    let header: Vec<&str> = LOTS.columns.iter().map(|column| column.header).collect();
    let example: Vec<&str> = LOTS.columns.iter().map(|column| column.example).collect();
    let file = format!("{}\n{}\nHTX-9;;;;;;\n", header.join(";"), example.join(";"));
    assert_eq!(rows(file.as_bytes()).iter().map(Row::number).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_csv_file_in_an_old_encoding_is_refused_by_its_name() {
    // The bytes as they lie in such files; the comments are how they were meant.
    let cases: [(&[u8], Garbled); 3] = [
        // Mã HTX;Ngày hái;Số lượng;Đơn vị / Hợp tác xã Quản Bạ
        (b"M\xb7 HTX;Ng\xb5y h\xb8i;S\xe8 l\xad\xeeng;\xa7\xacn v\xde\r\nH\xeep t\xb8c x\xb7 Qu\xb6n B\xb9;;;\r\n", Garbled::Tcvn3),
        (b"Ma\xf5 HTX;Nga\xf8y ha\xf9i;So\xe1 l\xf6\xf4\xefng;\xd1\xf4n v\xf2\r\nH\xf4\xefp ta\xf9c xa\xf5 Qua\xfbn Ba\xef;;;\r\n", Garbled::Vni),
        (b"Ma\xde HTX;Nga\xccy ha\xeci;S\xf4\xec l\xfd\xf5\xf2ng;\xd0\xf5n vi\xf2\r\nH\xf5\xf2p ta\xecc xa\xde Qua\xd2n Ba\xf2;;;\r\n", Garbled::Windows1258),
    ];
    for (bytes, garbled) in cases {
        assert!(std::str::from_utf8(bytes).is_err(), "these are no bytes of Unicode");
        assert_eq!(refusal(bytes), NotReadable::Garbled(garbled));
    }
    let lossy = b"M\xe3 HTX;Ng\xe0y h\xe1i;S? l??ng;\xd0on v?\r\nHTX-1;05/11/2026;1;kg\r\n";
    assert_eq!(refusal(lossy), NotReadable::NotUnicode);
    assert!(NotReadable::NotUnicode.in_vietnamese().contains("CSV UTF-8"));
}

#[test]
fn text_that_is_no_table_of_ours_is_told_so() {
    for text in ["<html><table><tr><td>Mã HTX</td></tr></table></html>", "a,b,c\n1,2,3\n", " \n\n", "sep=;\n"] {
        assert_eq!(refusal(text.as_bytes()), NotReadable::NotAWorkbook(Looks::Text), "{text}");
    }
    assert_eq!(refusal(b"\xff\xfea\0b"), NotReadable::Damaged, "half a letter");
    assert_eq!(refusal(b"\xff\xfe\0\xd8a\0"), NotReadable::Damaged, "half a pair");
    assert_eq!(refusal("Mã HTX;\"Ngày hái\n".as_bytes()), NotReadable::Damaged, "a quotation mark that nothing closes");
    assert_eq!(refusal(&b";".repeat(500_001)), NotReadable::TooLarge(Limit::Cells));
}

proptest! {
    #[test]
    fn what_a_csv_writer_writes_is_read_back(
        typed in proptest::collection::vec("[a-zạđ;,\"\n\t ]{0,8}", 1..20),
        separator in prop_oneof![Just(b';'), Just(b','), Just(b'\t')],
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
        let headers = ["Mã HTX", "Ngày hái", "Số lượng", "Đơn vị"];
        writer.write_record(headers).expect("memory");
        for text in &typed {
            writer.write_record([text.as_str(), "x", "", "y"]).expect("memory");
        }
        let file = writer.into_inner().expect("memory");
        let read: Vec<String> = rows(&file).iter().map(|row| row.typed("Mã HTX")).collect();
        let expected: Vec<String> = typed.iter().map(|text| text.trim().to_owned()).collect();
        prop_assert_eq!(read, expected);
    }
}

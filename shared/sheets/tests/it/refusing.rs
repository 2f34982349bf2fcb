//! What is no workbook of ours is refused, whatever it is, and never harms the process.

use sheets::{Garbled, Limit, Looks, NotReadable, read};

use super::{
    LOTS,
    files::{bare_workbook, lots, package, workbook},
};

fn refusal(bytes: &[u8]) -> NotReadable {
    read(bytes, &[LOTS]).expect_err("not readable")
}

#[test]
fn what_is_no_workbook_is_named() {
    assert_eq!(refusal("Thưa ông bà,\nkính gửi\n".as_bytes()), NotReadable::NotAWorkbook(Looks::Text));
    assert_eq!(refusal(&package(&[("word/document.xml", b"<x/>")])), NotReadable::NotAWorkbook(Looks::Other));
    let whole = lots(&[]);
    assert_eq!(refusal(&whole[..whole.len() / 2]), NotReadable::Damaged);
}

#[test]
fn a_small_file_that_unpacks_to_a_large_one_is_refused() {
    let bomb = package(&[("xl/worksheets/sheet1.xml", &vec![b' '; 51 << 20])]);
    assert!(bomb.len() < 1 << 20, "it is small");
    assert_eq!(refusal(&bomb), NotReadable::TooLarge(Limit::Unpacked));
}

#[test]
fn a_file_that_lies_about_its_size_is_not_opened() {
    let size: u32 = 51 << 20;
    let mut bomb = package(&[("xl/worksheets/sheet1.xml", &vec![b' '; size as usize])]);
    let honest = size.to_le_bytes();
    let places: Vec<usize> = (0..bomb.len() - 4).filter(|at| bomb[*at..*at + 4] == honest).collect();
    assert_eq!(places.len(), 2, "the size stands before the part and in the directory");
    for at in places {
        bomb[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    assert_eq!(refusal(&bomb), NotReadable::Damaged);
}

#[test]
fn many_parts_that_are_large_only_together_are_refused() {
    let part = vec![b' '; 18 << 20];
    let names = ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"];
    assert_eq!(refusal(&package(&names.map(|name| (name, part.as_slice())))), NotReadable::TooLarge(Limit::Unpacked));
}

#[test]
fn a_promise_of_a_billion_strings_does_not_take_the_memory() {
    let bytes = bare_workbook("", r#"<sst uniqueCount="999999999999"></sst>"#);
    assert_eq!(refusal(&bytes), NotReadable::TooLarge(Limit::Cells));
}

#[test]
fn too_many_cells_are_refused_even_if_they_are_empty() {
    let data = format!("<row>{}</row>", "<c/>".repeat(500_001));
    assert_eq!(refusal(&bare_workbook(&data, "<sst/>")), NotReadable::TooLarge(Limit::Cells));
}

#[test]
fn too_many_rows_are_refused() {
    let data = "<row><c><v>1</v></c></row>".repeat(100_001);
    assert_eq!(refusal(&bare_workbook(&data, "")), NotReadable::TooLarge(Limit::Rows));
    assert_eq!(refusal("Mã HTX\n".repeat(100_001).as_bytes()), NotReadable::TooLarge(Limit::Rows));
}

#[test]
fn a_long_text_shared_by_many_cells_is_refused() {
    let shared = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32_000));
    let data = format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(2_000));
    assert_eq!(refusal(&bare_workbook(&data, &shared)), NotReadable::TooLarge(Limit::Unpacked));
}

#[test]
fn a_text_longer_than_a_cell_can_be_is_damage() {
    let text = format!("<row><c t=\"str\"><v>{}</v></c></row>", "x".repeat(200_000));
    assert_eq!(refusal(&bare_workbook(&text, "")), NotReadable::Damaged);
}

#[test]
fn broken_xml_is_damage_and_not_a_panic() {
    for data in ["<row><c r=\"A1\"><v>", "<row><c r=\"%%\"><v>1</v></c></row>", "<row><c t=\"s\"><v>9</v></c></row>"] {
        assert_eq!(refusal(&bare_workbook(data, "<sst/>")), NotReadable::Damaged, "{data}");
    }
}

#[test]
fn a_missing_sheet_is_told_with_those_there_are() {
    let refusal = refusal(&workbook("Trang 1", |_| {}));
    assert_eq!(refusal, NotReadable::MissingSheet { wanted: "Thu hoạch", found: vec!["Trang 1".to_owned()] });
    assert_eq!(refusal.code(), "missing_sheet");
    assert_eq!(
        refusal.in_vietnamese(),
        "Không có trang tính “Thu hoạch”. Tệp đang có: Trang 1. Hãy đổi tên trang tính, hoặc dùng tệp mẫu."
    );
    assert!(refusal.to_string().contains("\"Thu hoạch\""));
}

#[test]
fn missing_columns_are_told_with_those_there_are() {
    let bytes = workbook(LOTS.sheet, |sheet| {
        sheet.write_row(0, 0, ["Mã HTX", "Số lượng", "Ghi chú"]).expect("headers");
    });
    let found = ["Mã HTX", "Số lượng", "Ghi chú"].map(str::to_owned).to_vec();
    let missing = vec!["Ngày hái", "Đơn vị"];
    assert_eq!(refusal(&bytes), NotReadable::MissingColumns { sheet: "Thu hoạch", missing, found });
    let empty = refusal(&workbook(LOTS.sheet, |_| {}));
    assert!(matches!(empty, NotReadable::MissingColumns { found, .. } if found.is_empty()));
}

#[test]
fn a_header_that_stands_twice_is_refused() {
    let bytes = workbook(LOTS.sheet, |sheet| {
        let headers = LOTS.columns.iter().map(|column| column.header).chain(["giá"]);
        sheet.write_row(0, 0, headers).expect("headers");
    });
    assert_eq!(refusal(&bytes), NotReadable::RepeatedColumn { sheet: "Thu hoạch", column: "Giá" });
}

#[test]
fn a_file_in_an_old_encoding_is_named() {
    let cases = [
        (["M· HTX", "Ngµy h¸i", "Sè l\u{ad}îng", "§¬n vÞ", "Hîp t¸c x· Qu¶n B¹"], Garbled::Tcvn3),
        (["Maõ HTX", "Ngaøy haùi", "Soá löôïng", "Ñôn vò", "Hôïp taùc xaõ Quaûn Baï"], Garbled::Vni),
        (["MaÞ HTX", "Ngaòy haìi", "Sôì lýõòng", "Ðõn viò", "Hõòp taìc xaÞ QuaÒn Baò"], Garbled::Windows1258),
        (["MÃ£ HTX", "NgÃ¡y hÃ¡i", "Sá»‘ lÆ°á»£ng", "Ä‘Æ¡n vá»‹", "Há»£p tÃ¡c xÃ£"], Garbled::MisreadUtf8),
    ];
    for (texts, garbled) in cases {
        let bytes = workbook(LOTS.sheet, |sheet| {
            sheet.write_row(0, 0, texts).expect("texts");
        });
        assert_eq!(refusal(&bytes), NotReadable::Garbled(garbled), "{texts:?}");
    }
}

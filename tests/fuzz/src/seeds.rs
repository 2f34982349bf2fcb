//! Seeds that are made by code: sound files to begin with, and every trick we know.

use std::io::{Cursor, Write};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::layouts::LAYOUTS;

/// Target, name and bytes of each.
pub fn made() -> Vec<(&'static str, String, Vec<u8>)> {
    let mut all = Vec::new();
    let mut add = |target, seeds: Vec<(&str, Vec<u8>)>| {
        all.extend(seeds.into_iter().map(|(name, bytes)| (target, name.to_owned(), bytes)));
    };
    add("upload", uploads());
    add("workbook", sheets_of_xml().into_iter().map(|(name, parts)| (name, parts.join("\0").into_bytes())).collect());
    add("text", texts());
    add("address", ADDRESSES.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect());
    add("scan", scans());
    all
}

/// A workbook with one sheet of this XML, and these other parts.
pub(crate) fn package_of(sheet: &[u8], strings: &[u8], styles: &[u8], workbook: &[u8]) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(r#"<Relationships><Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>"#)
    };
    let sheets =
        r#"<sheets><sheet name="Lô hàng" sheetId="1" r:id="rId1"/><sheet name="Hộ" sheetId="2" r:id="rId1"/></sheets>"#;
    package(&[
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/workbook.xml", &[b"<workbook>", workbook, sheets.as_bytes(), b"</workbook>"].concat()),
        ("xl/sharedStrings.xml", if strings.is_empty() { b"<sst/>" } else { strings }),
        ("xl/styles.xml", &[b"<styleSheet>", styles, b"</styleSheet>"].concat()),
        ("xl/worksheets/sheet1.xml", &[b"<worksheet>", sheet, b"</worksheet>"].concat()),
    ])
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        // Whether a part is packed makes no difference to what is in it, and fuzzing is quicker without.
        let method = if content.len() < 65_536 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).expect("a new part");
        writer.write_all(content).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn header() -> String {
    let columns = LAYOUTS.iter().flat_map(|layout| layout.columns);
    let cells = columns.map(|column| format!(r#"<c t="inlineStr"><is><t>{}</t></is></c>"#, column.header));
    format!("<row>{}</row>", cells.collect::<String>())
}

/// Name, and the parts that [`crate::workbook`] is made of.
fn sheets_of_xml() -> Vec<(&'static str, [String; 4])> {
    let of_cells = |cells: &str| format!("<sheetData>{}<row r=\"2\">{cells}</row></sheetData>", header());
    let sheet = |cells: &str| [of_cells(cells), String::new(), String::new(), String::new()];
    let styles = r#"<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs>"#;
    let dated = |properties: &str, serial: &str| {
        let cells = format!(
            r#"<c t="s"><v>0</v></c><c s="1"><v>{serial}</v></c><c s="2"><v>12.5</v></c><c t="str"><v>kg</v></c>"#
        );
        [
            of_cells(&cells),
            "<sst uniqueCount=\"1\"><si><t>CAM-1</t></si></sst>".into(),
            styles.into(),
            properties.into(),
        ]
    };
    let laughs = "<!DOCTYPE x [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
    vec![
        ("sound", dated("", "46331")),
        ("calendar-of-1904", dated(r#"<workbookPr date1904="1"/>"#, "44869")),
        ("day-beyond-all-days", dated("", "1e300")),
        (
            "numbers-beyond-measure",
            sheet("<c><v>1e400</v></c><c><v>-1e-400</v></c><c><v>NaN</v></c><c t=\"n\"><v>1e308</v></c>"),
        ),
        (
            "formulas",
            sheet(
                "<c><f>cmd|'/C calc'!A0</f><v>7</v></c><c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c><c><f t=\"shared\" si=\"4294967295\" ref=\"A1:B9\">A1</f></c>",
            ),
        ),
        (
            "row-beyond-all-rows",
            [
                format!(
                    "<sheetData>{}<row r=\"4294967295\"><c><v>1</v></c></row><row><c/></row></sheetData>",
                    header()
                ),
                String::new(),
                String::new(),
                String::new(),
            ],
        ),
        ("column-beyond-all-columns", sheet("<c r=\"ZZZZZZZZ2\"><v>1</v></c>")),
        (
            "size-that-is-not-true",
            [
                format!(
                    "<dimension ref=\"XFD1048576:A1\"/><cols><col min=\"1\" max=\"4294967295\" width=\"1e308\"/></cols>{}<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>",
                    of_cells("<c/>")
                ),
                String::new(),
                String::new(),
                String::new(),
            ],
        ),
        ("last-column", sheet("<c r=\"XFD2\"><v>1</v></c>")),
        (
            "entities",
            [
                of_cells(r#"<c t="s"><v>0</v></c>"#),
                format!("{laughs}<sst><si><t>&c;&#x110000;</t></si></sst>"),
                String::new(),
                String::new(),
            ],
        ),
        ("broken-promise", [of_cells(""), "<sst uniqueCount=\"999999999999\"/>".into(), String::new(), String::new()]),
        (
            "texts-of-every-kind",
            sheet(
                "<c t=\"inlineStr\"><is><r><t>a</t></r><r><t> b</t></r></is></c><c t=\"d\"><v>2026-11-05T09:30:00</v></c><c t=\"b\"><v>1</v></c><c t=\"str\"><v>&amp;=1+1&#10;</v></c>",
            ),
        ),
        (
            "old-font",
            sheet("<c t=\"str\"><v>H\u{ee}p t\u{b8}c x\u{b7} n\u{ab}ng nghi\u{d6}p Qu\u{b6}n B\u{b9}</v></c>"),
        ),
    ]
}

fn uploads() -> Vec<(&'static str, Vec<u8>)> {
    let template = sheets::template(&LAYOUTS).expect("a template");
    let compound = |stream: &str| -> Vec<u8> {
        let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".iter().copied().chain([0; 504]).chain(name).chain([0; 64]).collect()
    };
    let blank = vec![b' '; 51 << 20];
    let bomb = package(&[("xl/worksheets/sheet1.xml", &blank)]);
    let mut lying = bomb.clone();
    let size = u32::try_from(blank.len()).map_or([0; 4], u32::to_le_bytes);
    for at in 0..lying.len() - 4 {
        if lying[at..at + 4] == size {
            lying[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
    }
    let mut twice =
        package(&[("xl/worksheets/sheet1.xml", b"<worksheet/>"), ("xl/worksheets/sheet2.xml", b"<worksheet/>")]);
    for at in 0..twice.len() - 10 {
        if &twice[at..at + 10] == b"sheet2.xml" {
            twice[at + 5] = b'1';
        }
    }
    let many = format!("<sheetData>{}<row>{}</row></sheetData>", header(), "<c/>".repeat(500_001));
    let xml = package_of(format!("<sheetData>{}</sheetData>", header()).as_bytes(), b"", b"", b"");
    vec![
        ("torn", template[..template.len() / 2].to_vec()),
        ("template", template),
        ("no-rows", xml),
        ("empty", Vec::new()),
        ("locked", compound("EncryptedPackage")),
        ("xls", compound("Workbook")),
        ("bare-biff", b"\x09\x08\x10\x00\x00\x06\x05\x00".to_vec()),
        ("xlsb", package(&[("xl/workbook.bin", b"x"), ("xl/worksheets/sheet1.bin", b"x")])),
        ("ods", package(&[("content.xml", b"<x/>")])),
        ("macros", package(&[("xl/vbaProject.bin", b"x"), ("xl/worksheets/sheet1.xml", b"<worksheet/>")])),
        ("paths-that-lead-out", package(&[("../../etc/passwd", b"x"), ("xl/worksheets/../../../a", b"x")])),
        ("part-that-stands-twice", twice),
        ("bomb", bomb),
        ("bomb-that-lies", lying),
        ("cells-without-end", package_of(many.as_bytes(), b"", b"", b"")),
        ("csv", texts().swap_remove(0).1),
    ]
}

fn texts() -> Vec<(&'static str, Vec<u8>)> {
    const TABLE: &str = "Mã;Ngày;Số lượng;Đơn vị;Giá\r\nCAM-1;05/11/2026;12,5;tạ;18.000\r\n;;;;\r\n\"a;\"\"b\"\"\n\";5/11/26;1e400;hộp;-1\r\n";
    let wide = |unit: fn(u16) -> [u8; 2]| TABLE.replace(';', "\t").encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    vec![
        ("of-vietnam", TABLE.as_bytes().to_vec()),
        ("with-its-mark", [b"\xef\xbb\xbf", TABLE.as_bytes()].concat()),
        ("with-commas", TABLE.replace(',', ".").replace(';', ",").into_bytes()),
        ("with-a-separator", format!("sep=|\n{}", TABLE.replace(';', "|")).into_bytes()),
        ("wide", [b"\xff\xfe", wide(u16::to_le_bytes).as_slice()].concat()),
        ("wide-the-other-way", [b"\xfe\xff", wide(u16::to_be_bytes).as_slice()].concat()),
        ("half-a-pair", b"\xff\xfe\x00\xd8a\x00".to_vec()),
        ("tcvn3", b"M\xb7;Ng\xb5y;S\xe8 l\xad\xeeng;\xa7\xacn v\xde\nH\xeep t\xb8c x\xb7 Qu\xb6n B\xb9\n".to_vec()),
        ("vni", b"Ma\xf5;Nga\xf8y;So\xe1 l\xf6\xf4\xefng\nH\xf4\xefp ta\xf9c xa\xf5 Qua\xfbn Ba\xef\n".to_vec()),
        (
            "windows-1258",
            b"Ma\xde;Nga\xccy;S\xf4\xec l\xfd\xf5\xf2ng\nH\xf5\xf2p ta\xecc xa\xde Qua\xd2n Ba\xf2\n".to_vec(),
        ),
        ("never-closed", b"M\xc3\xa3;\"Ng\xc3\xa0y\n".to_vec()),
        ("separators-only", vec![b';'; 300]),
    ]
}

fn scans() -> Vec<(&'static str, Vec<u8>)> {
    let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(24, 16, |x, y| {
        Rgb([u8::try_from(x * 9).unwrap_or(0), u8::try_from(y * 9).unwrap_or(0), 90])
    }));
    let written = |format| {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("memory");
        bytes.into_inner()
    };
    let pdf = |inside: &str| {
        format!("%PDF-1.4\n1 0 obj\n<< /Type /Catalog {inside} >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")
            .into_bytes()
    };
    let jpeg = written(ImageFormat::Jpeg);
    vec![
        ("torn-jpeg", jpeg[..jpeg.len() / 2].to_vec()),
        ("jpeg", jpeg),
        ("png", written(ImageFormat::Png)),
        ("webp", written(ImageFormat::WebP)),
        ("pdf", pdf("")),
        ("pdf-that-acts", pdf("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")),
        ("pdf-with-names-in-hex", pdf("/Open#41ction << /S /J#61vaScript >>")),
    ]
}

const ADDRESSES: &[(&str, &str)] = &[
    ("today", "Xã Quản Bạ, tỉnh Tuyên Quang"),
    ("former", "Số 5, tổ 2, phường Trần Phú, TP. Hà Giang, tỉnh Hà Giang"),
    ("with-a-column", "Tả Lủng\nMèo Vạc"),
    ("two-parts", "Thôn Nặm Đăm xã Quản Bạ huyện Quản Bạ tỉnh Hà Giang"),
    ("brackets", "TT. Tam Sơn (huyện Quản Bạ cũ), Hà Giang"),
    ("slip", "Thanh Vaan, Quản Bạ"),
    ("elsewhere", "Phường Bến Thành, TP Hồ Chí Minh"),
    ("question", "Tân Tiến, Hùng An"),
    ("markers-only", "xã xã thị xã thị trấn phường p. x. h. tp tỉnh"),
    ("other-letters", "İstanbul ǅ ﬀ \u{1d160} \u{344}\u{f73}"),
];

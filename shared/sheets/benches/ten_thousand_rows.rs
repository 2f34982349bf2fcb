//! How long an import of 10,000 rows takes, as a ratio to calamine reading the same bytes without any care.

use std::{
    io::Cursor,
    time::{Duration, Instant},
};

use calamine::{Reader, Xlsx};
use sheets::{Column, Faults, Kind, Layout, RowReader, read, table};

const LAYOUT: Layout = Layout {
    sheet: "Thu hoạch",
    columns: &[
        Column { header: "Mã HTX", required: true, ..Column::TEXT },
        Column { header: "Hộ", required: true, ..Column::TEXT },
        Column { header: "Ngày hái", required: true, kind: Kind::Date, ..Column::TEXT },
        Column { header: "Số lượng", required: true, kind: Kind::Decimal, ..Column::TEXT },
        Column { header: "Đơn vị", required: true, ..Column::TEXT },
        Column { header: "Giá", kind: Kind::Money, ..Column::TEXT },
    ],
};
const ROWS: i64 = 10_000;

fn main() {
    let bytes = upload();
    let bare = fastest(|| {
        let mut xlsx = Xlsx::new(Cursor::new(&bytes)).expect("a workbook");
        xlsx.worksheet_range(LAYOUT.sheet).expect("a sheet").height()
    });
    let ours = fastest(|| {
        let sheet = read(&bytes, &[LAYOUT]).expect("a readable workbook").remove(0);
        let mut faults = Faults::new();
        for row in &sheet.rows {
            let mut reader = RowReader::new(row, &mut faults);
            reader.text("Mã HTX").expect("a code");
            reader.text("Hộ").expect("a name");
            reader.date("Ngày hái").expect("a day");
            reader.quantity("Số lượng", "Đơn vị").expect("a quantity");
            reader.money("Giá").expect("a price");
        }
        sheet.rows.len()
    });
    println!(
        "{ROWS} rows, {} KiB: typed and checked in {} ms, {:.2} of calamine alone ({} ms)",
        bytes.len() >> 10,
        ours.as_millis(),
        ours.as_secs_f64() / bare.as_secs_f64(),
        bare.as_millis()
    );
}

fn upload() -> Vec<u8> {
    let headers: Vec<&str> = LAYOUT.columns.iter().map(|column| column.header).collect();
    let text = |text: String| sheets::Cell::Text(text);
    let rows: Vec<Vec<sheets::Cell>> = (0..ROWS)
        .map(|row| {
            vec![
                text(format!("HTX-{:03}", row % 200)),
                text(format!("Sùng Mí Lúa {row}")),
                text(format!("{:02}/11/2026", row % 28 + 1)),
                sheets::Cell::Whole(row + 1),
                text("kg".to_owned()),
                sheets::Cell::Whole(18_000 + row % 100),
            ]
        })
        .collect();
    table(LAYOUT.sheet, &headers, &rows).expect("a table")
}

fn fastest(mut run: impl FnMut() -> usize) -> Duration {
    let once = |_| {
        let begun = Instant::now();
        assert!(run() >= 10_000, "every row is read");
        begun.elapsed()
    };
    (0..5).map(once).min().unwrap_or_default()
}

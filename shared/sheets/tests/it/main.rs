//! Workbooks as people send them, read from outside.

mod files;
mod handing_back;
mod hostile;
mod memory;
mod properties;
mod reading;
mod refusing;
mod text_files;

use sheets::{Column, Kind, Layout};

const LOTS: Layout = Layout {
    sheet: "Thu hoạch",
    columns: &[
        Column {
            header: "Mã HTX",
            required: true,
            example: "HTX-001",
            help: "Mã do hệ thống cấp cho hợp tác xã.",
            ..Column::TEXT
        },
        Column { header: "Ngày hái", required: true, kind: Kind::Date, example: "05/11/2026", ..Column::TEXT },
        Column { header: "Số lượng", required: true, kind: Kind::Decimal, example: "12,5", ..Column::TEXT },
        Column {
            header: "Đơn vị", required: true, example: "tạ", choices: &["kg", "tạ", "tấn"], ..Column::TEXT
        },
        Column { header: "Giá", kind: Kind::Money, example: "18.000", ..Column::TEXT },
        Column { header: "Số hộ", kind: Kind::Whole, example: "3", ..Column::TEXT },
        Column { header: "Số căn cước", personal: true, example: "002299000001", ..Column::TEXT },
    ],
};

//! Sheets with a column of every kind, to read hostile files by.

use sheets::{Column, Kind, Layout};

pub(crate) const QUANTITY: &str = "Số lượng";
pub(crate) const UNIT: &str = "Đơn vị";

pub(crate) const LAYOUTS: [Layout; 2] = [
    Layout {
        sheet: "Lô hàng",
        columns: &[
            Column { header: "Mã", required: true, example: "CAM-1", ..Column::TEXT },
            Column { header: "Ngày", required: true, kind: Kind::Date, example: "05/11/2026", ..Column::TEXT },
            Column { header: QUANTITY, required: true, kind: Kind::Decimal, example: "12,5", ..Column::TEXT },
            Column { header: UNIT, required: true, example: "tạ", ..Column::TEXT },
            Column { header: "Giá", kind: Kind::Money, example: "18.000", ..Column::TEXT },
            Column { header: "Số hộ", kind: Kind::Whole, example: "3", ..Column::TEXT },
            Column { header: "Hạng", choices: &["Loại 1", "Loại 2"], example: "Loại 1", ..Column::TEXT },
        ],
    },
    Layout {
        sheet: "Hộ",
        columns: &[
            Column { header: "Chủ hộ", personal: true, ..Column::TEXT },
            Column { header: "Số định danh", personal: true, ..Column::TEXT },
        ],
    },
];

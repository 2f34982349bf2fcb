//! The sheets of `thu-hoach.xlsx`. The examples are invented.

use sheets::{Column, Kind, Layout};

use crate::workbooks::cells::{COOPERATIVE, PRODUCT, QUANTITY, UNIT};

pub(super) const LOT: &str = "Mã lô";
pub(super) const GRADE: &str = "Hạng";
pub(super) const SEASON: &str = "Vụ";
pub(super) const PICKED_FROM: &str = "Hái từ ngày";
pub(super) const PICKED_TO: &str = "Hái đến ngày";
pub(super) const SELL_BY: &str = "Bán đến ngày";
pub(super) const HOUSEHOLD: &str = "Mã hộ";
pub(super) const PLOT: &str = "Mã thửa";
pub(super) const PICKED_ON: &str = "Ngày hái";
pub(super) const WEIGHED_BY: &str = "Người cân";

pub(super) static LAYOUTS: [Layout; 2] = [
    Layout {
        sheet: "Lô hàng",
        columns: &[
            LOT_COLUMN,
            text(COOPERATIVE, "HTX00", "Mã ngắn của hợp tác xã."),
            Column {
                choices: &["Cam sành", "Cam vàng", "Chè shan tuyết", "Mật ong bạc hà", "Hồng không hạt"],
                ..text(PRODUCT, "Cam sành", "Chọn trong danh sách.")
            },
            Column {
                choices: &["Đặc biệt", "Loại 1", "Loại 2"], ..text(GRADE, "Loại 1", "Chọn trong danh sách.")
            },
            text(SEASON, "CAM-2025-2026", "Cây trồng và hai năm của vụ."),
            date(PICKED_FROM, "22/12/2025", "Ngày hái đầu tiên."),
            date(PICKED_TO, "18/01/2026", "Ngày hái cuối cùng."),
            date(SELL_BY, "15/03/2026", "Ngày cuối cùng nên bán."),
            QUANTITY_COLUMN,
            UNIT_COLUMN,
        ],
    },
    Layout {
        sheet: "Khai báo thu hoạch",
        columns: &[
            LOT_COLUMN,
            text(HOUSEHOLD, "HO0000", "Mã hộ như trong tệp hợp tác xã."),
            date(PICKED_ON, "24/12/2025", "Ngày hộ này hái."),
            QUANTITY_COLUMN,
            UNIT_COLUMN,
            Column {
                required: false, personal: true, ..text(WEIGHED_BY, "Lý Thị Mẫu", "Họ và tên người cân.")
            },
            Column {
                required: false, ..text(PLOT, "TH0000-1", "Mã thửa của hộ này, nếu biết hái ở đâu.")
            },
        ],
    },
];

const LOT_COLUMN: Column = text(LOT, "CAMSANH-2526-0042-6", "Mã in trên thùng; ký tự cuối dùng để kiểm tra.");
const QUANTITY_COLUMN: Column =
    Column { kind: Kind::Decimal, ..text(QUANTITY, "12,5", "Số đã cân, nhiều nhất ba chữ số lẻ.") };
const UNIT_COLUMN: Column = text(UNIT, "tạ", "g, lạng, kg, yến, tạ hoặc tấn.");

const fn text(header: &'static str, example: &'static str, help: &'static str) -> Column {
    Column { header, required: true, example, help, ..Column::TEXT }
}

const fn date(header: &'static str, example: &'static str, help: &'static str) -> Column {
    Column { kind: Kind::Date, ..text(header, example, help) }
}

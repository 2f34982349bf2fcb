//! What the sheet looks like.

use sheets::{Column, Kind, Layout};

pub(super) const COOPERATIVE: &str = "Mã HTX";
pub(super) const SKU: &str = "SKU";
pub(super) const TITLE: &str = "Tên hiển thị";
pub(super) const DESCRIPTION: &str = "Mô tả";
pub(super) const PRODUCT: &str = "Sản phẩm";
pub(super) const GRADE: &str = "Hạng";
pub(super) const PACK: &str = "Quy cách";
pub(super) const NET: &str = "Khối lượng tịnh";
pub(super) const NET_UNIT: &str = "Đơn vị";
pub(super) const GROSS: &str = "Khối lượng cả bì";
pub(super) const GROSS_UNIT: &str = "Đơn vị bì";
pub(super) const PRICE: &str = "Giá bán (₫)";
pub(super) const LOTS: &str = "Các lô";
pub(super) const GTIN: &str = "Mã vạch";

const REQUIRED: Column = Column { required: true, ..Column::TEXT };
const UNITS: &[&str] = &["g", "lạng", "kg", "yến", "tạ", "tấn"];

/// One listing a row.
pub(super) const LISTINGS: Layout = Layout {
    sheet: "Gian hàng",
    columns: &[
        Column {
            header: COOPERATIVE, example: "HTX01", help: "Mã hợp tác xã, như trong tệp hợp tác xã.", ..REQUIRED
        },
        Column {
            header: SKU,
            example: "HTX01-CAMSANH-L1-5KG",
            help: "Mã hàng riêng của hợp tác xã: chữ in hoa không dấu, chữ số và gạch nối. Về sau không đổi được.",
            ..REQUIRED
        },
        Column {
            header: TITLE,
            example: "Cam sành Vĩnh Tuy Loại 1, hái tận vườn, hộp 5 kg",
            help: "Tên người mua đọc trên sàn, 10 đến 120 ký tự.",
            ..REQUIRED
        },
        Column {
            header: DESCRIPTION,
            example: "Hái tay khi đủ chín, đóng hộp có lót giấy, kèm mã lô để biết hộ nào hái.",
            help: "Mô tả cho người mua, 25 đến 3.000 ký tự.",
            ..REQUIRED
        },
        Column {
            header: PRODUCT,
            example: "Cam sành",
            help: "Tên sản phẩm trong danh mục.",
            choices: &["Cam sành", "Cam vàng", "Chè shan tuyết", "Mật ong bạc hà", "Hồng không hạt"],
            ..REQUIRED
        },
        Column {
            header: GRADE,
            example: "Loại 1",
            help: "Hạng của sản phẩm.",
            choices: &["Đặc biệt", "Loại 1", "Loại 2"],
            ..REQUIRED
        },
        Column {
            header: PACK, example: "Hộp 5 kg", help: "Đóng gói thế nào, viết bằng lời.", ..REQUIRED
        },
        Column {
            header: NET,
            kind: Kind::Decimal,
            example: "5",
            help: "Khối lượng hàng trong một gói, không kể bao bì.",
            ..REQUIRED
        },
        Column {
            header: NET_UNIT, example: "kg", help: "Đơn vị của khối lượng tịnh.", choices: UNITS, ..REQUIRED
        },
        Column {
            header: GROSS,
            kind: Kind::Decimal,
            example: "5.6",
            help: "Khối lượng một gói kể cả bao bì.",
            ..REQUIRED
        },
        Column {
            header: GROSS_UNIT, example: "kg", help: "Đơn vị của khối lượng cả bì.", choices: UNITS, ..REQUIRED
        },
        Column {
            header: PRICE, kind: Kind::Money, example: "164000", help: "Giá một gói, đồng chẵn.", ..REQUIRED
        },
        Column {
            header: LOTS,
            example: "CAMSANH-2526-0001-W;CAMSANH-2526-0002-C",
            help: "Mã các lô lấy hàng, cách nhau bằng dấu chấm phẩy.",
            ..REQUIRED
        },
        Column {
            header: GTIN,
            example: "8936000000011",
            help: "Mã vạch của một gói: 8, 12, 13 hoặc 14 chữ số. Để trống nếu không có.",
            ..Column::TEXT
        },
    ],
};

#[cfg(test)]
mod tests {
    use contract::{Grade, PRODUCTS};

    use super::*;

    #[test]
    fn the_drop_downs_offer_every_product_and_grade() {
        let choices =
            |header| LISTINGS.columns.iter().find(|column| column.header == header).expect("a column").choices;
        assert_eq!(choices(PRODUCT), PRODUCTS.iter().map(|product| product.name_vi).collect::<Vec<_>>());
        assert_eq!(choices(GRADE), Grade::ALL.map(Grade::name_vi));
    }
}

//! What the sheet of rules looks like: a shop and a listing a row, and behind them what is different there.

use contract::syndication::{Rounding, RuleKind};
use ids::Channel;
use sheets::{Column, Kind, Layout};

use crate::listings_workbook::layout::SKU;

pub(super) const CHANNEL: &str = "Sàn";
pub(super) const SHOP: &str = "Mã gian hàng";
pub(super) const PRICE: &str = "Giá cố định (₫)";
pub(super) const PERCENT: &str = "Phần trăm thay đổi";
pub(super) const ROUNDING: &str = "Làm tròn";
pub(super) const FLOOR: &str = "Mức thấp nhất (₫)";
pub(super) const STOCK_BY: &str = "Cách chia số gói";
pub(super) const PACKS: &str = "Số gói dành riêng";
pub(super) const HELD_BACK: &str = "Giữ lại";
pub(super) const LAST_DAYS: &str = "Giữ thêm khi còn (ngày)";
pub(super) const MORE_A_DAY: &str = "Mỗi ngày giữ thêm";
pub(super) const FROM: &str = "Ngày bắt đầu";
pub(super) const TO: &str = "Ngày kết thúc";
pub(super) const TITLE: &str = "Tên riêng";
pub(super) const DESCRIPTION: &str = "Mô tả riêng";
pub(super) const CATEGORY: &str = "Mã ngành hàng";

/// Stands for every listing of a shop in place of a SKU. No SKU has a blank in it.
pub(super) const ALL_LISTINGS: &str = "Tất cả";

pub(super) const STOCK_ALLOCATION: &str = "Chỉ dành một số gói";
pub(super) const STOCK_BUFFER: &str = "Giữ lại một ít";
/// A comma would take the drop-down from files that are exported.
pub(super) const STOCK_SHARED: &str = "Bán hết không giữ lại";

/// The channels listings are shown on, as the sheet names them.
pub(super) const CHANNELS: [(Channel, &str); 5] = [
    (Channel::Shopee, "Shopee"),
    (Channel::Lazada, "Lazada"),
    (Channel::TiktokShop, "TikTok Shop"),
    (Channel::Tiki, "Tiki"),
    (Channel::OwnShop, "Cửa hàng riêng"),
];
const CHANNEL_NAMES: &[&str] = &[CHANNELS[0].1, CHANNELS[1].1, CHANNELS[2].1, CHANNELS[3].1, CHANNELS[4].1];

/// How a price is made round, as the sheet says it.
pub(super) const ROUNDINGS: [(Rounding, &str); 3] = [
    (Rounding::Exact, "Không làm tròn"),
    (Rounding::UpToThousand, "Làm tròn lên nghìn đồng"),
    (Rounding::NearestThousand, "Làm tròn đến nghìn đồng gần nhất"),
];
const ROUNDING_NAMES: &[&str] = &[ROUNDINGS[0].1, ROUNDINGS[1].1, ROUNDINGS[2].1];

/// The columns that say a rule of this kind. A file without any of them says nothing of it.
pub(super) const fn columns_of(kind: RuleKind) -> &'static [&'static str] {
    match kind {
        RuleKind::Price => &[PRICE, PERCENT, ROUNDING, FLOOR],
        RuleKind::Stock => &[STOCK_BY, PACKS, HELD_BACK, LAST_DAYS, MORE_A_DAY],
        RuleKind::Season => &[FROM, TO],
        RuleKind::Title => &[TITLE],
        RuleKind::Description => &[DESCRIPTION],
        RuleKind::Category => &[CATEGORY],
    }
}

const REQUIRED: Column = Column { required: true, ..Column::TEXT };

/// A shop and a listing a row. An empty cell is no rule.
pub(in crate::listings_workbook) const RULES: Layout = Layout {
    sheet: "Luật từng gian hàng",
    columns: &[
        Column { header: CHANNEL, example: "Shopee", help: "Sàn nào.", choices: CHANNEL_NAMES, ..REQUIRED },
        Column {
            header: SHOP,
            example: "700101",
            help: "Mã gian hàng trên sàn, xem ở trang Gian hàng trên sàn. Để trống được nếu chỉ có một gian hàng ở sàn ấy.",
            ..Column::TEXT
        },
        Column {
            header: SKU,
            example: "HTX01-CAMSANH-L1-5KG",
            help: "Mã hàng, hoặc gõ Tất cả cho mọi mặt hàng không có luật riêng. Mỗi dòng nói hết các luật ở chỗ ấy: ô để trống là không có luật.",
            ..REQUIRED
        },
        Column {
            header: PRICE,
            kind: Kind::Money,
            help: "Giá riêng của một gói ở đây. Chỉ cho từng mặt hàng; đã điền thì để trống ba cột sau.",
            ..Column::TEXT
        },
        Column {
            header: PERCENT,
            example: "5",
            help: "Cộng thêm hay bớt phần trăm so với giá đăng, ví dụ 12,5 hoặc -5.",
            ..Column::TEXT
        },
        Column {
            header: ROUNDING,
            example: ROUNDINGS[1].1,
            help: "Làm tròn giá sau khi đổi phần trăm.",
            choices: ROUNDING_NAMES,
            ..Column::TEXT
        },
        Column {
            header: FLOOR,
            kind: Kind::Money,
            example: "150000",
            help: "Sau khi đổi phần trăm không bao giờ bán dưới giá này. Để trống nếu không có.",
            ..Column::TEXT
        },
        Column {
            header: STOCK_BY,
            example: STOCK_BUFFER,
            help: "Gian hàng này được bán bao nhiêu gói.",
            choices: &[STOCK_BUFFER, STOCK_ALLOCATION, STOCK_SHARED],
            ..Column::TEXT
        },
        Column {
            header: PACKS,
            kind: Kind::Whole,
            help: "Khi chỉ dành một số gói: nhiều nhất bao nhiêu gói.",
            ..Column::TEXT
        },
        Column {
            header: HELD_BACK,
            example: "10%",
            help: "Khi giữ lại một ít: số gói, ví dụ 3, hoặc phần trăm, ví dụ 10%.",
            ..Column::TEXT
        },
        Column {
            header: LAST_DAYS,
            kind: Kind::Whole,
            example: "5",
            help: "Khi giữ lại một ít: còn bao nhiêu ngày nên bán thì bắt đầu giữ thêm, 0 đến 60.",
            ..Column::TEXT
        },
        Column {
            header: MORE_A_DAY,
            example: "5%",
            help: "Khi giữ lại một ít: mỗi ngày ấy giữ thêm bao nhiêu, số gói hoặc phần trăm.",
            ..Column::TEXT
        },
        Column {
            header: FROM,
            kind: Kind::Date,
            example: "05/11/2026",
            help: "Ngày đầu bán ở đây. Để trống nếu không giới hạn.",
            ..Column::TEXT
        },
        Column {
            header: TO,
            kind: Kind::Date,
            example: "31/01/2027",
            help: "Ngày cuối bán ở đây. Để trống nếu không giới hạn.",
            ..Column::TEXT
        },
        Column {
            header: TITLE, help: "Tên riêng ở đây, 10 đến 120 ký tự. Chỉ cho từng mặt hàng.", ..Column::TEXT
        },
        Column {
            header: DESCRIPTION,
            help: "Mô tả riêng ở đây, 25 đến 3.000 ký tự. Chỉ cho từng mặt hàng.",
            ..Column::TEXT
        },
        Column {
            header: CATEGORY,
            help: "Mã ngành hàng nhỏ nhất của sàn, ví dụ 100871. Chỉ cho từng mặt hàng.",
            ..Column::TEXT
        },
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_behind_the_place_says_a_rule_of_one_kind() {
        let said: Vec<_> = RuleKind::ALL.into_iter().flat_map(columns_of).copied().collect();
        let columns: Vec<_> = RULES.columns.iter().map(|column| column.header).skip(3).collect();
        assert_eq!(said, columns);
        assert!(RULES.columns.iter().flat_map(|column| column.choices).all(|choice| !choice.contains(',')));
    }
}

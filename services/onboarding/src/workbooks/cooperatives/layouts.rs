//! The sheets of `hop-tac-xa.xlsx`. The examples are invented.

use sheets::{Column, Kind, Layout};

use crate::workbooks::cells::{COMMUNE, COOPERATIVE, DISTRICT, HAMLET, PHONE, PRODUCT};

pub(super) const NAME: &str = "Tên hợp tác xã";
pub(super) const TAX_CODE: &str = "Mã số thuế";
pub(super) const REPRESENTATIVE: &str = "Người đại diện";
pub(super) const REPRESENTATIVE_ID: &str = "Số định danh người đại diện";
pub(super) const REPRESENTATIVE_SINCE: &str = "Đại diện từ ngày";
pub(super) const KIND: &str = "Loại hình";
pub(super) const LEGACY_TAX_CODE: &str = "Mã số thuế cũ";
pub(super) const FOUNDED_ON: &str = "Ngày thành lập";
pub(super) const BANK: &str = "Ngân hàng";
pub(super) const ACCOUNT: &str = "Số tài khoản";
pub(super) const HOLDER: &str = "Chủ tài khoản";
pub(super) const HOUSEHOLD: &str = "Mã hộ";
pub(super) const HEAD: &str = "Chủ hộ";
pub(super) const PERSONAL_ID: &str = "Số định danh";
pub(super) const JOINED_ON: &str = "Ngày vào HTX";
pub(super) const SCHEME: &str = "Loại giấy tờ";
pub(super) const NUMBER: &str = "Số giấy";
pub(super) const ISSUER: &str = "Nơi cấp";
pub(super) const ISSUED_ON: &str = "Ngày cấp";
pub(super) const VALID_TO: &str = "Ngày hết hạn";
pub(super) const STARS: &str = "Số sao";
pub(super) const SCORE: &str = "Điểm";
pub(super) const MEMBER: &str = "Mã thành viên";
pub(super) const ADMITTED_ON: &str = "Ngày kết nạp";
pub(super) const LEFT_ON: &str = "Ngày ra khỏi";
pub(super) const LOCATION: &str = "Khu trồng";
pub(super) const AREA_M2: &str = "Diện tích (m²)";
pub(super) const FACILITY: &str = "Cơ sở";
pub(super) const DECISION_NO: &str = "Số quyết định";
pub(super) const DECISION_DATE: &str = "Ngày quyết định";
pub(super) const USER_GRANT_NO: &str = "Số cho phép sử dụng";
pub(super) const STANDARD: &str = "Tiêu chuẩn";
pub(super) const BODY: &str = "Tổ chức chứng nhận";
pub(super) const PLOT: &str = "Mã thửa";
pub(super) const PLOT_NAME: &str = "Tên vườn";
pub(super) const AREA: &str = "Diện tích";
pub(super) const AREA_UNIT: &str = "Đơn vị diện tích";
pub(super) const PLANTED_YEAR: &str = "Năm trồng";
pub(super) const AREA_CODE: &str = "Mã vùng trồng";
pub(super) const AREA_CODE_MARKET: &str = "Thị trường của mã";
pub(super) const AREA_CODE_ISSUED_ON: &str = "Ngày cấp mã";
pub(super) const AREA_CODE_STATE: &str = "Tình trạng mã";

pub(super) static LAYOUTS: [Layout; 5] = [
    Layout {
        sheet: "Hợp tác xã",
        columns: &[
            COOPERATIVE_COLUMN,
            required(NAME, "Hợp tác xã Mẫu", "Tên ghi trên giấy đăng ký."),
            optional(TAX_CODE, "5099999901", "10 chữ số, dạng văn bản. Hộ kinh doanh để trống; tổ hợp tác ghi nếu có."),
            personal(required(REPRESENTATIVE, "Nguyễn Văn Mẫu", "Họ và tên người đại diện theo pháp luật.")),
            personal(required(REPRESENTATIVE_ID, "002299000001", "12 chữ số trên thẻ căn cước.")),
            personal(required(PHONE, "0900 000 001", "Số di động của người đại diện.")),
            HAMLET_COLUMN,
            COMMUNE_COLUMN,
            DISTRICT_COLUMN,
            date(optional(FOUNDED_ON, "12/05/2014", "Ngày ghi trên giấy đăng ký lần đầu.")),
            Column {
                choices: &["Hợp tác xã", "Liên hiệp hợp tác xã", "Tổ hợp tác", "Hộ kinh doanh", "Doanh nghiệp"],
                ..optional(KIND, "Hợp tác xã", "Chọn trong danh sách. Để trống: hợp tác xã, hoặc như đã khai.")
            },
            optional(LEGACY_TAX_CODE, "", "Mã số thuế 10 số trước tháng 7 năm 2025 của hộ kinh doanh, tổ hợp tác."),
            Column {
                choices: BANKS,
                ..optional(BANK, "Agribank", "Chọn trong danh sách. Để trống cả ba ô ngân hàng: giữ như đã khai.")
            },
            personal(optional(ACCOUNT, "8200205000001", "6 đến 19 chữ số, dạng văn bản để không mất số 0 ở đầu.")),
            personal(optional(HOLDER, "HTX MAU", "Tên chủ tài khoản như ngân hàng ghi.")),
            date(optional(REPRESENTATIVE_SINCE, "12/05/2014", "Khi đổi người, để trống là từ ngày nộp tệp.")),
        ],
    },
    Layout {
        sheet: "Hộ thành viên",
        columns: &[
            COOPERATIVE_COLUMN,
            required(HOUSEHOLD, "HO0000", "Mã ngắn, mỗi hộ một mã riêng trong hợp tác xã."),
            personal(required(HEAD, "Lý Thị Mẫu", "Họ và tên chủ hộ.")),
            personal(required(PERSONAL_ID, "002299000002", "12 chữ số trên thẻ căn cước của chủ hộ.")),
            personal(optional(PHONE, "0900 000 002", "Để trống nếu hộ không có điện thoại.")),
            HAMLET_COLUMN,
            COMMUNE_COLUMN,
            DISTRICT_COLUMN,
            date(required(JOINED_ON, "01/03/2020", "Ngày trở thành thành viên.")),
        ],
    },
    Layout {
        sheet: "Giấy tờ",
        columns: &[
            COOPERATIVE_COLUMN,
            Column {
                choices: &[
                    "OCOP",
                    "VietGAP",
                    "An toàn thực phẩm",
                    "Cam kết an toàn thực phẩm",
                    "Hữu cơ",
                    "Chỉ dẫn địa lý",
                ],
                ..required(SCHEME, "OCOP", "Chọn trong danh sách.")
            },
            required(NUMBER, "000/2024", "Số ghi trên giấy."),
            required(ISSUER, "Cơ quan cấp", "Cơ quan hoặc tổ chức cấp giấy."),
            date(required(ISSUED_ON, "20/11/2024", "Ngày giấy bắt đầu có hiệu lực.")),
            date(optional(VALID_TO, "20/11/2027", "Để trống nếu giấy không ghi.")),
            optional(PRODUCT, "Cam sành", "Sản phẩm ghi trên giấy, nếu có."),
            whole(optional(STARS, "4", "Chỉ cho giấy OCOP: 3, 4 hoặc 5.")),
            whole(optional(SCORE, "82", "Chỉ cho giấy OCOP: 50 đến 100.")),
            optional(
                PLOT,
                "",
                "Chỉ cho VietGAP, hữu cơ: các mã thửa, cách nhau dấu phẩy. Để trống: mọi thửa trồng sản phẩm này.",
            ),
            optional(LOCATION, "", "Chỉ cho VietGAP, hữu cơ: tên khu hoặc số thửa như trên giấy."),
            whole(optional(AREA_M2, "", "Chỉ cho VietGAP, hữu cơ: số tròn mét vuông; 1 ha là 10.000 m².")),
            optional(FACILITY, "", "Chỉ cho giấy an toàn thực phẩm: tên và nơi của cơ sở."),
            optional(DECISION_NO, "01/QĐ-UBND", "Chỉ cho OCOP, chỉ dẫn địa lý: số quyết định kèm theo giấy."),
            date(optional(DECISION_DATE, "20/11/2024", "Chỉ cho OCOP, chỉ dẫn địa lý: ngày của quyết định ấy.")),
            optional(USER_GRANT_NO, "", "Chỉ cho chỉ dẫn địa lý: số văn bản cho riêng hợp tác xã được dùng."),
            optional(STANDARD, "", "Chỉ cho hữu cơ, ví dụ TCVN 11041-2:2017."),
            optional(BODY, "", "Chỉ cho hữu cơ: tổ chức đã chứng nhận."),
        ],
    },
    Layout {
        sheet: "Thửa đất",
        columns: &[
            COOPERATIVE_COLUMN,
            required(HOUSEHOLD, "HO0000", "Mã hộ trồng thửa này."),
            required(PLOT, "TH0000-1", "Mã ngắn, mỗi thửa một mã riêng trong hợp tác xã."),
            required(PLOT_NAME, "Vườn sau nhà", "Tên mọi người vẫn gọi."),
            Column {
                choices: &["Cam sành", "Cam vàng", "Chè shan tuyết", "Mật ong bạc hà", "Hồng không hạt"],
                ..required(PRODUCT, "Cam sành", "Sản phẩm trồng trên thửa. Chọn trong danh sách.")
            },
            COMMUNE_COLUMN,
            DISTRICT_COLUMN,
            Column {
                kind: Kind::Decimal, ..required(AREA, "2,5", "Nhiều nhất ba chữ số lẻ, tròn mét vuông.")
            },
            Column {
                choices: &["m²", "sào", "mẫu", "ha"],
                ..required(AREA_UNIT, "sào", "Sào Bắc Bộ là 360 m², mẫu là 3.600 m².")
            },
            whole(optional(PLANTED_YEAR, "2017", "Năm trồng, nếu biết.")),
            optional(AREA_CODE, "VN-MAU-0000", "Mã vùng trồng đã được cấp, nếu có. Nhiều thửa có thể cùng một mã."),
            optional(AREA_CODE_MARKET, "Trung Quốc", "Thị trường ghi trên giấy cấp mã."),
            date(optional(AREA_CODE_ISSUED_ON, "20/05/2024", "Ngày cấp mã.")),
            Column {
                choices: &["Đang dùng", "Tạm dừng", "Đã thu hồi"],
                ..optional(AREA_CODE_STATE, "Đang dùng", "Chọn trong danh sách. Để trống: đang dùng.")
            },
        ],
    },
    Layout {
        sheet: "Thành viên liên hiệp",
        columns: &[
            Column {
                help: "Mã của liên hiệp. Chỉ liên hiệp tự khai thành viên của mình.", ..COOPERATIVE_COLUMN
            },
            required(MEMBER, "HTX00", "Mã hợp tác xã hoặc mã số thuế của thành viên."),
            date(required(ADMITTED_ON, "01/03/2025", "Ngày đầu tiên là thành viên, theo quyết định kết nạp.")),
            date(optional(LEFT_ON, "", "Ngày cuối cùng là thành viên. Để trống khi còn là thành viên.")),
        ],
    },
];

/// Short names of the code list, in its order.
const BANKS: &[&str] = &[
    "Vietcombank",
    "VietinBank",
    "BIDV",
    "Agribank",
    "VBSP",
    "Co-opBank",
    "MB",
    "Techcombank",
    "ACB",
    "VPBank",
    "TPBank",
    "Sacombank",
    "HDBank",
    "VIB",
    "SHB",
    "Eximbank",
    "MSB",
    "OCB",
    "LPBank",
    "SeABank",
    "ABBANK",
    "Bac A Bank",
    "BAOVIET Bank",
    "BVBank",
    "GPBank",
    "Kienlongbank",
    "MBV",
    "Nam A Bank",
    "NCB",
    "PGBank",
    "PVcomBank",
    "SAIGONBANK",
    "SCB",
    "VCBNeo",
    "VietABank",
    "Vietbank",
    "Vikki Bank",
    "VRB",
    "Indovina Bank",
    "CIMB",
    "Hong Leong Bank",
    "HSBC",
    "Public Bank",
    "Shinhan Bank",
    "Standard Chartered",
    "UOB",
    "Woori Bank",
];

const COOPERATIVE_COLUMN: Column = required(COOPERATIVE, "HTX00", "Mã ngắn của hợp tác xã.");
const HAMLET_COLUMN: Column = optional(HAMLET, "Thôn Mẫu", "Tên thôn, bản, tổ dân phố.");
const COMMUNE_COLUMN: Column = required(COMMUNE, "Quản Bạ", "Tên xã hiện nay, hoặc tên cũ kèm huyện cũ.");
const DISTRICT_COLUMN: Column = optional(DISTRICT, "Quản Bạ", "Huyện trước tháng 7 năm 2025, nếu ghi tên xã cũ.");

const fn optional(header: &'static str, example: &'static str, help: &'static str) -> Column {
    Column { header, example, help, ..Column::TEXT }
}

const fn required(header: &'static str, example: &'static str, help: &'static str) -> Column {
    Column { required: true, ..optional(header, example, help) }
}

const fn personal(column: Column) -> Column {
    Column { personal: true, ..column }
}

const fn date(column: Column) -> Column {
    Column { kind: Kind::Date, ..column }
}

const fn whole(column: Column) -> Column {
    Column { kind: Kind::Whole, ..column }
}

#[cfg(test)]
mod tests {
    use contract::onboarding::{PlantingAreaState, ProducerKind};

    use super::*;

    #[test]
    fn the_drop_downs_offer_every_kind_and_every_bank() {
        let kind = LAYOUTS[0].columns.iter().find(|column| column.header == KIND).expect("a column");
        assert_eq!(kind.choices, ProducerKind::ALL.map(ProducerKind::name_vi));
        let state = LAYOUTS[3].columns.iter().find(|column| column.header == AREA_CODE_STATE).expect("a column");
        assert_eq!(state.choices, PlantingAreaState::ALL.map(PlantingAreaState::name_vi));
        let banks: Vec<&str> = contract::Bank::all().iter().map(|bank| bank.short_name).collect();
        assert_eq!(BANKS, banks);
    }
}

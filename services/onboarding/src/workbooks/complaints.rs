//! What can be wrong in a cell, in words for the person who typed it: why, and what to do. The codes are stable; the value
//! itself is never quoted.

mod of_domain;
mod of_plots;
mod of_unions;

pub(crate) use of_plots::{planted_year, planting_area_incomplete, plot_bound, plot_duplicate};
pub(crate) use of_unions::{
    kind_in_union, member_already, not_a_union, union_in_union, union_not_verified, union_says_itself, union_term_over,
};

use contract::onboarding::ProducerKind;
use places::Commune;
use sheets::Complaint;

use crate::domain::Scheme;

pub(crate) fn text_length() -> Complaint {
    Complaint::new(
        "text_length",
        ("Ô này phải có từ 2 đến 200 ký tự.", "Viết đầy đủ hơn, hoặc rút ngắn lại."),
        ("This takes 2 to 200 characters.", "Write it out, or shorten it."),
    )
}

pub(crate) fn masked() -> Complaint {
    Complaint::new(
        "masked",
        (
            "Ô này đang bị che và không khớp với điều đã khai.",
            "Gõ đầy đủ, hoặc tải tệp về lại và để nguyên ô này như trong tệp.",
        ),
        (
            "This cell is masked, and does not fit what is known.",
            "Type it in full, or download the file again and leave this cell as it is there.",
        ),
    )
}

pub(crate) fn dates_order() -> Complaint {
    Complaint::new(
        "dates_order",
        ("Các ngày không theo thứ tự trước sau.", "Xem lại: ngày bắt đầu phải trước hoặc trùng ngày kết thúc."),
        ("The days are not in order.", "Check them: the first day comes before the last, or is the same."),
    )
}

pub(crate) fn date_future() -> Complaint {
    Complaint::new(
        "date_future",
        ("Ngày này chưa tới.", "Xem lại ngày và năm."),
        ("This day has not come yet.", "Check the day and the year."),
    )
}

pub(crate) fn representative_age() -> Complaint {
    Complaint::new(
        "representative_age",
        ("Người đại diện phải đủ 18 tuổi.", "Xem lại số định danh của người đại diện."),
        ("Whoever acts for a cooperative is at least 18.", "Check the representative's number."),
    )
}

pub(crate) fn bank_unknown() -> Complaint {
    Complaint::new(
        "bank_unknown",
        ("Không có ngân hàng này trong danh sách.", "Chọn ngân hàng trong danh sách thả xuống của ô."),
        ("This bank is not in the list.", "Choose one from the cell's drop-down list."),
    )
}

pub(crate) fn bank_account_incomplete() -> Complaint {
    Complaint::new(
        "bank_account_incomplete",
        (
            "Tài khoản ngân hàng phải có đủ ngân hàng, số tài khoản và tên chủ tài khoản.",
            "Điền đủ cả ba ô, hoặc để trống cả ba để giữ như đã khai.",
        ),
        (
            "A bank account takes bank, number and holder.",
            "Fill in all three cells, or leave all three empty to keep what is known.",
        ),
    )
}

pub(crate) fn bank_not_for_assistants() -> Complaint {
    Complaint::new(
        "not_for_assistants",
        ("Chỉ người quản lý của hợp tác xã đổi được tài khoản ngân hàng đã khai.", "Để người quản lý tự đổi."),
        (
            "Only a manager of the cooperative changes a bank account that is there already.",
            "Let the cooperative's manager change it.",
        ),
    )
}

pub(crate) fn commune_unknown(closest: &[&Commune]) -> Complaint {
    let names = names(closest);
    let (remedy, remedy_en) = if closest.is_empty() {
        (
            "Ghi tên xã hiện nay, hoặc tên xã cũ kèm huyện cũ.".to_owned(),
            "Type today's commune, or the former one with its district.".to_owned(),
        )
    } else {
        (format!("Có phải là: {names}?"), format!("Did you mean: {names}?"))
    };
    Complaint::new(
        "commune_unknown",
        ("Không tìm thấy xã này trong tỉnh.", remedy),
        ("There is no such commune in the province.", remedy_en),
    )
}

pub(crate) fn commune_ambiguous(communes: &[&Commune]) -> Complaint {
    let names = names(communes);
    Complaint::new(
        "commune_ambiguous",
        ("Tên xã này có thể là nhiều nơi.", format!("Ghi thêm huyện cũ, hoặc ghi tên xã hiện nay: {names}.")),
        (
            "This name may be several places.",
            format!("Add the former district, or type the commune of today: {names}."),
        ),
    )
}

fn names(communes: &[&Commune]) -> String {
    communes.iter().map(|commune| commune.full_name()).collect::<Vec<_>>().join(", ")
}

pub(crate) fn product_unknown() -> Complaint {
    let names: Vec<&str> = contract::PRODUCTS.iter().map(|product| product.name_vi).collect();
    let names = names.join(", ");
    Complaint::new(
        "product_unknown",
        ("Sản phẩm này chưa có trong danh mục.", format!("Chọn một trong các sản phẩm: {names}.")),
        ("This product is not in the list.", format!("Choose one of these: {names}.")),
    )
}

pub(crate) fn grade_unknown() -> Complaint {
    Complaint::new(
        "grade_unknown",
        ("Sản phẩm này không có hạng như vậy.", "Quả: Loại 1, Loại 2. Chè và mật ong: Đặc biệt, Loại 1."),
        ("The product has no such grade.", "Fruit: Loại 1, Loại 2. Tea and honey: Đặc biệt, Loại 1."),
    )
}

pub(crate) fn paper_kind_unknown() -> Complaint {
    let names = Scheme::ALL.map(Scheme::name_vi).join(", ");
    Complaint::new(
        "paper_kind_unknown",
        ("Không rõ loại giấy tờ này.", format!("Chọn một trong các loại: {names}.")),
        ("This kind of paper is not known.", format!("Choose one of these: {names}.")),
    )
}

pub(crate) fn paper_duplicate() -> Complaint {
    Complaint::new(
        "paper_duplicate",
        ("Giấy tờ này đã có ở một dòng phía trên.", "Giữ một dòng và xoá dòng kia."),
        ("This paper stands in a row above already.", "Keep one row and delete the other."),
    )
}

pub(crate) fn paper_renews_another() -> Complaint {
    Complaint::new(
        "paper_renews_another",
        (
            "Giấy này gia hạn một giấy khác nên phải cùng sản phẩm với giấy ấy.",
            "Ghi lại sản phẩm như trên giấy cũ. Nếu là giấy của sản phẩm khác, khai thành giấy mới với số giấy riêng.",
        ),
        (
            "This paper renews another one, so it speaks of the same product.",
            "Type the product of the old paper. A paper of another product is a new one with a number of its own.",
        ),
    )
}

pub(crate) fn paper_settled() -> Complaint {
    Complaint::new(
        "paper_settled",
        (
            "Giấy tờ này đã được xác nhận nên không sửa qua tệp được.",
            "Giữ nguyên như đã khai. Nếu có giấy mới, mở trang Giấy tờ và bấm Gia hạn.",
        ),
        (
            "This paper was verified, so no file changes it.",
            "Leave it as it was. If there is a new paper, open the page of papers and press Renew.",
        ),
    )
}

pub(crate) fn cooperative_duplicate() -> Complaint {
    Complaint::new(
        "cooperative_duplicate",
        (
            "Một hợp tác xã khác đã dùng mã này.",
            "Mỗi hợp tác xã chỉ một dòng, với mã HTX và mã số thuế của riêng mình.",
        ),
        ("Another cooperative has this code already.", "One row for each cooperative, with codes of its own."),
    )
}

pub(crate) fn cooperative_unknown() -> Complaint {
    Complaint::new(
        "cooperative_unknown",
        ("Chưa có hợp tác xã nào mang mã này.", "Xem lại mã, hoặc thêm hợp tác xã vào tệp hợp tác xã trước."),
        ("No cooperative has this code.", "Check the code, or add the cooperative with its own file first."),
    )
}

pub(crate) fn not_your_cooperative() -> Complaint {
    Complaint::new(
        "not_your_cooperative",
        ("Dòng này thuộc hợp tác xã khác.", "Chỉ để lại các dòng của hợp tác xã mình trong tệp."),
        ("This row belongs to another cooperative.", "Leave only rows of your own cooperative in the file."),
    )
}

pub(crate) fn household_duplicate() -> Complaint {
    Complaint::new(
        "household_duplicate",
        (
            "Mã hộ hoặc người này đã có ở một hộ khác của hợp tác xã.",
            "Mỗi hộ một dòng, với mã hộ và số định danh riêng.",
        ),
        (
            "Another household of the cooperative has this code or this person.",
            "One row for each household, with a code and a number of its own.",
        ),
    )
}

pub(crate) fn producer_erased() -> Complaint {
    Complaint::new(
        "producer_erased",
        ("Dữ liệu của mã này đã được xoá theo yêu cầu của người ấy.", "Nếu họ tham gia lại, hãy dùng một mã mới."),
        ("The data behind this code were erased, as they asked.", "If they join again, use a new code."),
    )
}

pub(crate) fn household_unknown() -> Complaint {
    Complaint::new(
        "household_unknown",
        ("Hợp tác xã của lô này không có hộ mang mã này.", "Xem lại mã hộ, hoặc thêm hộ vào tệp hợp tác xã trước."),
        (
            "The lot's cooperative has no household with this code.",
            "Check the code, or add the household with the cooperatives' file first.",
        ),
    )
}

pub(crate) fn household_had_left() -> Complaint {
    Complaint::new(
        "household_had_left",
        (
            "Ngày này hộ đã ra khỏi hợp tác xã.",
            "Xem lại ngày hái hoặc mã hộ; nếu hộ đã vào lại, ghi ngày vào lại ở trang Hộ thành viên trước.",
        ),
        (
            "On this day the household had left the cooperative.",
            "Check the day or the household; if it has come back, say since when on the page of members first.",
        ),
    )
}

pub(crate) fn not_of_this_kind() -> Complaint {
    Complaint::new(
        "not_of_this_kind",
        ("Loại giấy này không ghi điều này.", "Để trống ô này, hoặc sửa loại giấy tờ."),
        ("A paper of this kind does not say this.", "Leave this cell empty, or mend the kind of paper."),
    )
}

pub(crate) fn area_of_a_paper() -> Complaint {
    Complaint::new(
        "area",
        (
            "Diện tích phải từ 1 m² đến 10.000.000 m² (1.000 ha).",
            "Gõ số tròn mét vuông như trên giấy; 1 ha là 10.000 m².",
        ),
        (
            "The area is between 1 m² and 10,000,000 m² (1,000 ha).",
            "Type whole square metres as the paper says; 1 ha is 10,000 m².",
        ),
    )
}

pub(crate) fn kind_unknown() -> Complaint {
    let names = ProducerKind::ALL.map(ProducerKind::name_vi).join(", ");
    Complaint::new(
        "kind_unknown",
        ("Không rõ loại hình này.", format!("Chọn một trong các loại hình: {names}.")),
        ("This kind of organisation is not known.", format!("Choose one of these: {names}.")),
    )
}

pub(crate) fn lot_duplicate() -> Complaint {
    Complaint::new(
        "lot_duplicate",
        ("Mã lô này đã có ở một dòng phía trên.", "Mỗi lô một dòng, với mã lô riêng."),
        ("This lot stands in a row above already.", "One row for each lot, with a code of its own."),
    )
}

pub(crate) fn lot_other_cooperative() -> Complaint {
    Complaint::new(
        "lot_other_cooperative",
        ("Mã lô này đã thuộc về một hợp tác xã khác.", "Dùng mã lô chưa ai dùng."),
        ("This lot code belongs to another cooperative.", "Use a code that nobody has used."),
    )
}

pub(crate) fn lot_unknown() -> Complaint {
    Complaint::new(
        "lot_unknown",
        ("Trang “Lô hàng” của tệp không có mã lô này.", "Thêm lô vào trang đó, hoặc sửa mã lô."),
        ("The sheet \"Lô hàng\" has no such lot.", "Add the lot there, or mend the code."),
    )
}

/// Less than what the stock ledger says is sold, lost or promised.
pub(crate) fn lot_below_sold(committed_g: i64) -> Complaint {
    let committed = amounts::Quantity::grams(committed_g);
    Complaint::new(
        "lot_below_sold",
        (
            format!("Lô này đã bán, hao hụt hoặc giữ cho đơn {committed}; không thể khai ít hơn."),
            "Khai ít nhất bằng số đó, hoặc huỷ đơn và rút lại dòng trong sổ kho trước.",
        ),
        (
            format!("{committed} of this lot are already sold, lost or promised; it cannot be declared as less."),
            "Declare at least that much, or cancel orders and undo rows of the stock ledger first.",
        ),
    )
}

pub(crate) fn picked_outside_lot() -> Complaint {
    Complaint::new(
        "picked_outside_lot",
        ("Ngày hái nằm ngoài khoảng ngày hái của lô.", "Sửa ngày hái, hoặc sửa khoảng ngày của lô."),
        ("This day is outside the lot's days of picking.", "Mend the day, or the lot's days."),
    )
}

pub(crate) fn unit_not_mass() -> Complaint {
    Complaint::new(
        "unit_not_mass",
        ("Lô hàng được tính theo khối lượng.", "Cân lại và ghi theo g, kg, yến, tạ hoặc tấn."),
        ("Lots are weighed.", "Weigh it and use g, kg, yến, tạ or tấn."),
    )
}

pub(crate) fn quantity_zero() -> Complaint {
    Complaint::new(
        "quantity_zero",
        ("Số lượng phải lớn hơn 0.", "Ghi số đã cân, hoặc xoá dòng này."),
        ("The quantity is above zero.", "Type what was weighed, or delete the row."),
    )
}

//! What can be wrong with a row of listings, in words for the person who typed it.

use contract::Grade;
use sheets::Complaint;

use crate::domain::gtin::GtinFault;

pub(super) fn title_indication() -> Complaint {
    Complaint::new(
        "title_indication",
        (
            "Tên này là chỉ dẫn địa lý được bảo hộ.",
            "Bỏ tên địa danh khỏi tiêu đề, hoặc khai giấy quyền sử dụng chỉ dẫn địa lý, chọn giấy ấy trong tin bán rồi nhập lại.",
        ),
        (
            "This name is a protected geographical indication.",
            "Leave the place out of the title, or have the right to use it verified, choose that paper in the listing, and import again.",
        ),
    )
}

pub(super) fn cooperative_unknown() -> Complaint {
    Complaint::new(
        "cooperative_unknown",
        ("Chưa có hợp tác xã nào mang mã này.", "Sửa lại mã, hoặc nhập tệp hợp tác xã trước."),
        ("No cooperative has this code yet.", "Mend the code, or import the file of cooperatives first."),
    )
}

pub(super) fn not_your_cooperative() -> Complaint {
    Complaint::new(
        "not_your_cooperative",
        ("Mã này không phải của hợp tác xã mình.", "Điền mã hợp tác xã của mình, hoặc xóa dòng này."),
        ("This is not your own cooperative's code.", "Write your own cooperative's code, or remove the row."),
    )
}

pub(super) fn sku_form() -> Complaint {
    Complaint::new(
        "sku_form",
        (
            "Mã hàng chỉ gồm chữ in hoa không dấu, chữ số và gạch nối, dài 3 đến 40 ký tự.",
            "Gõ lại, ví dụ: HTX01-CAMSANH-L1-5KG.",
        ),
        (
            "A SKU has capital letters without marks, digits and hyphens only, 3 to 40 of them.",
            "Type it again, such as: HTX01-CAMSANH-L1-5KG.",
        ),
    )
}

pub(super) fn sku_duplicate() -> Complaint {
    Complaint::new(
        "sku_duplicate",
        ("Mã hàng này đã có ở một dòng trên.", "Đặt mã khác cho dòng này, hoặc xóa dòng thừa."),
        ("A row above has this SKU already.", "Give this row another SKU, or remove the one too many."),
    )
}

pub(super) fn gtin(fault: GtinFault) -> Complaint {
    let (words, words_en) = match fault {
        GtinFault::Length => ("Mã vạch có 8, 12, 13 hoặc 14 chữ số.", "A bar code has 8, 12, 13 or 14 digits."),
        GtinFault::Digits => ("Mã vạch chỉ gồm chữ số.", "A bar code holds digits only."),
        GtinFault::Checksum => (
            "Chữ số cuối của mã vạch không khớp với các chữ số trước.",
            "The last digit of the bar code does not fit the others.",
        ),
    };
    Complaint::new(
        fault.code(),
        (words, "So lại từng số với mã in trên bao bì, hoặc để trống nếu không có."),
        (words_en, "Compare it with the code on the pack, or leave the cell empty."),
    )
}

pub(super) fn title_length() -> Complaint {
    Complaint::new(
        "title_length",
        ("Tên hiển thị phải dài 10 đến 120 ký tự.", "Viết lại tên cho vừa."),
        ("A title has 10 to 120 characters.", "Write a title that fits."),
    )
}

pub(super) fn description_length() -> Complaint {
    Complaint::new(
        "description_length",
        ("Mô tả phải dài 25 đến 3.000 ký tự.", "Viết thêm vài câu, hoặc rút gọn lại."),
        ("A description has 25 to 3,000 characters.", "Write some sentences more, or shorten it."),
    )
}

pub(super) fn pack_name_length() -> Complaint {
    Complaint::new(
        "pack_name_length",
        ("Quy cách dài quá 60 ký tự.", "Viết ngắn lại, ví dụ: Hộp 5 kg."),
        ("The words for the pack are longer than 60 characters.", "Write it shorter, such as: Hộp 5 kg."),
    )
}

pub(super) fn product_unknown() -> Complaint {
    Complaint::new(
        "product_unknown",
        ("Sản phẩm này chưa có trong danh mục.", "Chọn một sản phẩm trong danh sách của ô."),
        ("This product is not in the list.", "Choose one from the cell's drop-down."),
    )
}

pub(super) fn grade_unknown(sold_in: &[Grade]) -> Complaint {
    let names = |name: fn(Grade) -> &'static str| sold_in.iter().copied().map(name).collect::<Vec<_>>().join(", ");
    Complaint::new(
        "grade_unknown",
        ("Sản phẩm này không có hạng đó.".to_owned(), format!("Chọn một trong: {}.", names(Grade::name_vi))),
        ("This product has no such grade.".to_owned(), format!("Choose one of: {}.", names(Grade::name_en))),
    )
}

pub(super) fn unit_not_weight() -> Complaint {
    Complaint::new(
        "unit_not_weight",
        ("Gói hàng được tính theo khối lượng, đơn vị này thì không.", "Chọn g, lạng, kg, yến, tạ hoặc tấn."),
        ("A pack is told by its weight, and this unit is none.", "Choose g, lạng, kg, yến, tạ or tấn."),
    )
}

pub(super) fn weight_zero() -> Complaint {
    Complaint::new(
        "weight_zero",
        ("Khối lượng phải lớn hơn 0.", "Cân một gói rồi điền lại."),
        ("A weight is above zero.", "Weigh a pack and fill it in again."),
    )
}

pub(super) fn gross_below_net() -> Complaint {
    Complaint::new(
        "gross_below_net",
        ("Khối lượng cả bì nhỏ hơn khối lượng tịnh.", "Xem lại hai khối lượng và đơn vị của chúng."),
        ("The weight with its box is less than without.", "Look at both weights and their units again."),
    )
}

pub(super) fn price_zero() -> Complaint {
    Complaint::new(
        "price_zero",
        ("Giá bán phải lớn hơn 0.", "Điền giá một gói, đồng chẵn."),
        ("A price is above zero.", "Fill in the price of one pack in whole đồng."),
    )
}

pub(super) fn price_too_large() -> Complaint {
    Complaint::new(
        "price_too_large",
        ("Giá bán lớn quá 10 tỷ đồng.", "Xem lại số chữ số 0."),
        ("A price is at most ten billion đồng.", "Count the zeros again."),
    )
}

pub(super) fn lot_missing() -> Complaint {
    Complaint::new(
        "lot_missing",
        ("Chưa có mã lô nào.", "Điền ít nhất một mã lô đã khai báo."),
        ("There is no lot.", "Fill in at least one declared lot."),
    )
}

pub(super) fn lot_unknown(code: &str) -> Complaint {
    Complaint::new(
        "lot_unknown",
        (format!("Chưa có lô nào mang mã {}.", short(code)), "Sửa lại mã, hoặc nhập tệp thu hoạch trước."),
        (format!("No lot {} was declared yet.", short(code)), "Mend the code, or import the harvest file first."),
    )
}

/// `fault` says in what the lot differs.
pub(super) fn lot_of_another_kind(fault: &'static str, code: &str) -> Complaint {
    let (what, what_en) = match fault {
        "lot_other_product" => ("sản phẩm khác", "another product"),
        "lot_other_grade" => ("hạng khác", "another grade"),
        _ => ("hợp tác xã khác", "another cooperative"),
    };
    Complaint::new(
        fault,
        (format!("Lô {} thuộc {what}.", short(code)), "Chọn lô cùng hợp tác xã, cùng sản phẩm và cùng hạng."),
        (format!("Lot {} is of {what_en}.", short(code)), "Choose lots of the same cooperative, product and grade."),
    )
}

/// Nobody types a code as long as this; a page must not be flooded by it.
fn short(code: &str) -> String {
    code.chars().take(40).collect()
}

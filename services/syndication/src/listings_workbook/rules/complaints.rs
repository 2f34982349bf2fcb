//! What can be wrong with a row of rules, in words for the person who typed it.

use sheets::Complaint;

pub(super) fn says_itself() -> Complaint {
    Complaint::new(
        "rules_say_itself",
        (
            "Luật ở gian hàng nào do hợp tác xã của gian hàng ấy tự đặt.",
            "Xoá các dòng ở trang tính này; hợp tác xã tự tải lên.",
        ),
        (
            "What is different in a shop is its own cooperative's to say.",
            "Remove the rows of this sheet; the cooperative uploads them itself.",
        ),
    )
}

pub(super) fn columns_missing(missing: &[&str]) -> Complaint {
    let names = missing.join("”, “");
    Complaint::new(
        "columns_missing",
        (
            format!("Tệp thiếu cột “{names}” của cùng luật này; để thiếu thì các điều ấy sẽ bị xoá."),
            "Tải mẫu hoặc tệp về lại để có đủ cột, rồi điền tiếp.",
        ),
        (
            format!("The file lacks “{names}”, which belong to the same rule; what they say would be lost."),
            "Download the template or the list again, with all its columns, and fill that in.",
        ),
    )
}

pub(super) fn shop_unknown() -> Complaint {
    Complaint::new(
        "shop_unknown",
        (
            "Hợp tác xã không có gian hàng này.",
            "Xem mã ở trang Gian hàng trên sàn rồi sửa lại, hoặc nối gian hàng trước.",
        ),
        (
            "The cooperative has no such shop.",
            "Look the id up on the page of shops and mend it, or connect the shop first.",
        ),
    )
}

pub(super) fn shop_several() -> Complaint {
    Complaint::new(
        "shop_several",
        ("Hợp tác xã có vài gian hàng ở sàn này.", "Điền mã của gian hàng muốn nói đến."),
        ("The cooperative has several shops there.", "Fill in the id of the one that is meant."),
    )
}

pub(super) fn listing_unknown() -> Complaint {
    Complaint::new(
        "listing_unknown",
        (
            "Chưa có mặt hàng nào mang mã này.",
            "Sửa lại mã, thêm mặt hàng vào trang tính Gian hàng, hoặc gõ Tất cả cho mọi mặt hàng.",
        ),
        (
            "No listing has this SKU yet.",
            "Mend it, add the listing to the sheet of listings, or type Tất cả for all of them.",
        ),
    )
}

pub(super) fn row_twice() -> Complaint {
    Complaint::new(
        "rules_twice",
        ("Một dòng trên đã nói về gian hàng và mặt hàng này.", "Gộp hai dòng làm một, hoặc xoá dòng thừa."),
        ("A row above is about this shop and listing already.", "Make one row of both, or remove the one too many."),
    )
}

pub(super) fn price_twice() -> Complaint {
    Complaint::new(
        "price_twice",
        (
            "Dòng này vừa có giá cố định vừa có phần trăm.",
            "Giữ một trong hai: giá cố định, hoặc phần trăm với làm tròn và mức thấp nhất.",
        ),
        (
            "The row has both a fixed price and a percentage.",
            "Keep one of them: the price, or the percentage with its rounding and lowest price.",
        ),
    )
}

pub(super) fn percent_missing() -> Complaint {
    Complaint::new(
        "percent_missing",
        ("Có làm tròn hoặc mức thấp nhất mà chưa có phần trăm.", "Điền phần trăm, ví dụ 5; hoặc xoá các ô ấy."),
        ("There is a rounding or a lowest price, and no percentage.", "Fill in the percentage, or empty those cells."),
    )
}

pub(super) fn percent_unreadable() -> Complaint {
    Complaint::new(
        "percent_unreadable",
        ("Chưa đọc được phần trăm.", "Gõ như 5 hoặc 12,5 hoặc -3."),
        ("The percentage cannot be read.", "Type it like 5 or 12,5 or -3."),
    )
}

pub(super) fn percent_as_part() -> Complaint {
    Complaint::new(
        "percent_as_part",
        (
            "Phần trăm nhỏ hơn 1: có lẽ ô này theo định dạng phần trăm của Excel.",
            "Đổi ô về dạng văn bản rồi gõ lại, ví dụ 10 chứ không phải 0,1. Nếu đúng là nhỏ hơn 1, đặt luật này trên trang của gian hàng.",
        ),
        (
            "The percentage is below 1: the cell may be formatted as a percentage.",
            "Format it as text and type it again, such as 10 and not 0,1. If it is meant to be below 1, set this rule on the shop's page.",
        ),
    )
}

pub(super) fn held_back_unreadable() -> Complaint {
    Complaint::new(
        "held_back_unreadable",
        ("Chưa đọc được phần giữ lại.", "Gõ số gói như 3, hoặc phần trăm như 10%."),
        ("What is held back cannot be read.", "Type a number of packs like 3, or a percentage like 10%."),
    )
}

pub(super) fn stock_by_missing() -> Complaint {
    Complaint::new(
        "stock_by_missing",
        ("Chưa chọn cách chia số gói.", "Chọn một cách trong danh sách, hoặc xoá các ô về số gói."),
        ("How packs are shared is not chosen.", "Choose one from the drop-down, or empty the cells about packs."),
    )
}

pub(super) fn packs_missing() -> Complaint {
    Complaint::new(
        "packs_missing",
        ("Chưa có số gói dành riêng.", "Điền số gói, ví dụ 12."),
        ("The number of packs set apart is missing.", "Fill it in, such as 12."),
    )
}

pub(super) fn held_back_missing() -> Complaint {
    Complaint::new(
        "held_back_missing",
        ("Chưa có phần giữ lại.", "Gõ số gói như 3, hoặc phần trăm như 10%."),
        ("What is held back is missing.", "Type a number of packs like 3, or a percentage like 10%."),
    )
}

pub(super) fn not_with_this() -> Complaint {
    Complaint::new(
        "not_with_this_choice",
        ("Ô này không đi với cách chia số gói đã chọn.", "Xoá ô này, hoặc chọn cách chia khác."),
        ("This cell does not go with how packs are shared.", "Empty it, or choose another way to share them."),
    )
}

/// What the domain has against a rule, by its code.
pub(super) fn of_domain(code: &str) -> Complaint {
    match code {
        "rule_of_one_listing" => Complaint::new(
            "rule_of_one_listing",
            (
                "Luật này chỉ đặt được cho từng mặt hàng, không đặt cho tất cả.",
                "Gõ mã hàng ở cột SKU, hoặc để trống ô này.",
            ),
            ("This rule is of one listing, and not of all.", "Type a SKU, or leave this cell empty."),
        ),
        "margin_range" => Complaint::new(
            "margin_range",
            ("Phần trăm phải từ -90 đến 900.", "Sửa lại, ví dụ 5 hoặc -5."),
            ("A percentage is from -90 to 900.", "Mend it, such as 5 or -5."),
        ),
        "allocation_range" => Complaint::new(
            "allocation_range",
            ("Số gói phải từ 0 đến 1.000.000.", "Sửa lại số gói."),
            ("Packs are from 0 to 1,000,000.", "Mend the number."),
        ),
        "buffer_range" => Complaint::new(
            "buffer_range",
            ("Số gói giữ lại từ 0 đến 1.000.000, phần trăm từ 0 đến 100.", "Sửa lại phần giữ lại."),
            ("Packs held back are from 0 to 1,000,000, a percentage from 0 to 100.", "Mend what is held back."),
        ),
        "buffer_days" => Complaint::new(
            "buffer_days",
            ("Số ngày phải từ 0 đến 60.", "Sửa lại số ngày."),
            ("Days are from 0 to 60.", "Mend the number of days."),
        ),
        "season_order" => Complaint::new(
            "season_order",
            ("Ngày kết thúc trước ngày bắt đầu.", "Xem lại hai ngày."),
            ("The last day is before the first.", "Look at both days again."),
        ),
        _ => Complaint::new(
            "category_form",
            (
                "Mã ngành hàng chỉ gồm chữ không dấu, số, gạch nối, nhiều nhất 40 ký tự.",
                "Chép lại mã từ trang của sàn, ví dụ 100871.",
            ),
            (
                "A category has letters without marks, digits and hyphens only, up to 40 of them.",
                "Copy it again from the channel's page, such as 100871.",
            ),
        ),
    }
}

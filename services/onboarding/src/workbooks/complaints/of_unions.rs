//! What can be wrong with a row about who belongs to a union.

use sheets::Complaint;

pub(crate) fn not_a_union() -> Complaint {
    Complaint::new(
        "not_a_union",
        ("Đây không phải liên hiệp hợp tác xã.", "Ghi mã của liên hiệp ở ô này, mã của thành viên ở ô bên cạnh."),
        ("This is no union of cooperatives.", "Type the union's code here, and the member's beside it."),
    )
}

pub(crate) fn union_not_verified() -> Complaint {
    Complaint::new(
        "union_not_verified",
        ("Liên hiệp chưa được cán bộ xác minh nên chưa thêm thành viên được.", "Đợi xác minh xong rồi nộp lại tệp."),
        ("The union is not verified yet, so no member can be added.", "Wait until it is, then hand in the file again."),
    )
}

pub(crate) fn union_says_itself() -> Complaint {
    Complaint::new(
        "union_says_itself",
        ("Chỉ liên hiệp tự khai thành viên của mình.", "Bỏ dòng này; nhờ người quản lý liên hiệp khai."),
        ("Only the union itself says who its members are.", "Take this row out; ask whoever runs the union."),
    )
}

pub(crate) fn union_in_union() -> Complaint {
    Complaint::new(
        "union_in_union",
        ("Liên hiệp không làm thành viên của liên hiệp.", "Ghi mã của một hợp tác xã."),
        ("A union is no member of a union.", "Type the code of a cooperative."),
    )
}

pub(crate) fn member_already() -> Complaint {
    Complaint::new(
        "member_already",
        ("Hợp tác xã này đang là thành viên rồi.", "Ghi ngày ra khỏi ở lần trước, hoặc bỏ dòng này."),
        ("This cooperative is a member already.", "Type the last day of the time before, or take this row out."),
    )
}

pub(crate) fn union_term_over() -> Complaint {
    Complaint::new(
        "union_term_over",
        ("Lần làm thành viên này đã kết thúc vào một ngày khác.", "Ngày ra khỏi đã ghi thì không đổi. Để trống ô này."),
        (
            "This membership has ended on another day.",
            "The last day that was written down stays. Leave this cell empty.",
        ),
    )
}

pub(crate) fn kind_in_union() -> Complaint {
    Complaint::new(
        "kind_in_union",
        (
            "Còn thành viên trong liên hiệp nên chưa đổi loại hình được.",
            "Ghi ngày ra khỏi liên hiệp trên cổng, rồi nộp lại tệp.",
        ),
        (
            "A membership in a union lasts, so the kind cannot change.",
            "Write down its last day in the portal, then hand in the file again.",
        ),
    )
}

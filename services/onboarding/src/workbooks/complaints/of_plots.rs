//! What can be wrong with a plot, and with a harvest that names one.

use sheets::Complaint;

use crate::domain::{AreaFault, PlantingAreaCodeFault, PlotMisfit};

pub(crate) fn plot_duplicate() -> Complaint {
    Complaint::new(
        "plot_duplicate",
        ("Mã thửa này đã có ở một thửa khác của hợp tác xã.", "Mỗi thửa một dòng với mã riêng, và thuộc một hộ."),
        (
            "Another plot of the cooperative has this code already.",
            "One row for each plot, with a code of its own, and of one household.",
        ),
    )
}

pub(crate) fn plot_bound() -> Complaint {
    Complaint::new(
        "plot_bound",
        (
            "Thửa này đã có khai báo thu hoạch hoặc được nêu trong giấy tờ, nên không đổi sản phẩm được.",
            "Giữ sản phẩm cũ; nếu đã trồng cây khác, thêm thửa mới với mã mới.",
        ),
        (
            "Something was picked on this plot, or a paper names it, so what grows there cannot change.",
            "Keep its product; if something else was planted, add a plot with a code of its own.",
        ),
    )
}

pub(crate) fn planted_year() -> Complaint {
    Complaint::new(
        "planted_year",
        ("Năm trồng không đúng.", "Ghi năm dương lịch bốn chữ số, không sau năm nay."),
        ("This is no year something was planted in.", "Type a year of four digits, not after this one."),
    )
}

pub(crate) fn planting_area_incomplete() -> Complaint {
    Complaint::new(
        "planting_area_incomplete",
        (
            "Mã vùng trồng phải có đủ mã, thị trường và ngày cấp.",
            "Điền đủ theo giấy cấp mã, hoặc để trống cả bốn ô nếu thửa chưa có mã.",
        ),
        (
            "A planting-area code takes the code, its market and the day it was given.",
            "Fill them in from its paper, or leave all four cells empty where the plot has none.",
        ),
    )
}

impl From<AreaFault> for Complaint {
    fn from(fault: AreaFault) -> Self {
        match fault {
            AreaFault::Unit => Self::new(
                "area_unit",
                ("Không rõ đơn vị diện tích này.", "Dùng m², sào (360 m²), mẫu (3.600 m²) hoặc ha."),
                ("This unit of area is not known.", "Use m², sào (360 m²), mẫu (3,600 m²) or ha."),
            ),
            AreaFault::Number => Self::new(
                "area_form",
                ("Diện tích phải là số lớn hơn 0, nhiều nhất 100 ha.", "Chỉ gõ số, ví dụ 2,5; đơn vị để ở cột riêng."),
                (
                    "An area is a number above zero, at most 100 ha.",
                    "Type the number only, such as 2,5; its unit has a column of its own.",
                ),
            ),
            AreaFault::TooFine => Self::new(
                "area_too_fine",
                (
                    "Diện tích phải tròn mét vuông.",
                    "Ghi bằng m², không dùng dấu chấm ngăn hàng nghìn: 1250 chứ không phải 1.250.",
                ),
                (
                    "An area is whole square metres.",
                    "Type it in m², without a mark between thousands: 1250, not 1.250.",
                ),
            ),
        }
    }
}

impl From<PlantingAreaCodeFault> for Complaint {
    fn from(_: PlantingAreaCodeFault) -> Self {
        Self::new(
            "planting_area_form",
            (
                "Mã vùng trồng gồm 6 đến 40 chữ không dấu, chữ số, dấu chấm, gạch chéo hoặc gạch nối.",
                "Chép lại mã như trên giấy cấp mã.",
            ),
            (
                "A planting-area code has 6 to 40 letters without marks, digits, dots, slashes or hyphens.",
                "Copy the code from the paper that gives it.",
            ),
        )
    }
}

impl From<PlotMisfit> for Complaint {
    fn from(misfit: PlotMisfit) -> Self {
        match misfit {
            PlotMisfit::Unknown => Self::new(
                "plot_unknown",
                (
                    "Hợp tác xã chưa có thửa mang mã này.",
                    "Xem lại mã thửa, hoặc thêm thửa ở trang “Thửa đất” của tệp hợp tác xã trước.",
                ),
                (
                    "The cooperative has no plot with this code.",
                    "Check the code, or add the plot on the sheet \"Thửa đất\" of the cooperatives' file first.",
                ),
            ),
            PlotMisfit::Household => Self::new(
                "plot_of_another",
                ("Thửa này của một hộ khác.", "Ghi mã thửa của đúng hộ này, hoặc để trống."),
                ("This plot is another household's.", "Type a plot of this household, or leave it empty."),
            ),
            PlotMisfit::Product => Self::new(
                "plot_other_product",
                ("Thửa này trồng sản phẩm khác.", "Ghi mã thửa trồng đúng sản phẩm này, hoặc để trống."),
                ("Something else grows on this plot.", "Type a plot that grows this product, or leave it empty."),
            ),
        }
    }
}

//! What the domain does not accept, said to the person who typed it.

use sheets::Complaint;

use super::{dates_order, grade_unknown};
use crate::domain::{
    AccountNumberFault, CodeFault, KindFault, LotCodeFault, LotFault, Paper, PaperFault, PersonalIdFault, PhoneFault,
    SeasonFault, TaxCodeFault,
};

impl From<CodeFault> for Complaint {
    fn from(CodeFault::Form: CodeFault) -> Self {
        Self::new(
            "code_form",
            ("Mã này không đúng dạng.", "Dùng 2 đến 20 chữ không dấu, chữ số hoặc gạch nối, ví dụ HTX01 hay HO0012."),
            (
                "This code does not have the right form.",
                "Use 2 to 20 letters without marks, digits or hyphens, such as HTX01 or HO0012.",
            ),
        )
    }
}

impl From<TaxCodeFault> for Complaint {
    fn from(fault: TaxCodeFault) -> Self {
        match fault {
            TaxCodeFault::Length => Self::new(
                "tax_code_length",
                (
                    "Mã số thuế của tổ chức có 10 chữ số, của chi nhánh có 13 chữ số.",
                    "Xem lại trên giấy đăng ký; nếu Excel làm mất số 0 ở đầu, hãy để ô này ở dạng văn bản (Text).",
                ),
                (
                    "An organisation's tax code has 10 digits, a branch's 13.",
                    "Look at the registration paper; if Excel has dropped a leading 0, format the cell as text.",
                ),
            ),
            TaxCodeFault::Person => Self::new(
                "tax_code_person",
                (
                    "Đây là số định danh 12 số của một người, không phải mã số thuế của tổ chức.",
                    "Ghi mã số thuế 10 chữ số; số định danh ghi ở cột của người đại diện.",
                ),
                (
                    "These are a person's twelve digits, not an organisation's tax code.",
                    "Type the ten-digit tax code; the personal number goes into the representative's column.",
                ),
            ),
            TaxCodeFault::Digits => Self::new(
                "tax_code_digits",
                ("Mã số thuế chỉ gồm chữ số.", "Xoá các chữ cái; chữ O dễ nhầm với số 0."),
                ("A tax code holds digits only.", "Take out the letters; an O is easily taken for a 0."),
            ),
            TaxCodeFault::Component => Self::new(
                "tax_code_component",
                ("Mã số thuế có một phần toàn số 0 nên không thể có thật.", "Chép lại đủ các chữ số từ giấy đăng ký."),
                (
                    "A part of the tax code is all zeros, so it cannot be real.",
                    "Copy all digits from the registration paper once more.",
                ),
            ),
            TaxCodeFault::Checksum => Self::new(
                "tax_code_checksum",
                (
                    "Chữ số thứ mười của mã số thuế không khớp với chín chữ số đầu.",
                    "Có lẽ gõ nhầm một chữ số: hãy so từng số với giấy đăng ký hợp tác xã.",
                ),
                (
                    "The tenth digit of the tax code does not fit the nine before it.",
                    "A digit is probably mistyped: compare each with the registration paper.",
                ),
            ),
        }
    }
}

impl From<KindFault> for Complaint {
    fn from(fault: KindFault) -> Self {
        match fault {
            KindFault::TaxCodeMissing => Self::new(
                "tax_code_missing",
                ("Loại hình này phải có mã số thuế.", "Ghi mã số thuế 10 chữ số trên giấy đăng ký."),
                ("This kind of organisation has a tax code.", "Type the ten digits from the registration paper."),
            ),
            KindFault::TaxCodeNotWanted => Self::new(
                "tax_code_not_wanted",
                (
                    "Từ tháng 7 năm 2025 hộ kinh doanh dùng số định danh của người đại diện làm mã số thuế.",
                    "Để trống ô này; mã số thuế 10 số trước đây ghi ở cột Mã số thuế cũ.",
                ),
                (
                    "Since July 2025 a household business is known by its representative's own number.",
                    "Leave this empty; a former ten-digit code goes into the column of former codes.",
                ),
            ),
            KindFault::TaxCodeOfABranch => Self::new(
                "tax_code_of_a_branch",
                (
                    "Mã 13 chữ số chỉ dành cho chi nhánh của doanh nghiệp.",
                    "Ghi mã số thuế 10 chữ số, hoặc chọn loại hình Doanh nghiệp.",
                ),
                (
                    "Thirteen digits are a branch of an enterprise.",
                    "Type the ten digits, or choose the kind of an enterprise.",
                ),
            ),
            KindFault::LegacyTaxCode => Self::new(
                "legacy_tax_code",
                (
                    "Mã số thuế cũ là 10 chữ số, và chỉ có khi mã số thuế để trống.",
                    "Xem lại từng số, hoặc để trống ô này.",
                ),
                (
                    "A former tax code has ten digits, and stands only where there is no tax code.",
                    "Check each digit, or leave this empty.",
                ),
            ),
        }
    }
}

impl From<PersonalIdFault> for Complaint {
    fn from(fault: PersonalIdFault) -> Self {
        match fault {
            PersonalIdFault::OldCard => Self::new(
                "personal_id_old_cmnd",
                (
                    "Đây là số chứng minh nhân dân cũ (9 số), không còn dùng được.",
                    "Ghi số định danh 12 số trên thẻ căn cước hoặc trong VNeID.",
                ),
                (
                    "This is the nine-digit number of an old identity card, which is valid no longer.",
                    "Type the 12 digits from the identity card or from VNeID.",
                ),
            ),
            PersonalIdFault::Form => Self::new(
                "personal_id_form",
                (
                    "Số định danh phải đủ 12 chữ số, và năm sinh trong đó không thể ở tương lai.",
                    "Chép lại số trên thẻ căn cước; nếu Excel làm mất số 0 ở đầu, hãy để ô này ở dạng văn bản (Text).",
                ),
                (
                    "A personal number has 12 digits, and the year of birth in it cannot lie ahead.",
                    "Copy it from the identity card; if Excel has dropped a leading 0, format the cell as text.",
                ),
            ),
        }
    }
}

impl From<PhoneFault> for Complaint {
    fn from(PhoneFault::Form: PhoneFault) -> Self {
        Self::new(
            "phone_form",
            ("Đây không phải là số điện thoại ở Việt Nam.", "Gõ số di động 10 chữ số, ví dụ 0912 345 678."),
            ("This is not a phone number of Vietnam.", "Type a mobile number of ten digits, such as 0912 345 678."),
        )
    }
}

impl From<AccountNumberFault> for Complaint {
    fn from(AccountNumberFault::Form: AccountNumberFault) -> Self {
        Self::new(
            "account_form",
            (
                "Số tài khoản ngân hàng có từ 6 đến 19 chữ số.",
                "Chép lại từ sổ hoặc ứng dụng ngân hàng; để ô này ở dạng văn bản (Text) để không mất số.",
            ),
            (
                "The number of a bank account has 6 to 19 digits.",
                "Copy it from the bank's papers or app; format the cell as text, so that no digit is lost.",
            ),
        )
    }
}

impl From<SeasonFault> for Complaint {
    fn from(SeasonFault::Form: SeasonFault) -> Self {
        Self::new(
            "season_form",
            ("Vụ không đúng dạng.", "Ghi cây trồng và hai năm liền nhau, ví dụ CAM-2025-2026."),
            ("This season does not have the right form.", "Type a crop and two years in a row, such as CAM-2025-2026."),
        )
    }
}

impl From<LotCodeFault> for Complaint {
    fn from(fault: LotCodeFault) -> Self {
        match fault {
            LotCodeFault::Form => Self::new(
                "lot_code_form",
                ("Mã lô không đúng dạng.", "Ghi đủ bốn phần, ví dụ CAMSANH-2526-0042-6."),
                ("This lot code does not have the right form.", "Type all four parts, such as CAMSANH-2526-0042-6."),
            ),
            LotCodeFault::Check => Self::new(
                "lot_code_check",
                ("Ký tự cuối của mã lô không khớp với phần trước.", "Có lẽ gõ nhầm: hãy so lại với nhãn trên thùng."),
                (
                    "The last character of the lot code does not fit the rest.",
                    "It is probably mistyped: compare it with the label on the box.",
                ),
            ),
        }
    }
}

impl From<PaperFault> for Complaint {
    fn from(fault: PaperFault) -> Self {
        match fault {
            PaperFault::DatesOrder => dates_order(),
            PaperFault::TooLong => Self::new(
                "paper_too_long",
                (
                    "Giấy VietGAP có hạn nhiều nhất 2 năm, gia hạn nhiều nhất 3 tháng.",
                    "Xem lại ngày cấp và ngày hết hạn.",
                ),
                ("VietGAP holds two years at most, and three months of grace.", "Check the first and the last day."),
            ),
            PaperFault::Stars => Self::new(
                "ocop_stars",
                ("Giấy OCOP phải ghi 3, 4 hoặc 5 sao.", "Chép số sao từ giấy chứng nhận."),
                ("An OCOP certificate has 3, 4 or 5 stars.", "Copy the stars from the certificate."),
            ),
            PaperFault::StarsElsewhere => Self::new(
                "ocop_only",
                ("Chỉ giấy OCOP mới có số sao và điểm.", "Để trống hai ô này, hoặc sửa loại giấy tờ."),
                (
                    "Only OCOP certificates have stars and a score.",
                    "Leave both cells empty, or mend the kind of paper.",
                ),
            ),
            PaperFault::ScoreBand => {
                let ((low3, high3), (low4, high4), (low5, high5)) =
                    (Paper::score_band(3), Paper::score_band(4), Paper::score_band(5));
                let bands = format!("3 – {low3}…{high3}; 4 – {low4}…{high4}; 5 – {low5}…{high5}");
                Self::new(
                    "ocop_score_band",
                    ("Điểm không ứng với số sao.", format!("Xem lại số sao và điểm (sao – điểm): {bands}.")),
                    ("The score does not fit the stars.", format!("Check stars and score (stars – score): {bands}.")),
                )
            }
            PaperFault::PlotsElsewhere => Self::new(
                "paper_plots_elsewhere",
                ("Chỉ giấy VietGAP và hữu cơ ghi mã thửa.", "Để trống ô này."),
                ("Only VietGAP and organic papers name plots.", "Leave this cell empty."),
            ),
            PaperFault::ProductMissing => Self::new(
                "ocop_product",
                ("Giấy OCOP được cấp cho một sản phẩm.", "Ghi sản phẩm được chứng nhận, ví dụ Cam sành."),
                ("An OCOP certificate is given to a product.", "Type the certified product, such as Cam sành."),
            ),
        }
    }
}

impl From<LotFault> for Complaint {
    fn from(fault: LotFault) -> Self {
        match fault {
            LotFault::DatesOrder => dates_order(),
            LotFault::Grade => grade_unknown(),
            LotFault::CodeProduct => Self::new(
                "lot_code_product",
                ("Mã lô thuộc sản phẩm khác với cột Sản phẩm.", "Sửa mã lô hoặc sửa sản phẩm cho khớp nhau."),
                ("The lot code is of another product than the one given.", "Mend the code or the product."),
            ),
            LotFault::CodeSeason => Self::new(
                "lot_code_season",
                ("Mã lô thuộc vụ khác với cột Vụ.", "Sửa mã lô hoặc sửa vụ cho khớp nhau."),
                ("The lot code is of another season than the one given.", "Mend the code or the season."),
            ),
            LotFault::Sum { declared_g } => {
                let declared = amounts::Quantity::grams(declared_g);
                Self::new(
                    "lot_sum_mismatch",
                    (
                        format!("Các hộ khai báo tổng cộng {declared}, khác với số lượng của lô."),
                        "Sửa số lượng của lô, hoặc sửa các dòng khai báo thu hoạch của lô này.",
                    ),
                    (
                        format!("The households have declared {declared} in all, which is not what the lot weighs."),
                        "Mend the lot's quantity, or the harvest rows of this lot.",
                    ),
                )
            }
        }
    }
}

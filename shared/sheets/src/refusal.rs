//! Why an upload cannot be read at all, in words for the person who sent it.

use crate::garbled::Garbled;

/// Why a file cannot be read at all. `Display` is English; [`NotReadable::in_vietnamese`] says the same in Vietnamese.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReadable {
    /// Neither an `.xlsx` file nor a table as text.
    #[error("{}", .0.in_english())]
    NotAWorkbook(Looks),
    /// It looks like one, but something inside is broken.
    #[error("the file is damaged; open it in Excel, save it as a new .xlsx file and upload that")]
    Damaged,
    /// Larger than we read.
    #[error("{}; split it into several files", .0.in_english())]
    TooLarge(Limit),
    /// A sheet is not there.
    #[error(
        "there is no sheet \"{wanted}\"; the file has: {}. Rename the sheet, or start from the template",
        .found.join(", ")
    )]
    MissingSheet {
        /// The sheet we look for.
        wanted: &'static str,
        /// The sheets there are, at most twenty.
        found: Vec<String>,
    },
    /// Columns that a sheet must have are not there.
    #[error(
        "sheet \"{sheet}\" lacks the columns: {}; its headers are: {}. Add the columns, or start from the template",
        .missing.join(", "),
        .found.join(", ")
    )]
    MissingColumns {
        /// In which sheet.
        sheet: &'static str,
        /// The headers we look for.
        missing: Vec<&'static str>,
        /// The headers of the likeliest header row, at most twenty.
        found: Vec<String>,
    },
    /// Two columns have the same header.
    #[error("sheet \"{sheet}\" has the column \"{column}\" twice; delete or rename one of them")]
    RepeatedColumn {
        /// In which sheet.
        sheet: &'static str,
        /// The header.
        column: &'static str,
    },
    /// The text was typed in an encoding from before Unicode, or read in the wrong one.
    #[error("the text is in {}, not in Unicode; convert the file to Unicode and upload it again", .0.name())]
    Garbled(Garbled),
    /// A text file in some encoding that is not Unicode.
    #[error("the text is not in Unicode; in Excel, save it as \"CSV UTF-8\" or as .xlsx, and upload that")]
    NotUnicode,
}

/// What a file that is no workbook seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// An `.xls` file of Excel 2003 or older.
    Old,
    /// A workbook locked with a password.
    Locked,
    /// An `.xlsb` file.
    Binary,
    /// An `.ods` file.
    OpenDocument,
    /// Text without a table that we know, or a web page.
    Text,
    /// Anything else.
    Other,
}

/// A limit that a file goes beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// 10 MiB as uploaded.
    Bytes,
    /// 50 MiB once unpacked.
    Unpacked,
    /// 500,000 cells.
    Cells,
    /// 100,000 rows of a sheet.
    Rows,
}

impl NotReadable {
    /// A stable name for programs, in snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAWorkbook(_) => "not_a_workbook",
            Self::Damaged => "workbook_damaged",
            Self::TooLarge(_) => "workbook_too_large",
            Self::MissingSheet { .. } => "missing_sheet",
            Self::MissingColumns { .. } => "missing_columns",
            Self::RepeatedColumn { .. } => "repeated_column",
            Self::Garbled(_) | Self::NotUnicode => "not_unicode",
        }
    }

    /// What is wrong and what to do, for the person who sent the file.
    pub fn in_vietnamese(&self) -> String {
        match self {
            Self::NotAWorkbook(looks) => looks.in_vietnamese().to_owned(),
            Self::Damaged => {
                "Tệp bị hỏng. Hãy mở tệp bằng Excel, lưu thành một tệp .xlsx mới rồi tải lên lại.".to_owned()
            }
            Self::TooLarge(limit) => format!("{} Hãy chia thành nhiều tệp nhỏ hơn.", limit.in_vietnamese()),
            Self::MissingSheet { wanted, found } => format!(
                "Không có trang tính “{wanted}”. Tệp đang có: {}. Hãy đổi tên trang tính, hoặc dùng tệp mẫu.",
                found.join(", ")
            ),
            Self::MissingColumns { sheet, missing, found } => format!(
                "Trang tính “{sheet}” thiếu cột: {}. Các cột đang có: {}. Hãy thêm cột còn thiếu, hoặc dùng tệp mẫu.",
                missing.join(", "),
                found.join(", ")
            ),
            Self::RepeatedColumn { sheet, column } => {
                format!("Trang tính “{sheet}” có hai cột “{column}”. Hãy xoá hoặc đổi tên một cột.")
            }
            Self::Garbled(garbled) => format!(
                "Chữ trong tệp theo bảng mã {}, không phải Unicode. Hãy chuyển tệp sang Unicode rồi tải lên lại.",
                garbled.name()
            ),
            Self::NotUnicode => {
                "Chữ trong tệp không phải Unicode. Trong Excel, hãy lưu thành “CSV UTF-8” hoặc .xlsx rồi tải lên lại."
                    .to_owned()
            }
        }
    }
}

impl Looks {
    const fn in_english(self) -> &'static str {
        match self {
            Self::Old => "this is an old .xls file; open it in Excel and save it as .xlsx",
            Self::Locked => "this file is locked with a password; open it in Excel, remove the password and save it",
            Self::Binary => "this is an .xlsb file; open it in Excel and save it as .xlsx",
            Self::OpenDocument => "this is an .ods file; open it and save it as .xlsx",
            Self::Text => "this text file has none of the columns; start from the template, or save it as .xlsx",
            Self::Other => "this is not an Excel workbook; upload an .xlsx or .csv file",
        }
    }

    const fn in_vietnamese(self) -> &'static str {
        match self {
            Self::Old => "Đây là tệp .xls kiểu cũ. Hãy mở bằng Excel rồi lưu thành tệp .xlsx.",
            Self::Locked => "Tệp này có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu rồi lưu lại.",
            Self::Binary => "Đây là tệp .xlsb. Hãy mở bằng Excel rồi lưu thành tệp .xlsx.",
            Self::OpenDocument => "Đây là tệp .ods. Hãy mở tệp rồi lưu thành tệp .xlsx.",
            Self::Text => "Tệp văn bản này không có cột nào cần đọc. Hãy dùng tệp mẫu, hoặc lưu thành tệp .xlsx.",
            Self::Other => "Đây không phải là tệp Excel. Hãy tải lên tệp .xlsx hoặc .csv.",
        }
    }
}

impl Limit {
    const fn in_english(self) -> &'static str {
        match self {
            Self::Bytes => "the file is larger than 10 MiB",
            Self::Unpacked => "the file holds more than 50 MiB once unpacked",
            Self::Cells => "the file has more than 500,000 cells",
            Self::Rows => "a sheet has more than 100,000 rows",
        }
    }

    const fn in_vietnamese(self) -> &'static str {
        match self {
            Self::Bytes => "Tệp lớn hơn 10 MiB.",
            Self::Unpacked => "Tệp sau khi giải nén lớn hơn 50 MiB.",
            Self::Cells => "Tệp có hơn 500.000 ô.",
            Self::Rows => "Một trang tính có hơn 100.000 dòng.",
        }
    }
}

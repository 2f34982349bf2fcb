//! What a sheet looks like: data, no code.

/// A sheet and its columns.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The sheet's name in Vietnamese, at most 31 characters. It is found in any case and without diacritics, too.
    pub sheet: &'static str,
    /// In the order the template shows them; an upload may have them in any order.
    pub columns: &'static [Column],
}

impl Layout {
    /// The place of the column with this header.
    pub(crate) fn place(&self, header: &str) -> usize {
        let at = self.columns.iter().position(|column| column.header == header);
        at.unwrap_or_else(|| panic!("the layout of sheet {} has no column {header}", self.sheet))
    }
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its header in Vietnamese. It is found in any case, without diacritics and with the template's `*`, too.
    pub header: &'static str,
    /// An upload must have this column, and each row a value in it.
    pub required: bool,
    /// How the template formats it.
    pub kind: Kind,
    /// A value as a person types it, shown in the template's first row and in remedies.
    pub example: &'static str,
    /// A sentence in Vietnamese on what belongs here.
    pub help: &'static str,
    /// The only values allowed, offered as a drop-down; any value if empty.
    pub choices: &'static [&'static str],
    /// Holds personal data: what was typed is masked in faults.
    pub personal: bool,
}

impl Column {
    /// An optional column of any text, to start from: `Column { header: "Mã HTX", required: true, ..Column::TEXT }`.
    pub const TEXT: Self =
        Self { header: "", required: false, kind: Kind::Text, example: "", help: "", choices: &[], personal: false };
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, also codes and phone numbers, which must keep their leading zeros.
    Text,
    /// A day.
    Date,
    /// A whole number.
    Whole,
    /// A number with decimals.
    Decimal,
    /// Whole đồng.
    Money,
}

//! What is wrong with a row, and what to do about it: one fault for each cell, in words for the person who typed it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::row::Row;

/// What is wrong with one cell of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The sheet.
    pub sheet: String,
    /// The row as Excel numbers it.
    pub row: u32,
    /// The column's header.
    pub column: String,
    /// What was typed, at most 60 characters; masked in columns of personal data.
    pub value: String,
    /// A stable name for programs, in snake case.
    pub code: String,
    /// What is wrong: a Vietnamese sentence.
    pub reason: String,
    /// What to do: a Vietnamese sentence.
    pub remedy: String,
    /// What is wrong, in English.
    pub reason_en: String,
    /// What to do, in English.
    pub remedy_en: String,
}

/// What is wrong with a value and what to do, before it is known which cell it stands in. It never quotes the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// A stable name for programs, in snake case.
    pub code: &'static str,
    /// What is wrong: a Vietnamese sentence.
    pub reason: String,
    /// What to do: a Vietnamese sentence.
    pub remedy: String,
    /// What is wrong, in English.
    pub reason_en: String,
    /// What to do, in English.
    pub remedy_en: String,
}

impl Complaint {
    /// A complaint under `code`, in Vietnamese and in English.
    pub fn new(
        code: &'static str,
        (reason, remedy): (impl Into<String>, impl Into<String>),
        (reason_en, remedy_en): (impl Into<String>, impl Into<String>),
    ) -> Self {
        Self {
            code,
            reason: reason.into(),
            remedy: remedy.into(),
            reason_en: reason_en.into(),
            remedy_en: remedy_en.into(),
        }
    }
}

/// The faults of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    kept: Vec<Fault>,
    kept_max: usize,
    total: usize,
    rows: BTreeSet<(&'static str, u32)>,
}

impl Default for Faults {
    fn default() -> Self {
        Self::keeping(Self::KEPT_MAX)
    }
}

impl Faults {
    /// Faults that are kept to be looked through; whoever has made more has made the same one many times. The rest is only
    /// counted.
    pub const KEPT_MAX: usize = 2_000;
    /// Faults that are kept to be written beside their rows.
    pub const MARKED_MAX: usize = 100_000;
    const VALUE_LENGTH_MAX: usize = 60;

    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// None yet; it keeps at most so many.
    pub fn keeping(kept_max: usize) -> Self {
        Self { kept: Vec::new(), kept_max, total: 0, rows: BTreeSet::new() }
    }

    /// Adds a fault of the cell in `row` under `header`. A header that the layout does not have stands for the whole
    /// row.
    pub fn add(&mut self, row: &Row, header: &str, complaint: Complaint) {
        self.total += 1;
        self.rows.insert((row.sheet(), row.number()));
        if self.kept.len() >= self.kept_max {
            return;
        }
        let typed = row.typed(header);
        self.kept.push(Fault {
            sheet: row.sheet().to_owned(),
            row: row.number(),
            column: header.to_owned(),
            value: if row.is_personal(header) { masked(&typed) } else { shortened(&typed, Self::VALUE_LENGTH_MAX) },
            code: complaint.code.to_owned(),
            reason: complaint.reason,
            remedy: complaint.remedy,
            reason_en: complaint.reason_en,
            remedy_en: complaint.remedy_en,
        });
    }

    /// Every row is sound so far.
    pub const fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// How many there are, also those that were not kept.
    pub const fn total(&self) -> usize {
        self.total
    }

    /// How many rows have any.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The first [`Faults::KEPT_MAX`], or as many as it keeps, in the order they were found.
    pub fn kept(&self) -> &[Fault] {
        &self.kept
    }

    /// The kept faults, to store them.
    pub fn into_kept(self) -> Vec<Fault> {
        self.kept
    }
}

/// Bullets, with the last three digits of a number long enough to stay secret, so that its owner knows it again.
fn masked(value: &str) -> String {
    let letters: Vec<char> = value.chars().take(20).collect();
    let is_long_number =
        letters.len() >= 9 && letters.iter().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '+' | '-'));
    let shown_from = if is_long_number { letters.len() - 3 } else { letters.len() };
    letters.iter().enumerate().map(|(at, c)| if at < shown_from { '•' } else { *c }).collect()
}

/// At most `length` characters.
pub(crate) fn shortened(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    text.chars().take(length - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_is_masked() {
        let cases = [
            ("002299123456", "•••••••••456"),
            ("0912 345 678", "•••••••••678"),
            ("Sùng Thị Mỷ", "•••••••••••"),
            ("12345678", "••••••••"),
            ("", ""),
        ];
        for (value, expected) in cases {
            assert_eq!(masked(value), expected, "{value}");
        }
    }

    #[test]
    fn a_long_value_is_cut() {
        assert_eq!(shortened("Quản Bạ", 7), "Quản Bạ");
        assert_eq!(shortened("Quản Bạ!", 7), "Quản B…");
    }
}
